// One message as Telegram shows it. Whatever is in it that has no place here is an error, not a blank.
import { avatar, clock, dialog, h, hue, note, size } from "./dom.js";
import { icon } from "./icons.js";
import { rich } from "./text.js";

const services = {
  new_chat_members: (who) => `${who.map((each) => each.first_name).join(", ")} joined the group`,
  left_chat_member: (who) => `${who.first_name} left the group`,
  pinned_message: () => "A message was pinned",
  forum_topic_created: (topic) => `Topic opened: ${topic.name}`,
  forum_topic_edited: (topic) => (topic.name ? `Topic is now: ${topic.name}` : "Topic changed"),
  forum_topic_closed: () => "Topic closed",
  forum_topic_reopened: () => "Topic opened again",
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "The group became a supergroup",
};
export const isService = (data) => Object.keys(data.content).some((key) => services[key]);
const parts = new Set(["photo", "document", "voice", "contact", "location"]);
const buttonKeys = new Set(["text", "callback_data", "url", "copy_text", "style"]);
const keyKeys = new Set(["text", "request_contact", "request_location", "style"]);
const keyboardKeys = new Set(["keyboard", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "is_persistent", "selective"]);
export const styles = new Set(["primary", "success", "danger"]);

// `view`: { me, group, say(text), press(id, data), reply(message), edit(message), thread(id) }. Throws.
export function message(data, view) {
  const service = Object.keys(data.content).find((key) => services[key]);
  if (service) return h("p", { class: "service", data: { id: data.id } }, h("span", {}, services[service](data.content[service])));
  for (const key of Object.keys(data.content)) if (!parts.has(key)) throw new Error(`this page cannot show a message with ${key}`);
  if (!data.text && !Object.keys(data.content).length) throw new Error("this page cannot show an empty message");
  const out = data.by.id === view.me;
  const bubble = h("div", { class: "bubble" });
  if (view.group && !out) {
    const name = h("b", { class: "sender" }, data.by.name);
    name.style.color = `color-mix(in oklab, ${hue(data.by.id)}, var(--ink) 18%)`;
    bubble.append(name);
  }
  if (data.thread !== null && view.thread) bubble.append(h("span", { class: "topic" }, `# ${view.thread(data.thread)}`));
  if (data.forwarded) bubble.append(h("span", { class: "forwarded" }, `Forwarded from ${data.forwarded}`));
  if (data.reply) {
    bubble.append(h("span", { class: "quote" }, h("b", {}, data.reply.name), h("span", {}, data.reply.text || (data.reply.file ? "File" : "Message"))));
  }
  for (const key of Object.keys(data.content)) bubble.append(part(key, data));
  if (data.text) bubble.append(h("div", { class: "text", dir: "auto" }, rich(data.text, data.entities, view.say), meta(data, out)));
  else bubble.append(meta(data, out));
  if (data.reactions.length) bubble.append(h("span", { class: "reactions" }, data.reactions.join(" ")));
  const rows = inline(data, view);
  const tools = h("span", { class: "tools" });
  tools.append(tool("reply", "Reply", () => view.reply(data)));
  if (out && data.text && !data.forwarded) tools.append(tool("pen", "Edit", () => view.edit(data)));
  return h("article", { class: `message ${out ? "out" : "in"}${rows ? " has-buttons" : ""}`, data: { id: data.id }, "aria-label": `${out ? "You" : data.by.name}, ${clock(data.at)}` },
    view.group && !out ? avatar(data.by.id, data.by.name, "avatar small") : null,
    h("div", { class: "stack" }, bubble, rows, tools));
}

function tool(name, label, onclick) {
  return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick }, icon(name, 15));
}

function meta(data, out) {
  return h("span", { class: "meta" }, data.edited ? h("span", {}, "edited") : null, h("time", {}, clock(data.at)),
    out ? h("span", { class: "ticks", "aria-hidden": "true" }, ticks()) : null);
}

function ticks() {
  const svg = icon("check", 14);
  svg.setAttribute("viewBox", "0 0 30 24");
  svg.setAttribute("width", 17);
  svg.append(svg.firstChild.cloneNode());
  svg.lastChild.setAttribute("d", "M13.5 17l9.5-9.5M11 14.5l0 0");
  svg.lastChild.classList.add("second");
  return svg;
}

