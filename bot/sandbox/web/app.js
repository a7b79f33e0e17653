// The page: what comes from the demo goes to the parts that show it.
import { showBehind } from "./behind.js";
import { ChatView } from "./chat.js";
import { showClock, showControls } from "./controls.js";
import { $, act, dialog, h, note, problem, redraw, setShift, setZone, tabKeys } from "./dom.js";
import { ALL } from "./forum.js";
import { icon } from "./icons.js";
import { showEntries } from "./lab.js";
import { showTour, tourDialog } from "./tour.js";

const state = { scene: { patients: [], switches: [], bot: { lines: [] } }, lab: { entries: [], calls: [], telegram: [] }, queues: { counts: {}, rows: {} }, tour: { playing: null } };
const chats = new Map();
const seen = new Map();
let patient = null;
state.name = (id) => (id === state.house.group ? "Staff" : state.scene.patients.find((each) => each.id === id)?.name.split(" ")[0] ?? String(id));

// Patients

function view(id) {
  if (!chats.has(id)) {
    const group = id === state.house.group;
    const chat = new ChatView({ id, group, house: state.house, who: group ? () => Number(chat.as.value) : () => id, me: group ? null : id });
    chats.set(id, chat);
    if (group) {
      Object.defineProperty(chat.view, "me", { get: () => Number(chat.as.value) });
      $("#group").append(chat.root);
    } else {
      chat.root.id = `phone-${id}`;
      chat.root.setAttribute("role", "tabpanel");
      chat.root.setAttribute("aria-labelledby", `tab-${id}`);
      chat.root.hidden = id !== patient;
      $("#phones").append(chat.root);
    }
  }
  return chats.get(id);
}

function choose(id) {
  patient = id;
  for (const [each, chat] of chats) if (!chat.group) chat.root.hidden = each !== id;
  view(id).toEnd();
  seen.set(id, view(id).data?.changed);
  people();
  $(`#tab-${id}`).scrollIntoView({ block: "nearest", inline: "center" });
  controls();
}

const languages = () => state.house.languages;
function people() {
  const list = $("#people");
  redraw(list, state.scene.patients.map((each) => {
    const [slug, campaign] = each.link.split("_");
    const fresh = each.id !== patient && (chats.get(each.id)?.data?.changed ?? 0) > (seen.get(each.id) ?? 0);
    return h("button", { type: "button", role: "tab", id: `tab-${each.id}`, class: fresh ? "fresh" : "", "aria-selected": String(each.id === patient), "aria-controls": `phone-${each.id}`,
      tabIndex: each.id === patient ? 0 : -1, data: { focus: `patient ${each.id}`, patient: each.id }, title: `${each.name}, ${languages()[each.language]}, from ${campaign ?? "no campaign"} (${slug})`, onclick: () => choose(each.id) },
    h("b", {}, each.name.split(" ")[0]), h("small", {}, `${each.language.toUpperCase()} · ${campaign ?? slug}`),
    fresh ? h("span", { class: "sr" }, ", new messages") : null);
  }), h("button", { type: "button", class: "add", "aria-label": "Another patient", title: "Another patient", data: { focus: "add" }, onclick: addPatient }, icon("plus")));
}

function addPatient() {
  const name = h("input", { required: true, maxLength: 60, autocomplete: "off" });
  const language = h("select", {}, Object.entries(languages()).map(([code, label]) => h("option", { value: code }, label)));
  const by = state.scene.setup.party_link ? `--${state.scene.setup.party_link}` : "";
  const link = h("input", { required: true, pattern: "[A-Za-z0-9_\\-]{1,64}", value: `${state.house.slugs[0]}${by}_friends`, autocomplete: "off" });
  const box = dialog("Another patient", h("form", { method: "dialog", class: "fields", onsubmit: async (event) => {
    event.preventDefault();
    const before = state.scene.patients.length;
    if (await act({ do: "join", name: name.value, language: language.value, link: link.value })) {
      state.joined = before;
      box.close();
    }
  } },
  h("label", {}, "Name", name), h("label", {}, "Language of their Telegram", language),
  h("label", {}, "Link that brought them", link, h("small", {}, by ? "branch--party_campaign: the party sends them, and its prices are theirs" : "branch_campaign, or branch_campaign_item")),
  h("button", { class: "primary" }, "Hand them a phone")));
  name.focus();
}

