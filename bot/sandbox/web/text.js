// A Telegram text: entities count UTF-16 units, as JavaScript does.
import { h, note } from "./dom.js";

const tags = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const plain = new Set(["phone_number", "hashtag", "cashtag"]);

// `say` is called with a command that is tapped. Throws for an entity that nobody here can show.
export function rich(text, entities, say) {
  const root = document.createDocumentFragment();
  const open = [{ node: root, end: text.length }];
  let at = 0;
  const write = (to) => {
    if (to > at) open.at(-1).node.append(text.slice(at, to));
    at = Math.max(at, to);
  };
  const closeUntil = (offset) => {
    while (open.length > 1 && open.at(-1).end <= offset) {
      write(open.at(-1).end);
      open.pop();
    }
  };
  for (const entity of entities) {
    closeUntil(entity.offset);
    write(entity.offset);
    const node = element(entity, text.slice(entity.offset, entity.offset + entity.length), say);
    if (node === null) continue;
    open.at(-1).node.append(node);
    open.push({ node, end: Math.min(entity.offset + entity.length, open.at(-1).end) });
  }
  closeUntil(text.length);
  write(text.length);
  return root;
}

function element(entity, words, say) {
  if (tags[entity.type]) return h(tags[entity.type]);
  if (plain.has(entity.type)) return null;
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`);
    case "email": return link(`mailto:${words}`);
    case "bot_command": return h("button", { type: "button", class: "command", onclick: () => say(words) });
    case "mention": case "text_mention": return h("span", { class: "mention" });
    case "spoiler": {
      const node = h("button", { type: "button", class: "spoiler", "aria-label": "Hidden words, press to see them" });
      node.addEventListener("click", () => { node.classList.add("seen"); node.removeAttribute("aria-label"); });
      return node;
    }
    default: throw new Error(`this page cannot show ${entity.type} in a text`);
  }
}

function link(url) {
  if (!/^(https?|tg|tel|mailto):/i.test(url)) throw new Error(`this page cannot show a link to ${url}`);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener", onclick: (event) => {
    // Nothing leaves the demo: addresses of the example clinic lead nowhere.
    event.preventDefault();
    note(`In Telegram this opens ${url}`);
  } });
}