function part(key, data) {
  const file = data.file && `/file/${data.file.id}`;
  switch (key) {
    case "photo":
      return h("button", { type: "button", class: "photo", "aria-label": "Photo, press to enlarge", onclick: () => dialog("Photo", h("img", { class: "large", src: file, alt: "The photo" })) },
        h("img", { src: file, alt: "", loading: "lazy", onload: (event) => event.target.closest(".chat")?.dispatchEvent(new Event("grown")) }));
    case "document": return documentPart(data.file, file);
    case "voice":
      return h("span", { class: "voice" }, h("span", { class: "disc" }, icon("mic", 20)), h("span", { class: "wave", "aria-label": "Voice message" }), h("small", {}, "0:03"));
    case "contact": {
      const who = data.content.contact;
      const name = [who.first_name, who.last_name].filter(Boolean).join(" ");
      return h("span", { class: "contact" }, avatar(who.user_id ?? 5, name), h("span", {}, h("b", {}, name), h("small", {}, `+${who.phone_number.replace(/^\+/, "")}`)));
    }
    case "location": {
      const { latitude, longitude } = data.content.location;
      return h("span", { class: "map", role: "img", "aria-label": `A place: ${latitude}, ${longitude}` }, h("span", { class: "map-pin" }, icon("pin", 30)),
        h("small", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
    }
    default: throw new Error(`this page cannot show ${key}`);
  }
}

function documentPart(file, address) {
  const pdf = file.mime === "application/pdf";
  const open = () => (pdf
    ? dialog(file.name, h("iframe", { class: "pdf", src: `${address}#toolbar=0&navpanes=0&view=FitH`, title: file.name }), downloadLink(address, file.name))
    : dialog(file.name, h("p", {}, `${file.mime}, ${size(file.size)}`), downloadLink(address, file.name)));
  return h("span", { class: "document" },
    h("button", { type: "button", class: "disc", "aria-label": `${pdf ? "Preview" : "Open"} ${file.name}`, onclick: open }, pdf ? h("b", {}, "PDF") : icon("file", 22)),
    h("span", { class: "document-name" }, h("button", { type: "button", class: "plain", onclick: open }, file.name), h("small", {}, size(file.size), " · ", h("a", { href: `${address}?download`, download: file.name }, "Download"))));
}

function downloadLink(address, name) {
  return h("p", {}, h("a", { class: "button", href: `${address}?download`, download: name }, icon("download", 18), "Download"));
}

function inline(data, view) {
  const rows = data.markup?.inline_keyboard;
  if (data.markup) {
    for (const key of Object.keys(data.markup)) {
      if (key !== "inline_keyboard" && key !== "remove_keyboard" && key !== "force_reply" && !keyboardKeys.has(key)) throw new Error(`this page cannot show a keyboard with ${key}`);
    }
    if (data.markup.keyboard) checkKeyboard(data.markup);
  }
  if (!rows) return null;
  return h("div", { class: "inline", role: "group", "aria-label": "Buttons" },
    rows.map((row) => h("div", { class: "row" }, row.map((button) => inlineButton(button, data, view)))));
}

function inlineButton(button, data, view) {
  for (const key of Object.keys(button)) if (!buttonKeys.has(key)) throw new Error(`this page cannot show a button with ${key}`);
  if (button.style !== undefined && !styles.has(button.style)) throw new Error(`this page cannot show a button in ${button.style}`);
  const corner = button.url ? icon("out", 12) : button.copy_text ? icon("copy", 12) : null;
  const press = () => {
    if (button.url) note(`In Telegram this opens ${button.url}`);
    else if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text).then(() => note("Copied"), () => note(button.copy_text.text));
    else view.press(data.id, button.callback_data);
  };
  return h("button", { type: "button", class: `inline-button ${button.style ?? ""}`, data: { press: button.callback_data ?? "" }, onclick: press }, h("span", {}, button.text), corner);
}

export function checkKeyboard(markup) {
  for (const key of Object.keys(markup)) if (!keyboardKeys.has(key)) throw new Error(`this page cannot show a keyboard with ${key}`);
  for (const button of markup.keyboard.flat()) {
    for (const key of Object.keys(button)) if (!keyKeys.has(key)) throw new Error(`this page cannot show a key with ${key}`);
    if (button.style !== undefined && !styles.has(button.style)) throw new Error(`this page cannot show a key in ${button.style}`);
  }
}
