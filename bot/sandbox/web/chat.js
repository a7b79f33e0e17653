// One chat: a patient's, as their phone shows it, or the staff's group.
import { $, act, avatar, dialog, h, longDay, problem, told } from "./dom.js";
import { ALL, GENERAL, Topics, groupMenu, memberLabel, placeOf } from "./forum.js";
import { icon } from "./icons.js";
import { checkKeyboard, message } from "./message.js";
import { prescription } from "./prescription.js";

const doing = { typing: "typing…", upload_document: "sending a file…", upload_photo: "sending a photo…" };

export class ChatView {
  // `who()` is the person who acts here; `house` what stays as it is.
  constructor({ id, group, house, who, me }) {
    Object.assign(this, { id, group, house, who });
    this.messages = new Map();
    this.aimed = null;
    this.place = ALL;
    this.view = {
      me, group,
      say: (text) => this.act({ do: "say", text, thread: this.topic()?.id }),
      press: (messageId, data) => this.act({ do: "press", message: messageId, data }),
      reply: (data) => this.context("reply", data),
      edit: (data) => this.context("edit", data),
      thread: (thread) => this.data?.topics.find((topic) => topic.id === thread)?.name ?? "General",
    };
    this.build();
  }

  act(body) {
    return act({ who: this.who(), ...body });
  }

  build() {
    const { bot, clinic } = this.house;
    this.subtitle = h("small", {}, "");
    this.log = h("div", { class: "chat", id: this.group ? "group-log" : null, role: "log", "aria-live": "polite", "aria-label": this.group ? "The staff's group" : "Chat with the bot", tabindex: "0" });
    this.log.addEventListener("scroll", () => this.edge());
    this.log.addEventListener("grown", () => { if (this.sticky) this.toEnd(); });
    this.toEndButton = h("button", { type: "button", class: "to-end", "aria-label": "To the newest message", hidden: true, onclick: () => this.toEnd(true) }, icon("down"));
    this.toast = h("div", { class: "toast", role: "status" });
    this.keys = h("div", { class: "keys", role: "group", "aria-label": "Reply keyboard", hidden: true });
    this.foot = h("div", { class: "foot" });
    const bar = h("header", { class: "chat-bar" },
      this.group ? avatar(3, "AD") : avatar(bot.id, clinic),
      h("span", { class: "chat-title" }, h("b", {}, this.group ? "" : bot.name), this.subtitle),
      h("button", { type: "button", class: "icon-button", "aria-label": this.group ? "More about the group" : "More", "aria-haspopup": "menu", onclick: (event) => this.more(event) }, icon("dots")));
    this.title = $("b", bar);
    this.smsLine = h("div", { class: "sms", role: "status", hidden: true });
    const wall = h("div", { class: "wall" }, this.log, this.toast, this.toEndButton);
    this.topics = this.group ? new Topics({ open: (place) => this.open(place), place: () => this.place }) : null;
    this.root = h("div", { class: this.group ? "phone group" : "phone" }, bar, this.group ? h("div", { class: "beside" }, this.topics.root, wall) : [this.smsLine, wall], this.foot);
    this.composer = this.buildComposer();
    this.start = h("button", { type: "button", class: "start", onclick: () => this.act({ do: "start" }) }, "START");
    this.unblock = h("button", { type: "button", class: "start", onclick: () => this.act({ do: "block", on: false }) }, "UNBLOCK");
    this.foot.append(this.composer);
    this.sticky = true;
    if (this.group) this.log.append(this.quiet = h("div", { class: "intro about" }, h("b", {}, "All quiet"), h("p", {}, "The bot writes here when it needs a person. Answer its card, and the patient reads it.")));
  }

  buildComposer() {
    this.input = h("textarea", { rows: 1, "aria-label": this.group ? "Write to the group" : "Message", placeholder: "Message", dir: "auto", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.context(null);
    });
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("beforeinput", () => { if (this.tour) this.takeOver(); });
    this.file = h("input", { type: "file", class: "hidden", "aria-label": "A photo or a file", tabindex: "-1", onchange: () => this.upload() });
    this.menuButton = h("button", { type: "button", class: "menu-button", "aria-label": "Menu of commands", "aria-haspopup": "menu", onclick: (event) => this.commands(event) }, icon("menu", 18), h("span", {}, "Menu"));
    this.keysButton = h("button", { type: "button", class: "icon-button", "aria-label": "Reply keyboard", hidden: true, onclick: () => this.showKeys(this.keys.hidden) }, icon("keys"));
    this.contextLine = h("div", { class: "context", hidden: true });
    this.as = this.group ? h("select", { "aria-label": "Write as", onchange: () => this.redraw() }, this.house.staff.map((each) => h("option", { value: each.id }, each.name))) : null;
    return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.contextLine,
      h("div", { class: "line" },
        this.group ? h("label", { class: "as" }, h("span", { class: "sr" }, "Write as"), this.as) : this.menuButton,
        h("div", { class: "field" }, this.input, this.keysButton,
          h("button", { type: "button", class: "icon-button", "aria-label": "Attach", "aria-haspopup": "menu", onclick: (event) => this.attach(event) }, icon("clip"))),
        h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"))),
      this.file, this.keys);
  }

