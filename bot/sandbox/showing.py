"""What is on stage, as the page is told it: chats, the lab, the bot. Messages keep the Bot API's own shapes, so that
the page can see for itself whether there is anything in them that it cannot show."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.bills import Bill
from bot.sandbox.calls import Call
from bot.sandbox.chats import Bubble, Chat, Json
from bot.sandbox.clinic_setup import PARTIES, PARTY_LINK
from bot.sandbox.entries import Entry, PreBooking
from bot.sandbox.flabs import LabCall
from bot.sandbox.people import Person
from bot.sandbox.stage import LANGUAGES, Stage
from bot.sandbox.webhooks import Delivery

_CALLS = 60
_LINES = 80
_PRESS_LIFE = timedelta(seconds=20)
_NOT_TOLD = frozenset({"getUpdates", "getMe", "deleteWebhook"})
"""Calls that say nothing to anybody."""


def house(stage: Stage) -> Json:
    """What stays as it is."""
    bot = stage.telegram.cloud().bot
    return {
        "clinic": stage.clinic.name,
        "zone": stage.clinic.zone.key,
        "bot": {"id": bot.id, "name": bot.first_name, "username": bot.username},
        "languages": LANGUAGES,
        "branches": {lab.id: lab.name for lab in stage.lab.labs.values()},
        "slugs": [branch.slug for branch in stage.clinic.branches],
        "group": stage.group.id,
        "staff": [{"id": each.user.id, "name": each.user.name} for each in stage.staff.values()],
    }


def scene(stage: Stage) -> Json:
    """Who is there, the clock, the bot's process, the switches."""
    bot = stage.bot
    return {
        "shift": stage.clock.shift.total_seconds(),
        "bot": {
            "state": bot.state,
            "pid": bot.pid,
            "deaths": bot.deaths,
            "lines": list(bot.lines)[-_LINES:],
        },
        "switches": stage.switches.on(),
        "setup": asdict(stage.setup) | {"party_link": PARTY_LINK if stage.setup.parties else ""},
        "patients": [_role(stage, user_id) for user_id in stage.cast],
    }


def _role(stage: Stage, user_id: int) -> Json:
    role = stage.cast[user_id]
    user = role.patient.user
    return {
        "id": user_id,
        "name": user.name,
        "language": role.language,
        "link": role.link,
        "phone": role.patient.phone,
        "started": role.patient.chat.started,
        "blocked": role.patient.chat.blocked,
        "changed": role.patient.chat.changed,
        "sms": stage.lab.waiting_code(role.patient.phone[-10:]),
    }


def chat(stage: Stage, person: Person, since: int, toasts_told: int) -> Json:
    """A chat: the messages that changed after the number `since`, and how all of it looks now."""
    here = person.chat
    cloud = stage.telegram.cloud()
    now = stage.clock.now()
    fresh = [_bubble(bubble) for bubble in here.bubbles.values() if bubble.changed > since]
    return {
        "id": here.id,
        "changed": here.changed,
        "messages": fresh,
        "title": here.title,
        "members": [
            {
                "id": user_id,
                "name": member.user.name,
                "in": member.is_in,
                "anonymous": member.anonymous,
            }
            for user_id, member in here.members.items()
        ],
        "forum": here.forum,
        "topic_right": here.bot_manages_topics,
        "started": here.started,
        "blocked": here.blocked,
        "keyboard": here.keyboard,
        "action": person.bot_does,
        "pinned": list(here.pinned),
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed, "color": f"#{topic.icon_color:06x}"}
            for topic in here.topics.values()
        ],
        "commands": person.commands,
        "description": _described(stage, person),
        "untaken": _untaken(stage, here),
        "pressing": [
            [press.message_id, press.data]
            for press in cloud.presses.values()
            if press.chat_id == here.id and not press.answered and now - press.at < _PRESS_LIFE
        ],
        "toasts": [
            {"text": toast.text, "alert": toast.alert} for toast in _toasts(stage, here)[toasts_told:]
        ],
    }