// Parts of the page

function controls() {
  showControls($("#controls"), { scene: state.scene, patient: state.scene.patients.find((each) => each.id === patient) });
}

function sms() {
  for (const each of state.scene.patients) chats.get(each.id)?.sms(each.sms, each.language);
}

const panes = { patient: ["Patient", "person"], staff: ["Staff", "people"], lab: ["Lab", "flask"], controls: ["Controls", "sliders"] };
function go(pane) {
  document.body.dataset.tab = pane;
  bottom();
  if (pane === "staff") view(state.house.group).toEnd();
  if (pane === "patient" && patient) view(patient).toEnd();
}
function bottom() {
  redraw($("#bottom"), Object.entries(panes).map(([key, [label, drawing]]) => h("button", {
    type: "button", "aria-current": document.body.dataset.tab === key ? "page" : null, data: { focus: key, go: key }, onclick: () => { state.news?.delete(key); go(key); },
  }, icon(drawing, 22), h("span", {}, label), state.news?.has(key) && document.body.dataset.tab !== key ? h("span", { class: "news" }, h("span", { class: "sr" }, "news")) : null)));
}
function news(pane) {
  state.news ??= new Set();
  if (document.body.dataset.tab !== pane) { state.news.add(pane); bottom(); }
}

// Theme

const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
function theme() {
  redraw($("#theme"), icon(dark() ? "sun" : "moon"));
  $("#theme").setAttribute("aria-label", dark() ? "Light colours" : "Dark colours");
}
$("#theme").addEventListener("click", () => {
  const next = dark() ? "light" : "dark";
  localStorage.setItem("theme", next);
  document.documentElement.dataset.theme = next;
  theme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);

// What comes

const handlers = {
  house(house) {
    if (state.house) location.reload();
    state.house = house;
    setZone(house.zone);
    $("#clinic").textContent = house.clinic;
    redraw($("#tour-open"), icon("play", 18), "Show me");
    $("#tour-open").onclick = () => tourDialog(house.plays);
  },
  scene(scene) {
    state.scene = scene;
    setShift(scene.shift);
    if (patient === null) patient = scene.patients[0].id;
    if (state.joined !== undefined && scene.patients.length > state.joined) {
      const added = scene.patients[state.joined].id;
      delete state.joined;
      choose(added);
    }
    people();
    controls();
    sms();
    showClock($("#clock-box"), state);
    showBehind(state);
  },
  chat(data) {
    const chat = view(data.id);
    chat.link = state.scene.patients.find((each) => each.id === data.id)?.link ?? "";
    chat.update(data);
    if (chat.group) { if (data.messages.length) news("staff"); } else {
      if (data.id === patient) seen.set(patient, data.changed);
      sms();
      people();
    }
  },
  lab(lab) {
    if (lab.entries.length > state.lab.entries.length) news("lab");
    state.lab = lab;
    showEntries($("#entries"), lab, state.house);
    showBehind(state);
  },
  queues(queues) {
    state.queues = queues;
    showBehind(state);
  },
  tour(tour) {
    const before = state.tour;
    state.tour = tour;
    if (tour.playing && tour.patient !== patient) choose(tour.patient);
    if (tour.playing && tour.look !== before.look) {
      if (tour.look === "staff") view(state.house.group).open(ALL);
      go(tour.look);
    }
    showTour($("#tour-bar"), tour, before);
    for (const [id, chat] of chats) chat.playing(tour.playing && id === tour.patient ? tour : {});
    if (before.playing && !tour.playing && tour.note?.startsWith("stopped")) note(`The tour ${tour.note}. Go on by hand.`);
  },
};

const source = new EventSource("/events");
for (const [name, handler] of Object.entries(handlers)) {
  source.addEventListener(name, (event) => {
    try {
      handler(JSON.parse(event.data));
      document.documentElement.dataset.heard = name;
    } catch (error) {
      problem(`The page stumbled over ${name}: ${error.message}`);
    }
  });
}
source.addEventListener("error", () => { document.documentElement.dataset.lost = "true"; });
source.addEventListener("open", () => { delete document.documentElement.dataset.lost; });

// Times that only pass.
setInterval(() => {
  if (!state.house) return;
  showClock($("#clock-box"), state);
  showBehind(state);
}, 1000);

tabKeys($("#people"));
theme();
bottom();