  // What came

  update(data) {
    this.data = data;
    const atEnd = this.sticky;
    if (data.messages.length) this.quiet?.remove();
    for (const each of data.messages) this.put(each);
    if (this.group) {
      this.groupChanged(data);
    } else {
      this.subtitle.textContent = data.action ? doing[data.action] ?? this.unknown(`the bot's "${data.action}"`) : "bot";
      this.subtitle.classList.toggle("typing", Boolean(data.action));
    }
    const untaken = new Set(data.untaken);
    for (const [id, { node }] of this.messages) node?.classList.toggle("untaken", untaken.has(id));
    this.markPressing(data.pressing);
    this.keyboard(data.keyboard);
    this.menuButton.hidden = this.group || !data.commands.length;
    this.footer(data);
    for (const each of data.toasts) this.told(each);
    if (atEnd && data.messages.length) this.toEnd();
    else this.edge();
  }

  // A text message of the lab, which a phone shows above whatever is open.
  sms(code, language) {
    if (this.smsShown === code) return;
    this.smsShown = code;
    this.smsLine.hidden = !code;
    this.smsLine.replaceChildren(...(code ? [icon("keys", 18),
      h("span", { lang: language }, h("small", {}, `SMS · ${this.house.clinic}`), language === "hi" ? `आपकी रिपोर्ट का कोड: ${code}` : `Your code for your reports: ${code}`),
      h("button", { type: "button", data: { sms: code }, onclick: () => this.act({ do: "say", text: code }) }, "Type it")] : []));
    if (this.sticky) this.toEnd();
  }

  unknown(what) {
    problem(`This page cannot show ${what}.`);
    return "…";
  }

  put(data) {
    const known = this.messages.get(data.id);
    if (data.deleted) {
      known?.node?.remove();
      this.messages.delete(data.id);
      return;
    }
    const node = this.shows(data) ? this.draw(data) : null;
    if (!node) {
      this.messages.set(data.id, { data, node });
      return;
    }
    if (known?.node) {
      const focused = known.node.contains(document.activeElement);
      known.node.replaceWith(node);
      node.classList.add("changed");
      if (focused) ($("button.inline-button", node) ?? this.input).focus({ preventScroll: true });
    } else {
      this.daysUpTo(data.at);
      this.log.append(node);
      node.classList.add("fresh");
    }
    this.messages.set(data.id, { data, node });
    this.tails(data, node);
  }

  draw(data) {
    try {
      return message(data, this.view);
    } catch (error) {
      problem(`Message ${data.id}: ${error.message}.`);
      return h("p", { class: "service broken", data: { id: data.id } }, h("span", {}, error.message));
    }
  }

  // The staff's group

  shows(data) {
    return this.place === ALL || placeOf(data.thread) === this.place;
  }

  topic() {
    return this.data?.topics.find((each) => each.id === this.place);
  }

  groupChanged(data) {
    // A topic that somebody deleted, or all of them: what is left is shown.
    if (this.place !== ALL && (!data.forum || (this.place !== GENERAL && !this.topic()))) this.open(ALL);
    const topic = this.topic();
    this.title.textContent = topic?.name ?? (this.place === GENERAL ? "General" : data.title);
    const there = data.members.filter((each) => each.in).map((each) => each.name);
    this.subtitle.textContent = this.place === ALL ? `${there.join(", ")}, bot` : topic ? [topic.closed ? "closed" : "", "// begins a note among the staff"].filter(Boolean).join(" · ") : "commands and talk among the staff";
    for (const option of this.as.options) option.textContent = memberLabel(data.members.find((each) => each.id === Number(option.value)));
    this.input.placeholder = topic ? "To the patient" : "Message";
    this.topics.look(this.place, this.messages);
    this.topics.show(data, this.messages);
    this.log.classList.toggle("one-topic", this.place !== ALL);
  }

  open(place) {
    if (place === this.place) return;
    this.place = place;
    this.context(null);
    this.redraw();
    this.groupChanged(this.data);
    this.toEnd();
  }

  redraw() {
    this.log.replaceChildren();
    this.lastDay = null;
    for (const [id, { data }] of this.messages) {
      const node = this.shows(data) ? this.draw(data) : null;
      this.messages.set(id, { data, node });
      if (!node) continue;
      this.daysUpTo(data.at);
      this.log.append(node);
      this.tails(data, node);
    }
    this.markPressing(this.data.pressing);
  }

