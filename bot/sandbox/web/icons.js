// Small drawings, 24 by 24, in the colour of the text.
const paths = {
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12 6l6 6-6 6",
  clip: "M20 11.500l-8 8a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700L9.700 17a1.700 1.700 0 0 1-2.400-2.400l7.700-7.700",
  menu: "M4 7h16M4 12h16M4 17h10",
  keys: "M4 6h16v12H4zM8 10h.01M12 10h.01M16 10h.01M8 14h8",
  dots: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  pin: "M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
  people: "M9 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 19.500c.8-3.500 3.300-5 6.500-5s5.700 1.500 6.500 5M16 5.500a3.300 3.300 0 0 1 0 6M18 14.800c2 .7 3.200 2.300 3.600 4.700",
  flask: "M10 3h4M11 3v6l-5.500 9.500A1.700 1.700 0 0 0 7 21h10a1.700 1.700 0 0 0 1.500-2.500L13 9V3M8.200 15h7.600",
  sliders: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  play: "M8 5.500v13l10.500-6.500z",
  stop: "M7 7h10v10H7z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600L7 7M17 17l1.400 1.400M5.600 18.400L7 17M17 7l1.400-1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v13M6 12.500l6 6 6-6",
  reply: "M10 7L5 12l5 5M5 12h8c4 0 6 2 6 6",
  pen: "M5 19l1-4L16.500 4.500l3 3L9 18l-4 1zM14 7l3 3",
  check: "M5 12.500l4.500 4.500L19 7.500",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l3.500 2",
  camera: "M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 16.500a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400z",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  mic: "M12 15a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.500a6 6 0 0 0 12 0M12 17.500V21",
  link: "M10 14l4-4M8.500 12L6 14.500a3.500 3.500 0 0 0 5 5l2-2M15.500 12l2.500-2.500a3.500 3.500 0 0 0-5-5l-2 2",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  bolt: "M13 3L5.500 13.500H12L11 21l7.500-10.500H12z",
  out: "M7 17L17 7M9 7h8v8",
  heart: "M4 12h4l2-5 4 10 2-5h4",
};

export function icon(name, size = 20) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
