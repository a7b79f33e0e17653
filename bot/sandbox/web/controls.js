// What can be made to happen: the lab, Telegram, the bot itself, the clock; and what the clinic decides.
import { act, clock, day, dialog, h, note, now, redraw, span } from "./dom.js";
import { icon } from "./icons.js";

const switches = [
  ["The lab", [
    ["lab_down", "is down", "Connections to the lab are refused"],
    ["lab_slow", "is slow", "Each answer takes six seconds"],
  ], [
    ["next answer", "How the lab answers the next booking", [
      ["", "as it should"],
      ["answer_lost", "is lost: the booking is made"],
      ["answer_garbled", "is no JSON: the booking is made"],
      ["answer_wrong_phase", "says: stored as a lead"],
      ["answer_failed", "500: own failure"],
      ["answer_busy", "429: wait five seconds"],
      ["answer_no_token", "401: who are you?"],
      ["answer_refused", "400: the age is invalid"],
      ["answer_forbidden", "403: not your branch"],
    ]],
    ["webhooks", "How the lab tells what happens there", [["", "as they should"], ["webhooks_confused", "twice, and backwards"], ["webhooks_silent", "do not come"]]],
    ["reports", "Where the lab says that reports are: the clinic has listed no other host", [["", "with the lab"], ["reports_elsewhere", "on another host"], ["reports_nowhere", "nowhere"]]],
  ]],
  ["The leads system", [
    ["leads_down", "is down", "What it was to be told waits; no booking does, unless bookings go there"],
    ["leads_other", "is of another make", "The other shapes that its makers have published: it keeps less of a lead, and has fewer calls"],
  ], [
    ["next answer", "How the leads system answers next", [["", "as it should"], ["leads_lost", "is lost: the lead is made"], ["leads_limited", "429: too many, wait"], ["leads_no_token", "401: who are you?"]]],
  ]],
  ["Telegram", [
    ["telegram_down", "is down", "Telegram cannot be reached"],
    ["limits", "keeps its limits", "A group takes 20 messages and edits a minute in all; more are refused with 429"],
    ["flood", "says: too many, wait", "The next two messages of the bot are refused with 429: wait five seconds"],
  ], []],
];
const settings = [
  ["leads_beside", "tells leads, too", "leads_beside: the leads system hears of whoever may book, beside the lab"],
  ["name_tests", "names tests there", "name_tests: the leads system may know what a patient comes for, because the clinic's notice says so"],
  ["parties", "has parties", "parties, linked_parties: the lab's account is scoped to who sends a patient, each with prices of their own"],
  ["old_reports", "old reports", "reports.old: /reports brings reports of earlier days, by a code to the patient's phone"],
  ["own_words", "tests in words", "unmapped_tests, unmapped_packages: the lab takes tests in the patient's words"],
];
const backends = [["flabs", "Flabs"], ["flabs-billing", "Flabs Billing"], ["glapi", "GLAPI leads"]];
const leaps = [["+10 min", 600], ["+1 h", 3600], ["+1 day", 86400]];

export function showControls(region, { scene, patient }) {
  const on = new Set(scene.switches);
  const name = patient?.name ?? "";
  redraw(region, switches.map(([title, all, choices]) => h("fieldset", {}, h("legend", {}, title), all.map(([key, label, hint]) => toggle(key, label, hint, on.has(key))),
    choices.map(([label, hint, options]) => choice(title, label, hint, options, on)),
    title === "The lab" ? [
      patient ? h("button", { type: "button", class: "chip-button", title: `Somebody at the desk enters ${name}'s number today: the lab will refuse a second entry`, data: { focus: "enter by hand", act: "enter by hand" },
        onclick: () => act({ do: "enter by hand", who: patient.id }) }, icon("copy", 16), `has ${name.split(" ")[0]}'s number already`) : null,
      h("button", { type: "button", class: "chip-button", title: "The lab's webhook carries everybody's events: here the finished report of a patient who never wrote to the bot", data: { focus: "stranger", act: "stranger" },
        onclick: () => act({ do: "stranger" }) }, icon("out", 16), "tells of a stranger"),
    ] : null)),
  h("fieldset", {}, h("legend", {}, "The bot"), h("button", { type: "button", class: "chip-button danger", title: "A real SIGKILL; it is started again two seconds later", data: { focus: "kill", act: "kill" },
    disabled: scene.bot.state !== "serving", onclick: () => act({ do: "kill" }) }, icon("bolt", 16), "Kill it")),
  clinic(scene),
  h("fieldset", { class: "leaps" }, h("legend", {}, "The clock"), leapButtons()));
}

// What the clinic decides: each is a line of its file, and the bot starts again with it.
function clinic({ setup, bot }) {
  if (!setup) return null;
  return h("fieldset", { class: "clinic" }, h("legend", {}, "The clinic"),
    h("label", { class: "choice", title: "backend: where bookings go" }, h("span", {}, "books with"),
      h("select", { data: { focus: "backend", setting: "backend" }, onchange: (event) => decide("backend", event.target.value) },
        backends.map(([value, label]) => h("option", { value, selected: value === setup.backend }, label)))),
    settings.map(([key, label, hint]) => h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(setup[key]), title: hint, data: { focus: key, setting: key },
      // With bookings in the leads system there is nothing for it to stand beside.
      disabled: key === "leads_beside" && setup.backend === "glapi",
      onclick: () => decide(key, !setup[key]) }, h("span", { class: "knob", "aria-hidden": "true" }), label)),
    h("button", { type: "button", class: "chip-button", title: "clinic.toml, as the bot reads it now", data: { focus: "clinic file" }, onclick: showFile }, icon("file", 16), "See its file"),
    h("small", { class: "soft", role: "status", data: { setup: bot.state } }, bot.state === "starting" ? "The bot starts with its file…" : "Each change is written to clinic.toml, and the bot starts again with it."));
}

async function decide(setting, to) {
  if (await act({ do: "setting", setting, to })) note("It stands in clinic.toml now, and the bot starts again with it.");
}

async function showFile() {
  const text = await (await fetch("/clinic.toml")).text();
  dialog("clinic.toml", h("pre", { class: "toml", tabindex: "0" }, text));
}

function choice(title, label, hint, options, on) {
  const chosen = options.find(([key]) => on.has(key))?.[0] ?? "";
  const last = options.map(([key]) => key).filter(Boolean);
  return h("label", { class: `choice${chosen ? " on" : ""}`, title: hint }, h("span", {}, label),
    h("select", { data: { focus: `${title} ${label}`, choice: last[0] }, onchange: (event) => turn(event.target.value, chosen) },
      options.map(([key, words]) => h("option", { value: key, selected: key === chosen }, words))));
}

const turn = (to, from) => act(to ? { do: "switch", switch: to, on: true } : { do: "switch", switch: from, on: false });

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