def toasts_so_far(stage: Stage, person: Person) -> int:
    """How many toasts this chat has brought: those before somebody looked are not shown."""
    return len(_toasts(stage, person.chat))


def _toasts(stage: Stage, here: Chat) -> list[Any]:
    cloud = stage.telegram.cloud()
    people = [here.id] if here.private else list(here.members)
    toasts = [toast for user_id in people for toast in cloud.toasts.get(user_id, ())]
    return sorted(toasts, key=lambda toast: toast.at)


def _described(stage: Stage, person: Person) -> str:
    texts = stage.telegram.cloud().profile.descriptions
    return texts.get(person.user.language_code[:2]) or texts.get("", "")


def _untaken(stage: Stage, here: Chat) -> list[int]:
    """The messages that the bot has not fetched yet: they have one tick, not two."""
    found = []
    for update in stage.telegram.cloud().updates.pending:
        message = update.get("message") or update.get("edited_message")
        if message is not None and message["chat"]["id"] == here.id:
            found.append(message["message_id"])
    return found


def _bubble(bubble: Bubble) -> Json:
    if bubble.deleted:
        return {"id": bubble.message_id, "deleted": True}
    value: Json = {
        "id": bubble.message_id,
        "at": _milliseconds(bubble.at),
        "by": {"id": bubble.sender.id, "name": bubble.sender.name, "bot": bubble.sender.is_bot},
        "text": bubble.text,
        "entities": bubble.entities,
        "content": bubble.content,
        "markup": bubble.markup,
        "edited": bubble.edited,
        "reactions": list(bubble.reactions),
        "silent": bubble.silent,
        "thread": bubble.thread_id,
        "album": bubble.media_group_id,
    }
    if bubble.sender_chat is not None:
        value["by"]["name"] = bubble.sender_chat.title
    if bubble.reply_to is not None:
        to = bubble.reply_to
        value["reply"] = {
            "id": to.message_id,
            "name": to.sender.name,
            "text": to.text,
            "file": to.file is not None,
        }
    if bubble.forwarded is not None:
        value["forwarded"] = _origin(bubble.forwarded)
    if bubble.file is not None:
        value["file"] = {
            "id": bubble.file.file_id,
            "kind": bubble.file.kind,
            "name": bubble.file.name,
            "mime": bubble.file.mime_type,
            "size": len(bubble.file.content),
        }
    return value


def _origin(origin: Mapping[str, Any]) -> str:
    user = origin.get("sender_user") or {}
    return str(origin.get("sender_user_name") or user.get("first_name") or "somebody")


def lab(stage: Stage) -> Json:
    """What the lab and the leads system have, newest first, and the calls of all stand-ins."""
    lab = stage.lab
    bills = {bill.integrator_id: bill for bill in lab.bills.values()}
    entries = [_entry(stage, entry, bills.get(entry.integrator_id)) for entry in lab.entries]
    entries += [_prebooking(stage, each, bills.get(each.integrator_id)) for each in lab.prebookings]
    calls = [_lab_call(call) for call in list(lab.journal)[-_CALLS:]]
    calls += [_lab_call(call) for call in list(stage.leads.journal)[-_CALLS:]]
    calls += [_delivery(delivery) for delivery in lab.webhooks.deliveries[-_CALLS:]]
    calls.sort(key=lambda call: call["at"])
    told = [call for call in stage.telegram.journal if call.method not in _NOT_TOLD]
    return {
        "entries": sorted(entries, key=lambda entry: entry["at"], reverse=True),
        "leads": [_lead(lead) for lead in reversed(stage.leads.leads.values())],
        "calls": calls[-_CALLS:][::-1],
        "telegram": [_telegram_call(call) for call in told[-_CALLS:]][::-1],
    }


