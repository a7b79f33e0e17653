// The lab's side: what has arrived, and what the people behind its counter can do with it.
import { act, clock, day, h, redraw } from "./dom.js";
import { icon } from "./icons.js";

const rupees = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", maximumFractionDigits: 2, minimumFractionDigits: 0 });
const opened = new Set();

export function showEntries(region, lab, house) {
  const counted = ["booking", "pre-booking", "lead"].map((phase) => [phase, lab.entries.filter((entry) => entry.phase === phase).length])
    .filter(([phase, number]) => number || phase !== "pre-booking").map(([phase, number]) => `${number} ${phase}${number === 1 ? "" : "s"}`);
  redraw(region,
    h("h3", {}, "Entries", h("span", { class: "count", data: { entries: lab.entries.length } }, counted.join(", "))),
    lab.entries.length ? lab.entries.map((entry) => card(entry, house)) : h("div", { class: "empty" }, icon("flask", 34),
      h("p", {}, "Nothing yet. A confirmed booking appears here by itself, and its report is finished here.")),
    lab.leads?.length ? [h("h3", {}, "Leads system", h("span", { class: "count", data: { leads: lab.leads.length } }, `${lab.leads.length} lead${lab.leads.length === 1 ? "" : "s"}`)), ...lab.leads.map(leadCard)] : null);
}

function leadCard(lead) {
  return h("article", { class: "entry", data: { lead: lead.id, status: lead.status } },
    h("header", {},
      h("span", { class: `badge ${lead.status === "converted" ? "booking" : "lead"}` }, lead.status),
      h("b", {}, lead.name), h("span", { class: "soft" }, lead.phone), h("time", {}, clock(lead.at))),
    h("p", { class: "facts" }, lead.source ? h("span", { class: "chip" }, `from ${lead.source}`) : null,
      lead.score === null ? null : ` score ${lead.score}`, lead.contacted ? ` · contacted ${clock(lead.contacted)}` : null),
    lead.notes ? h("p", { class: "facts" }, lead.notes) : null, sent(`lead ${lead.id}`, lead.body, "As it is stored"));
}

function card(entry, house) {
  const { body, bill, who } = entry;
  const where = { "Home Collection": "Home visit", "Lab Visit": "Visit to the lab" }[body.bookingType] ?? body.bookingType;
  const facts = [
    body.scheduledAt && `${day(Date.parse(body.scheduledAt))}, ${clock(Date.parse(body.scheduledAt))}`,
    where, house.branches[entry.branch] ?? entry.branch,
  ].filter(Boolean);
  const age = who.age && `${who.age}${{ year: "", month: " months", day: " days" }[who.age_type] ?? ""}`;
  const done = bill && !bill.deleted;
  const button = (label, doing, focus, props = {}) => h("button", { type: "button", data: { focus: `${entry.key} ${doing}`, lab: doing }, onclick: () => act({ do: doing, entry: entry.key }), ...props }, label);
  return h("article", { class: `entry ${entry.phase}`, data: { key: entry.key, name: entry.name } },
    h("header", {},
      h("span", { class: `badge ${entry.phase}` }, entry.phase),
      h("b", {}, entry.name), h("span", { class: "soft" }, [age, who.gender].filter(Boolean).join(", ")),
      h("time", {}, clock(entry.at))),
    h("p", { class: "items" }, entry.items.join(" · ") || "No tests named", body.totalAmount ? h("b", {}, rupees.format(body.totalAmount)) : null),
    h("p", { class: "facts" }, facts.join(" · ")),
    body.specialInstructions ? h("p", { class: "facts" }, body.specialInstructions) : null,
    h("p", { class: "facts" }, entry.parties.map((party) => h("span", { class: "chip party" }, `sent by ${party}`)),
      body.source ?? body.lead_source ? h("span", { class: "chip" }, `from ${body.source ?? body.lead_source}`) : null, h("code", {}, entry.key)),
    bill ? h("p", { class: "progress" }, h("progress", { max: bill.of, value: bill.done, "aria-label": "Reports done" }),
      bill.deleted ? "Bill deleted" : `${bill.done} of ${bill.of} done`) : null,
    h("div", { class: "acts" },
      entry.phase !== "lead" ? [
        done ? null : button("Sample is here", "bill"),
        !(done && bill.done === bill.of) && (bill?.of ?? entry.items.length) > 1 ? button("Next test ready", "report") : null,
        done && bill.done === bill.of ? button("Corrected report", "correct") : button("All reports ready", "complete", "", { class: "primary" }),
        done ? button("Delete the bill", "delete bill", "", { class: "danger" }) : null,
      ] : button("Telecaller makes it a booking", "promote")),
    sent(entry.key, body, "As it was sent"));
}

function sent(key, body, label) {
  return h("details", { open: opened.has(key), ontoggle: (event) => opened[event.target.open ? "add" : "delete"](key) },
    h("summary", { data: { focus: `${key} sent` } }, label), h("pre", {}, JSON.stringify(body, null, 2)));
}
