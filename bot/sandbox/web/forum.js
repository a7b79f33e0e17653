// The staff's group as a forum: its topics beside the chat, and what a member can do to them and to the group.
import { dialog, h, hue, redraw, tabKeys } from "./dom.js";
import { icon } from "./icons.js";
import { isService } from "./message.js";

export const ALL = "all";
export const GENERAL = "general";
// The place of a message: its topic, or the general one.
export const placeOf = (thread) => thread ?? GENERAL;

export class Topics {
  // `open(place)` shows a place; `place()` is the one that is shown.
  constructor({ open, place }) {
    Object.assign(this, { open, place });
    this.read = new Map();
    this.root = h("div", { class: "topics", role: "tablist", "aria-label": "Topics", "aria-orientation": "vertical", hidden: true });
    tabKeys(this.root);
  }

  // What nobody has looked at yet; everything is old news to somebody who has just come.
  unread(place, messages) {
    const seen = this.read.get(place) ?? this.begun ?? 0;
    let count = 0;
    for (const { data } of messages.values()) if (data.id > seen && placeOf(data.thread) === place && !isService(data)) count += 1;
    return count;
  }

  look(place, messages) {
    if (place !== ALL) this.read.set(place, Math.max(0, ...messages.keys()));
  }

  show({ forum, topics }, messages) {
    this.begun ??= Math.max(0, ...messages.keys());
    this.root.hidden = !forum;
    if (!forum) return;
    const newest = new Map();
    for (const { data } of messages.values()) newest.set(placeOf(data.thread), data.id);
    const sorted = [...topics].sort((one, other) => (newest.get(other.id) ?? other.id) - (newest.get(one.id) ?? one.id));
    redraw(this.root,
      this.tab({ place: ALL, name: "All", drawing: "people" }, 0),
      this.tab({ place: GENERAL, name: "General", drawing: "hash" }, this.unread(GENERAL, messages)),
      sorted.map((topic) => this.tab({ place: topic.id, ...topic }, this.unread(topic.id, messages))));
  }

  tab({ place, name, drawing, closed, color }, unread) {
    const chosen = place === this.place();
    const mark = h("span", { class: "topic-mark", "aria-hidden": "true" }, drawing ? icon(drawing, 18) : (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? "#").toUpperCase());
    if (!drawing) mark.style.setProperty("--hue", color === "#6fb9f0" ? hue(place) : `color-mix(in oklab, ${color}, #223 25%)`);
    return h("button", {
      type: "button", role: "tab", class: `topic-tab${closed ? " closed" : ""}`, id: `topic-${place}`, title: name, "aria-selected": String(chosen), "aria-controls": "group-log", tabIndex: chosen ? 0 : -1,
      data: { focus: `topic ${place}`, topic: place, unread }, onclick: () => this.open(place),
    }, mark, h("span", { class: "topic-name", dir: "auto" }, name), closed ? h("span", { class: "lock" }, icon("lock", 12), h("span", { class: "sr" }, ", closed")) : null,
    unread ? h("span", { class: "unread" }, unread > 99 ? "99+" : unread, h("span", { class: "sr" }, " unread")) : null);
  }
}

// The menu of the group: `chat` acts for whoever is chosen to write.
export function groupMenu(chat) {
  const { data } = chat;
  const topic = chat.topic();
  const who = data.members.find((each) => each.id === chat.who());
  const to = (what, more) => chat.act({ do: "topic", what, thread: topic?.id, ...more });
  return [
    ...(topic ? [
      { icon: topic.closed ? "check" : "lock", label: topic.closed ? "Open the topic again" : "Close the topic", run: () => to(topic.closed ? "reopen" : "close") },
      { icon: "pen", label: "Rename the topic…", run: () => named("Rename the topic", topic.name, "Rename", (name) => to("rename", { name })) },
      { icon: "bin", label: "Delete the topic", run: () => to("delete") },
    ] : []),
    ...(data.forum ? [{ icon: "plus", label: "New topic…", run: () => named("New topic", "", "Open it", (name) => to("open", { name })) }] : []),
    data.forum
      ? { icon: "hash", label: "Turn topics off", run: () => chat.act({ do: "forum", on: false }) }
      : { icon: "hash", label: "Turn topics on", run: () => chat.act({ do: "forum", on: true }) },
    data.topic_right
      ? { icon: "stop", label: "Bot may not manage topics", run: () => chat.act({ do: "topic right", on: false }) }
      : { icon: "check", label: "Bot may manage topics again", run: () => chat.act({ do: "topic right", on: true }) },
    who?.in
      ? { icon: "out", label: `${who.name} leaves the group`, run: () => chat.act({ do: "member", on: false }) }
      : { icon: "person", label: `${who?.name} comes back`, run: () => chat.act({ do: "member", on: true }) },
  ];
}

function named(title, before, label, done) {
  const name = h("input", { required: true, maxLength: 128, value: before, autocomplete: "off", dir: "auto" });
  const box = dialog(title, h("form", { method: "dialog", class: "fields", onsubmit: async (event) => {
    event.preventDefault();
    if (await done(name.value)) box.close();
  } }, h("label", {}, "Name", name), h("button", { class: "primary" }, label)));
  name.select();
}

export const memberLabel = (member) => [member.name, member.in ? "" : "(left)", member.anonymous ? "(anonymous)" : ""].filter(Boolean).join(" ");
