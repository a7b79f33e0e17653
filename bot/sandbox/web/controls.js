// What can be made to happen: the lab, Telegram, the bot itself, the clock.
import { act, clock, day, h, now, redraw, span } from "./dom.js";
import { icon } from "./icons.js";

const switches = [
  ["The lab", [
    ["lab_down", "is down", "Connections to the lab are refused"],
    ["lab_slow", "is slow", "Each answer takes six seconds"],
    ["answer_lost", "loses its next answer", "The entry is made, but the bot never hears of it"],
  ]],
  ["The leads system", [
    ["leads_down", "is down", "What it was to be told waits; no booking does"],
  ]],
  ["Telegram", [
    ["telegram_down", "is down", "Telegram cannot be reached"],
    ["limits", "keeps its limits", "A group takes 20 messages and edits a minute in all; more are refused with 429"],
    ["flood", "says: too many, wait", "The next two messages of the bot are refused with 429: wait five seconds"],
  ]],
];
const leaps = [["+10 min", 600], ["+1 h", 3600], ["+1 day", 86400]];

export function showControls(region, { scene, patient }) {
  const on = new Set(scene.switches);
  const name = patient?.name ?? "";
  redraw(region, switches.map(([title, all]) => h("fieldset", {}, h("legend", {}, title), all.map(([key, label, hint]) => toggle(key, label, hint, on.has(key))),
    title === "The lab" && patient ? h("button", { type: "button", class: "chip-button", title: `Somebody at the desk enters ${name}'s number today: the lab will refuse a second entry`, data: { focus: "enter by hand", act: "enter by hand" },
      onclick: () => act({ do: "enter by hand", who: patient.id }) }, icon("copy", 16), `has ${name.split(" ")[0]}'s number already`) : null)),
  h("fieldset", {}, h("legend", {}, "The bot"), h("button", { type: "button", class: "chip-button danger", title: "A real SIGKILL; it is started again two seconds later", data: { focus: "kill", act: "kill" },
    disabled: scene.bot.state !== "serving", onclick: () => act({ do: "kill" }) }, icon("bolt", 16), "Kill it")),
  h("fieldset", { class: "leaps" }, h("legend", {}, "The clock"), leapButtons()));
}

const leapButtons = () => leaps.map(([label, by]) => h("button", { type: "button", class: "chip-button", data: { focus: label, leap: by }, onclick: () => act({ do: "clock", seconds: by }) }, label));

function toggle(key, label, hint, on) {
  return h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(on), title: hint, data: { focus: key, switch: key }, onclick: () => act({ do: "switch", switch: key, on: !on }) },
    h("span", { class: "knob", "aria-hidden": "true" }), label);
}

const states = { starting: "starting…", serving: "running", dead: "dead", stopped: "stopped" };

export function showClock(region, { scene }) {
  const { state, pid, deaths } = scene.bot;
  const words = [`Bot ${states[state]}`, pid && state === "serving" ? `process ${pid}` : "", deaths ? `killed ${deaths}×` : ""].filter(Boolean);
  redraw(region,
    h("span", { class: `pill ${state}`, data: { bot: state, pid: pid ?? "" }, title: words.join(" · ") }, h("span", { class: "dot" }), `Bot ${states[state]}`),
    h("span", { class: "now", title: "The clock of everybody on this page" }, icon("clock", 17), h("span", {}, h("span", { class: "date" }, `${day(now())}, `), clock(now())),
      scene.shift >= 1 ? h("small", {}, `+${span(scene.shift * 1000)}`) : null),
    h("span", { class: "leaps", role: "group", "aria-label": "Move the clock" }, leapButtons()));
}