def _entry(stage: Stage, entry: Entry, bill: Bill | None) -> Json:
    body = entry.body
    prices = stage.lab.prices(entry.branch_id)
    packages = [
        prices.packages[each["package"]].name
        for each in body.get("packages", ())
        if each["package"] in prices.packages
    ]
    tests = [prices.name_of(each["test"]) for each in body.get("tests", ())]
    other = [each["name"] for key in ("unmappedTests", "unmappedPackages") for each in body.get(key, ())]
    return {
        "key": entry.integrator_id,
        "id": entry.id,
        "phase": entry.phase,
        "at": _milliseconds(entry.at),
        "name": entry.patient,
        "contact": entry.contact,
        "branch": entry.branch_id,
        "items": [*packages, *tests, *other],
        "parties": [
            PARTIES.get(body[name], body[name])
            for name in ("corporateUser", "referredHospitalOrganization", "referredOrganization")
            if body.get(name)
        ],
        "body": body,
        "who": {name: body.get(name) for name in ("age", "age_type", "gender")},
        "bill": _bill(bill),
    }


def _prebooking(stage: Stage, prebooking: PreBooking, bill: Bill | None) -> Json:
    """An entry of the billing side, which knows less of a patient and calls all of it otherwise."""
    body, patient = prebooking.body, prebooking.body["patient_details"]
    prices = stage.lab.prices(str(body.get("labID", "")))
    packages = [
        prices.packages[each["id"]].name
        for each in body.get("mapped_packages", ())
        if each["id"] in prices.packages
    ]
    tests = [prices.name_of(each.get("flabs_id") or each["id"]) for each in body.get("mapped_tests", ())]
    other = [*body.get("unmapped_tests", ()), *body.get("unmapped_packages", ())]
    return {
        "key": prebooking.integrator_id,
        "id": prebooking.id,
        "phase": "pre-booking",
        "at": _milliseconds(prebooking.at),
        "name": prebooking.patient,
        "contact": "",
        "branch": body.get("labID"),
        "items": [*packages, *tests, *other],
        "parties": [],
        "body": body,
        "who": {name: patient.get(name) for name in ("age", "age_type", "gender")},
        "bill": _bill(bill),
    }


def _bill(bill: Bill | None) -> Json | None:
    if bill is None:
        return None
    return {
        "id": bill.id,
        "done": len(bill.done),
        "of": len(bill.tests),
        "edition": bill.edition,
        "deleted": bill.deleted,
    }


def _lead(lead: Json) -> Json:
    """A lead of the system beside the lab."""
    contacted = lead["lastContactedAt"]
    return {
        "id": lead["id"],
        "at": _milliseconds(datetime.fromisoformat(lead["createdAt"])),
        "name": lead["name"],
        "phone": lead["phone"],
        "status": lead["status"],
        "score": lead["score"],
        "source": lead["source"],
        "contacted": _milliseconds(datetime.fromisoformat(contacted)) if contacted else None,
        "notes": lead["notes"],
        "body": lead,
    }


def _lab_call(call: LabCall) -> Json:
    return {
        "at": _milliseconds(call.at),
        "way": "in",
        "what": f"{call.method} {call.path}",
        "status": call.status,
        "fault": call.fault,
        "asked": call.body,
        "answer": call.answer,
    }


def _delivery(delivery: Delivery) -> Json:
    return {
        "at": _milliseconds(delivery.at),
        "way": "out",
        "what": delivery.event,
        "status": delivery.status,
        "fault": delivery.status is None,
        "asked": delivery.body,
        "answer": None,
    }


def _telegram_call(call: Call) -> Json:
    return {
        "at": _milliseconds(call.at),
        "way": "in",
        "what": call.method,
        "status": call.status,
        "fault": call.fault,
        "chat": call.params.get("chat_id"),
        "asked": dict(call.params),
        "answer": call.answer if call.status != 200 else None,
    }


def queues(stage: Stage) -> Json:
    """The bot's queues as they were read last."""
    return {"counts": stage.queues.counts, "rows": stage.queues.rows}


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
