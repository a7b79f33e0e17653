// The tour: chosen in a dialog, told in a bar, taken over by whoever touches the phone.
import { act, dialog, h, redraw } from "./dom.js";
import { icon } from "./icons.js";

const stop = { en: "Stop, I go on myself", hi: "रोकिए, अब मेरी बारी" };
const names = { en: "English", hi: "हिन्दी" };

export function tourDialog(plays) {
  const box = dialog("Show me", h("p", { class: "soft" }, "A booking plays by itself, at reading speed. Touch the phone at any moment, and it is yours."),
    h("div", { class: "plays" }, Object.entries(plays).map(([play, byLanguage]) => h("section", {},
      h("h3", {}, byLanguage.en[0]), h("p", {}, byLanguage.en[1]),
      h("div", { class: "acts" }, Object.keys(byLanguage).map((language) => h("button", {
        type: "button", class: "primary", lang: language, data: { play: `${play} ${language}` },
        "aria-label": `${byLanguage[language][0]}, ${names[language]}`,
        onclick: () => { box.close(); act({ do: "play", play, language }); },
      }, icon("play", 16), names[language])))))));
}

let keys = null;

export function showTour(bar, tour, before) {
  document.body.classList.toggle("touring", Boolean(tour.playing));
  bar.hidden = !tour.playing;
  if (tour.playing && !keys) {
    keys = (event) => { if (event.key === "Escape") act({ do: "stop" }); };
    addEventListener("keydown", keys);
  }
  if (!tour.playing) {
    if (keys) removeEventListener("keydown", keys);
    keys = null;
    return;
  }
  if (before.caption === tour.caption && before.step === tour.step && before.playing) return;
  redraw(bar, h("div", { class: "tour-steps", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": String(tour.of), "aria-valuenow": String(tour.step) },
    h("span", { class: "fill" })),
  h("p", { lang: tour.language }, tour.caption),
  h("button", { type: "button", data: { focus: "stop" }, lang: tour.language, onclick: () => act({ do: "stop" }) }, icon("stop", 18), stop[tour.language]));
  bar.querySelector(".fill").style.width = `${(tour.step / tour.of) * 100}%`;
}
