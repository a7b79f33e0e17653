// Behind the scenes: the bot's queues, the calls of the lab and of Telegram, and what the bot writes.
import { act, h, now, redraw, seconds, span, tabKeys } from "./dom.js";

const tabs = { queues: "Queues", lab: "Lab calls", telegram: "Telegram calls", log: "Bot log" };
let shown = "queues";
const opened = new Set();

export function showBehind(state) {
  const list = document.getElementById("behind-tabs");
  const region = document.getElementById("behind");
  if (!list.childElementCount) tabKeys(list);
  redraw(list, Object.entries(tabs).map(([key, label]) => h("button", {
    type: "button", role: "tab", id: `behind-${key}`, "aria-controls": "behind", "aria-selected": String(key === shown), tabIndex: key === shown ? 0 : -1,
    data: { focus: key }, onclick: () => { shown = key; region.scrollTop = 0; showBehind(state); },
  }, label)));
  region.setAttribute("aria-labelledby", `behind-${shown}`);
  const drawn = { queues, lab: (all) => calls(all.lab.calls), telegram: (all) => calls(all.lab.telegram, all), log }[shown];
  redraw(region, drawn(state));
}

const words = {
  waiting: "waiting", sending: "being sent", done: "done", sent: "sent", dropped: "not needed any more", dead: "given up",
  confirmed: "confirmed", requested: "requested", unconfirmed: "sent, no answer yet", with_staff: "with the staff",
  withdrawn: "withdrawn", failed: "failed", poison: "set aside",
};
const good = new Set(["done", "sent", "confirmed"]);
const bad = new Set(["dead", "failed", "poison"]);

function queues({ queues: { counts, rows }, name }) {
  if (!rows.inbox) return h("p", { class: "soft" }, "The bot has no database yet.");
  const count = (queue, ...states) => states.reduce((sum, state) => sum + (counts[queue]?.[state] ?? 0), 0);
  const tile = (queue, label, number, rest, done = 0) => h("div", { class: `tile${number ? " busy" : ""}`, data: { queue, waiting: number, done } }, h("b", {}, number), h("span", {}, label), h("small", {}, rest));
  return [
    h("div", { class: "tiles" },
      tile("inbox", "Inbox", count("inbox", "waiting"), `${count("inbox", "done")} done`, count("inbox", "done")),
      tile("outbox", "Outbox", count("outbox", "waiting", "sending"), `${count("outbox", "sent")} sent`, count("outbox", "sent")),
      tile("timers", "Timers", count("timers", "waiting"), "waiting"),
      tile("retries", "Retries", rows.retries.length, "waiting"),
      tile("submissions", "Bookings", count("submissions", "requested", "sending", "unconfirmed"), `${count("submissions", "confirmed")} confirmed`, count("submissions", "confirmed"))),
    list("Timers", rows.timers, (row) => [name(row.chat), row.kind.replaceAll("_", " "), due(row), skip(row)]),
    list("Retries", rows.retries, (row) => [name(row.chat), row.kind, `${row.attempts}×`, due(row), skip(row)]),
    list("Bookings", rows.submissions, (row) => [name(row.chat), row.reference, state(row), `${row.attempts} ${row.attempts === 1 ? "attempt" : "attempts"}`]),
    list("Inbox", rows.inbox, (row) => [seconds(row.at), name(row.chat), source(row), state(row)]),
    list("Outbox", rows.outbox, (row) => [seconds(row.at), name(row.chat), row.kind.replaceAll("_", " "), state(row)]),
  ];
}

const source = (row) => ({ telegram: "from Telegram", flabs: "lab webhook", lab: "lab's answer", report: "report file", timer: "timer" })[row.source.split(":")[0]] ?? row.source.split(":")[0];
const state = (row) => h("span", { class: `state ${good.has(row.state) ? "good" : bad.has(row.state) ? "bad" : ""}` }, words[row.state] ?? row.state);
const due = (row) => (row.due === null ? "now" : row.due > now() ? h("span", { title: seconds(row.due) }, `in ${span(row.due - now())}`) : "due");
const skip = (row) => (row.due !== null && row.due - now() > 3000 ? h("button", {
  type: "button", class: "small", data: { focus: `skip ${row.chat} ${row.kind}` }, onclick: () => act({ do: "clock", to: row.due + 500 }),
}, "Skip to it") : "");

function list(title, rows, cells) {
  return rows.length ? h("section", { class: "queue" }, h("h4", {}, title), h("table", {}, h("tbody", {}, rows.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, cell))))))) : "";
}

function calls(all, state_) {
  if (!all.length) return h("p", { class: "soft" }, "No calls yet.");
  return h("ul", { class: "calls" }, all.map((call) => {
    const key = `${call.at} ${call.what}`;
    const refused = call.status === null || call.status >= 400;
    return h("li", { class: refused ? "refused" : "" }, h("details", { open: opened.has(key), ontoggle: (event) => opened[event.target.open ? "add" : "delete"](key) },
      h("summary", { data: { focus: key } }, h("time", {}, seconds(call.at)), h("span", { class: "way", title: call.way === "out" ? "lab to bot" : "bot to lab" }, call.way === "out" ? "webhook" : ""),
        h("code", {}, call.what.replace("/client/", "/")), state_ && call.chat ? h("span", { class: "soft" }, state_.name(call.chat)) : null,
        h("span", { class: `status ${refused ? "bad" : "good"}` }, call.status ?? "no answer"), call.fault ? h("span", { class: "chip" }, "fault") : null),
      opened.has(key) ? h("pre", {}, JSON.stringify({ asked: call.asked, answer: call.answer ?? undefined }, null, 2)) : null));
  }));
}

function log({ scene }) {
  return h("pre", { class: "log" }, scene.bot.lines.join("\n") || "The bot has said nothing yet.");
}
