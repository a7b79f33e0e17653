// Elements in one line each, times as the clinic reads them, and what goes wrong in plain sight.
import { icon } from "./icons.js";

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node[key] = value;
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key in node && key !== "list" && key !== "form" && key !== "role") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const $ = (selector, within = document) => within.querySelector(selector);

// Draws a region anew by changing what differs: what has the focus keeps it, and a button that is just being pressed
// stays the same button.
export function redraw(region, ...children) {
  const fresh = document.createDocumentFragment();
  fresh.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  patchChildren(region, fresh);
}

function patchChildren(old, fresh) {
  const there = [...old.childNodes];
  const wanted = [...fresh.childNodes];
  wanted.forEach((node, at) => (there[at] ? patch(there[at], node) : old.append(node)));
  for (const node of there.slice(wanted.length)) node.remove();
}

function patch(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return undefined;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    // The page's own policy forbids styles that are written as an attribute.
    if (name === "style") old.style.cssText = value;
    else old.setAttribute(name, value);
  }
  old.onclick = fresh.onclick;
  old.ontoggle = fresh.ontoggle;
  old.onchange = fresh.onchange;
  patchChildren(old, fresh);
  // What is chosen is no attribute. A list that is just open is left to whoever has opened it.
  if (old.nodeName === "SELECT" && old.value !== fresh.value) old.value = fresh.value;
  return undefined;
}

let zone = "Asia/Kolkata";
let shift = 0;
export function setZone(name) { zone = name; }
export function setShift(seconds) { shift = seconds * 1000; }
export const now = () => Date.now() + shift;

const formats = new Map();
function formatted(ms, options) {
  const key = JSON.stringify(options) + zone;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-IN", { timeZone: zone, ...options }));
  return formats.get(key).format(ms);
}
export const clock = (ms) => formatted(ms, { hour: "numeric", minute: "2-digit" });
export const seconds = (ms) => formatted(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const day = (ms) => formatted(ms, { weekday: "short", day: "numeric", month: "short" });
export const longDay = (ms) => formatted(ms, { day: "numeric", month: "long" });

export function span(ms) {
  const s = Math.round(Math.abs(ms) / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.round(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.round((s % 86400) / 3600)} h`;
}

export function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

const hues = ["#d9584f", "#d98032", "#8a63c9", "#4a9d5b", "#2b93b5", "#3d7bd6", "#c2578f"];
export const hue = (id) => hues[Math.abs(id) % hues.length];
export function avatar(id, name, className = "avatar") {
  const letters = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const node = h("span", { class: className, "aria-hidden": "true" }, letters);
  node.style.setProperty("--hue", hue(id));
  return node;
}

// Whatever this page cannot show or do is said in its face, and counted for those who test it.
let problems = 0;
export function problem(text) {
  problems += 1;
  document.documentElement.dataset.problems = problems;
  console.error(text);
  const line = h("p", { class: "problem" }, h("span", {}, text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => line.remove() }, icon("close", 16)));
  $("#problems").append(line);
}
addEventListener("error", (event) => problem(`The page stumbled: ${event.message}`));
addEventListener("unhandledrejection", (event) => problem(`The page stumbled: ${event.reason?.message ?? event.reason}`));

// What cannot be done just now is no fault of the page: it is said, and goes away by itself.
export function note(text) {
  const line = h("p", { class: "note" }, text);
  $("#problems").append(line);
  setTimeout(() => line.remove(), 5000);
}

export async function act(body) {
  const answer = await fetch("/act", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return told(answer);
}

export async function told(answer) {
  if (answer.ok) return true;
  if (answer.status === 409) note((await answer.json()).problem);
  else problem(`The demo refused: ${answer.status} ${await answer.text()}`);
  return false;
}

export function dialog(title, ...content) {
  const box = h("dialog", { class: "dialog", "aria-label": title, onclose: () => box.remove() },
    h("header", {}, h("h2", {}, title),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => box.close() }, icon("close"))),
    ...content);
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.body.append(box);
  box.showModal();
  return box;
}

// Arrow keys move between tabs; one of them is in the tab order.
export function tabKeys(list) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const tabs = [...list.querySelectorAll("[role=tab]")];
    const here = tabs.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    const next = tabs[(here + step + tabs.length) % tabs.length];
    next.click();
    list.querySelector(`[data-focus="${CSS.escape(next.dataset.focus)}"]`)?.focus();
  });
}