  daysUpTo(at) {
    const label = longDay(at);
    if (this.lastDay !== label) {
      this.lastDay = label;
      this.log.append(h("p", { class: "service day" }, h("span", {}, label)));
    }
  }

  tails(data, node) {
    const before = node.previousElementSibling;
    if (before?.classList.contains("message")) {
      const last = this.messages.get(Number(before.dataset.id))?.data;
      before.classList.toggle("tailed", last?.by.id !== data.by.id || Boolean(last?.markup?.inline_keyboard));
      node.classList.toggle("again", last?.by.id === data.by.id);
    }
    const next = node.nextElementSibling;
    node.classList.toggle("tailed", !next || this.messages.get(Number(next.dataset.id))?.data.by.id !== data.by.id);
  }

  markPressing(pressing) {
    for (const button of this.log.querySelectorAll(".inline-button.waiting")) button.classList.remove("waiting");
    for (const [id, data] of pressing) this.button(id, data)?.classList.add("waiting");
  }

  button(id, data) {
    return this.messages.get(id)?.node?.querySelector(`[data-press="${CSS.escape(data)}"]`);
  }

  keyboard(markup) {
    const text = JSON.stringify(markup);
    if (text === this.keyboardShown) return;
    this.keyboardShown = text;
    this.keysButton.hidden = !markup;
    if (!this.group) this.input.placeholder = markup?.input_field_placeholder ?? "Message";
    this.keys.replaceChildren();
    if (markup) {
      try {
        checkKeyboard(markup);
      } catch (error) {
        problem(`${error.message}.`);
      }
      this.keys.append(...markup.keyboard.map((row) => h("div", { class: "row" }, row.map((button) => h("button", {
        type: "button", class: `key ${button.style ?? ""}`, data: { asks: button.request_contact ? "contact" : button.request_location ? "location" : "" },
        onclick: () => this.act({ do: "key", text: button.text }),
      }, button.text)))));
    }
    this.showKeys(Boolean(markup));
  }

  showKeys(on) {
    this.keys.hidden = !on;
    this.keysButton.setAttribute("aria-expanded", on);
    if (this.sticky) this.toEnd();
  }

  footer(data) {
    const wanted = this.group || (data.started && !data.blocked) ? this.composer : data.blocked ? this.unblock : this.start;
    if (this.foot.firstElementChild !== wanted) this.foot.replaceChildren(wanted);
    this.root.classList.toggle("unstarted", !this.group && !data.started);
    if (!this.group && !data.started) this.welcome(data);
    else this.intro?.remove();
  }

  welcome(data) {
    const intro = h("div", { class: "intro" },
      h("div", { class: "advert" }, h("small", {}, this.campaign()), h("b", {}, this.house.clinic), h("span", {}, "Lab tests at home. Tap to book."),
        h("code", {}, `t.me/${this.house.bot.username}?start=${this.link}`)),
      data.description ? h("div", { class: "about" }, h("b", {}, "What can this bot do?"), h("p", { dir: "auto" }, data.description)) : null);
    if (this.intro?.isConnected) this.intro.replaceWith(intro);
    else this.log.append(intro);
    this.intro = intro;
  }

  campaign() {
    const [, campaign] = this.link.split("_");
    return campaign ? `Advertisement · ${campaign}` : "The bot's link";
  }

  told({ text, alert }) {
    if (alert) {
      const box = dialog(this.house.bot.name, h("p", { dir: "auto" }, text));
      box.classList.add("alert");
      box.append(h("p", {}, h("button", { type: "button", class: "primary", onclick: () => box.close() }, "OK")));
      return;
    }
    this.toast.replaceChildren(h("span", { dir: "auto" }, text));
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => this.toast.replaceChildren(), 4000);
  }

  // Scrolling

  edge() {
    const left = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    this.sticky = left < 60;
    this.toEndButton.hidden = left < 160;
  }

  toEnd(smooth = false) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.sticky = true;
    this.toEndButton.hidden = true;
  }

  // What is done here

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const context = this.contextOf;
    const body = context?.kind === "edit" ? { do: "edit", message: context.id, text } : { do: "say", text, reply: context?.id, thread: this.topic()?.id };
    this.input.value = "";
    this.grow();
    this.context(null);
    this.sticky = true;
    if (!(await this.act(body))) this.input.value ||= text;
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  context(kind, data) {
    this.contextOf = kind ? { kind, id: data.id } : null;
    this.contextLine.hidden = !kind;
    if (!kind) return;
    this.contextLine.replaceChildren(icon(kind === "edit" ? "pen" : "reply", 18),
      h("span", {}, h("b", {}, kind === "edit" ? "Edit message" : `Reply to ${data.by.name}`), h("span", {}, data.text || "Message")),
      h("button", { type: "button", class: "icon-button", "aria-label": "Cancel", onclick: () => this.context(null) }, icon("close", 18)));
    if (kind === "edit") this.input.value = data.text;
    this.grow();
    this.input.focus();
  }

  commands(event) {
    popup(event.currentTarget, this.data.commands.map(([name, what]) => ({ label: h("span", {}, h("b", {}, `/${name}`), h("small", {}, what)), run: () => this.act({ do: "say", text: `/${name}` }) })));
  }

  attach(event) {
    popup(event.currentTarget, [
      { icon: "camera", label: "A prescription, as an example", run: () => this.sendPrescription() },
      { icon: "file", label: "Photo or file…", run: () => this.file.click() },
      { icon: "pin", label: "My location", run: () => this.act({ do: "location", thread: this.topic()?.id }) },
      ...(this.group ? [] : [{ icon: "person", label: "My contact", run: () => this.act({ do: "contact" }) }]),
    ]);
  }

  more(event) {
    popup(event.currentTarget, this.group ? groupMenu(this) : [
      { icon: "link", label: "Open the bot by its link again", run: () => this.act({ do: "start" }) },
      this.data.blocked
        ? { icon: "check", label: "Unblock the bot", run: () => this.act({ do: "block", on: false }) }
        : { icon: "stop", label: "Block the bot", run: () => this.act({ do: "block", on: true }) },
    ]);
  }

  async sendPrescription() {
    this.sendFile(await prescription(), "prescription.png");
  }

  upload() {
    const [file] = this.file.files;
    if (file) this.sendFile(file, file.name);
    this.file.value = "";
  }

  async sendFile(blob, name) {
    const caption = this.input.value.trim();
    const query = new URLSearchParams({ name, type: blob.type, caption });
    if (this.topic()) query.set("thread", this.place);
    if (this.contextOf?.kind === "reply") query.set("reply", this.contextOf.id);
    this.context(null);
    this.input.value = "";
    this.sticky = true;
    await told(await fetch(`/upload/${this.who()}?${query}`, { method: "POST", headers: { "X-Page": "1" }, body: blob }));
  }

  // The tour's hand

  takeOver() {
    this.playing({});
    act({ do: "stop" });
  }

  playing({ playing, typing, aim }) {
    this.tour = Boolean(playing);
    const key = JSON.stringify([typing, aim]);
    if (key === this.played) return;
    this.played = key;
    clearInterval(this.typist);
    this.aimed?.classList.remove("aimed");
    this.aimed = null;
    if (typing) this.type(typing);
    else if (this.typedByTour) { this.input.value = ""; this.typedByTour = false; this.grow(); }
    if (aim) {
      this.aimed = aim.key ? this.keys.querySelector(`[data-asks=${aim.key}]`) : this.button(aim.message, aim.data);
      this.aimed?.classList.add("aimed");
      this.aimed?.scrollIntoView({ block: "nearest" });
    }
  }

  type({ text, seconds }) {
    const letters = [...text];
    const began = performance.now();
    this.typedByTour = true;
    this.typist = setInterval(() => {
      const part = Math.min((performance.now() - began) / (seconds * 1000), 1);
      this.input.value = letters.slice(0, Math.ceil(part * letters.length)).join("");
      this.grow();
      if (part === 1) clearInterval(this.typist);
    }, 40);
  }
}

// A small menu by the button that opened it; arrow keys and Escape work, and the focus goes back.
function popup(button, items) {
  document.querySelector(".popup")?.remove();
  const close = (back) => { box.remove(); removeEventListener("pointerdown", outside, true); if (back) button.focus(); };
  const outside = (event) => { if (!box.contains(event.target)) close(false); };
  const box = h("div", { class: "popup", role: "menu" }, items.map((item) => h("button", {
    type: "button", role: "menuitem", onclick: () => { close(true); item.run(); },
  }, item.icon ? icon(item.icon) : null, item.label)));
  box.addEventListener("keydown", (event) => {
    const all = [...box.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    if (step) { event.preventDefault(); all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus(); }
  });
  button.closest(".phone").append(box);
  const frame = button.closest(".phone").getBoundingClientRect();
  const at = button.getBoundingClientRect();
  if (at.top - frame.top > frame.height / 2) box.style.bottom = `${frame.bottom - at.top + 6}px`;
  else box.style.top = `${at.bottom - frame.top + 6}px`;
  if (at.left - frame.left > frame.width / 2) box.style.right = `${frame.right - at.right}px`;
  else box.style.left = `${at.left - frame.left}px`;
  addEventListener("pointerdown", outside, true);
  box.firstElementChild?.focus();
}
