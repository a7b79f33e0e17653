"""What must hold, whatever happened: held against the chats, the lab's books and the database."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.sandbox.flabs import FlabsStandIn
from bot.sandbox.people import Group
from bot.sandbox.telegram import TelegramStandIn
from bot.store.tables import cases, inbox, outbox, poison, slot_claims, slots, submissions, timers
from tests.chaos.people import CONFIRMED, NUDGE, Visitor, kind_of
from tests.chaos.record import Post, Record

VIOLATIONS = (
    "updates lost",
    "bookings lost",
    "bookings doubled",
    "reordered",
    "unanswered",
    "oversold",
    "timers lost",
    "timers doubled",
    "words lost",
    "words reordered",
    "reports lost",
    "set aside",
    "left undone",
    "died",
)
"""All that may be violated; each is a figure of the last line, and all are 0 in a run that is right."""


_FROM_PATIENT = re.compile(r"(from patient|changed) \[\d+\]")


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that there is to look at."""

    telegram: TelegramStandIn
    lab: FlabsStandIn
    group: Group
    visitors: Sequence[Visitor]
    record: Record
    capacity: int


def look_at_the_lab(scene: Scene) -> None:
    """What may never be, not even for a moment: a booking twice, or a slot with more visits than it has places."""
    by_contact = Counter(entry.contact for entry in scene.lab.bookings)
    chat_of = {visitor.patient.phone[-10:]: visitor.chat_id for visitor in scene.visitors}
    for contact, number in by_contact.items():
        if number > 1:
            scene.record.violated("bookings doubled", chat_of.get(contact, 0), f"{number} entries at the lab")
    by_slot = Counter((e.body.get("scheduledAt"), e.body.get("bookingType")) for e in scene.lab.bookings)
    for slot, number in by_slot.items():
        if number > scene.capacity:
            scene.record.violated("oversold", 0, f"{number} of {scene.capacity} at {slot}")


def at_rest(connection: Connection, now: datetime) -> str:
    """What is still to be done in the database; empty when nothing is."""
    waiting = connection.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == "waiting"))
    sending = connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None)))
    due = connection.scalar(select(func.count()).select_from(timers).where(timers.c.due <= now))
    left = {"rows of the inbox": waiting, "rows of the outbox": sending, "timers that are due": due}
    return ", ".join(f"{number} {what}" for what, number in left.items() if number)


def verify(scene: Scene, connection: Connection) -> dict[str, Any]:
    """Notes every violation in the record; returns figures worth telling besides."""
    look_at_the_lab(scene)
    doubled = _doubled(scene)
    _updates(scene, connection)
    _set_aside(scene, connection)
    told = _bookings(scene, connection)
    _slots(scene, connection)
    _timers(scene, connection)
    for visitor in scene.visitors:
        _answered(scene, visitor)
        _in_order(scene, visitor)
        _talk(scene, visitor)
    told |= _reports(scene) | _passed_on(scene)
    return told | {"doubled_messages": dict(sorted(doubled.items()))}


def _updates(scene: Scene, connection: Connection) -> None:
    """Every act in a patient's chat is a row, and done."""
    rows = connection.execute(
        select(inbox.c.external_id, inbox.c.state).where(inbox.c.source.like("telegram:%"))
    )
    state = {row.external_id: row.state for row in rows}
    for update in scene.record.updates:
        found = state.get(str(update.id))
        if update.private and found != "done":
            story = f"update {update.id} ({update.kind}) is {found or 'not there'}"
            scene.record.violated("updates lost", update.chat_id, story)


def _set_aside(scene: Scene, connection: Connection) -> None:
    for row in connection.execute(select(poison.c.chat_id, poison.c.kind, poison.c.source)):
        scene.record.violated("set aside", row.chat_id, f"{row.kind} from {row.source}")


def _bookings(scene: Scene, connection: Connection) -> dict[str, Any]:
    """Who said yes has one entry at the lab and was told so, or is in the hands of the staff."""
    found = connection.execute(select(submissions)).all()
    by_chat: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        by_chat[row.chat_id].append(row)
    open_cases = {row.chat_id for row in connection.execute(select(cases).where(cases.c.state != "resolved"))}
    taken_for_others = connection.execute(select(cases.c.chat_id).where(cases.c.cause == "lab_duplicate"))
    for row in taken_for_others:
        scene.record.violated("bookings doubled", row.chat_id, "our own entry was taken for somebody else's")
    with_staff = 0
    for visitor in scene.visitors:
        chat_id, contact = visitor.chat_id, visitor.patient.phone[-10:]
        entries = [entry for entry in scene.lab.bookings if entry.contact == contact]
        mine = by_chat.get(chat_id, [])
        if len(mine) > 1:
            scene.record.violated("bookings doubled", chat_id, f"{len(mine)} submissions")
        confirmed = any(CONFIRMED in bubble.text for bubble in visitor.patient.messages if bubble.from_bot)
        if entries and (not confirmed or not mine or mine[0].state != "confirmed"):
            state = mine[0].state if mine else "without a submission"
            scene.record.violated("bookings lost", chat_id, f"the lab has it, but here it is {state}")
        if mine and not entries:
            if mine[0].state in ("unconfirmed", "with_staff") and chat_id in open_cases:
                with_staff += 1
            else:
                scene.record.violated("bookings lost", chat_id, f"{mine[0].state}, and the lab has none")
        if not mine and (entries or confirmed or visitor.wanted):
            scene.record.violated("bookings lost", chat_id, "said yes, and there is no submission")
        done = ("confirmed", "silent", "found no slot", "not come yet", "waiting for the lab")
        if visitor.state not in done:
            scene.record.violated("left undone", chat_id, f"is {visitor.state!r} at the end")
    return {
        "bookings": len(scene.lab.bookings),
        "bookings_with_staff": with_staff,
        "found_no_slot": sum(visitor.state == "found no slot" for visitor in scene.visitors),
        "lab_refusals_409": sum(call.status == 409 for call in scene.lab.journal),
    }


def _slots(scene: Scene, connection: Connection) -> None:
    key = ("branch_id", "mode", "start")
    claims = Counter(
        tuple(getattr(row, name) for name in key) for row in connection.execute(select(slot_claims))
    )
    for row in connection.execute(select(slots)):
        slot = tuple(getattr(row, name) for name in key)
        if row.taken > scene.capacity or row.taken != claims.get(slot, 0):
            story = f"{row.taken} of {scene.capacity} taken at {row.start}, {claims.get(slot, 0)} claims"
            scene.record.violated("oversold", 0, story)


def _timers(scene: Scene, connection: Connection) -> None:
    """Whoever fell silent had each timer of a silence fire once after their last act. Timers of the silence which that
    act ended may fire between its coming and its turn: they belong to what was before."""
    rows_of: dict[int, list[Row[int, str, datetime, datetime | None]]] = defaultdict(list)
    columns = (inbox.c.chat_id, inbox.c.source, inbox.c.received_at, inbox.c.done_at)
    for row in connection.execute(select(*columns).order_by(inbox.c.seq)):
        rows_of[row.chat_id].append(row)
    left = Counter(row.chat_id for row in connection.execute(select(timers.c.chat_id)))
    for visitor in scene.visitors:
        if visitor.state != "silent":
            continue
        rows = rows_of[visitor.chat_id]
        last = max((n for n, row in enumerate(rows) if row.source.startswith("telegram")), default=-1)
        turned = rows[last].done_at if last >= 0 else None
        fired = sum(
            row.source == "timer" and (turned is None or row.received_at >= turned)
            for row in rows[last + 1 :]
        )
        has_contact = any("Who is the test for?" in b.text or "Please check" in b.text or "Where shall our" in b.text
                          for b in visitor.patient.messages if b.from_bot)  # fmt: skip
        expected = 2 if has_contact else 1
        if fired + left[visitor.chat_id] < expected:
            scene.record.violated("timers lost", visitor.chat_id, f"{fired} of {expected} timers fired")
        if fired > expected or _nudges_since_last_act(scene, visitor) > 1:
            scene.record.violated("timers doubled", visitor.chat_id, f"{fired} of {expected} timers fired")


def _nudges_since_last_act(scene: Scene, visitor: Visitor) -> int:
    posts = scene.record.of(visitor.chat_id)
    last = max((number for number, post in enumerate(posts) if not post.by_bot), default=-1)
    return sum(post.by_bot and not post.edit and NUDGE in post.text for post in posts[last + 1 :])


def _answered(scene: Scene, visitor: Visitor) -> None:
    """After the last word of a patient there is an answer."""
    chat = visitor.patient.chat
    acts = [post for post in scene.record.of(chat.id) if not post.by_bot]
    if not acts:
        if visitor.state != "not come yet":
            scene.record.violated("unanswered", chat.id, "came, and said nothing")
        return
    last = acts[-1]
    seen = any(bubble.from_bot and bubble.changed > last.changed for bubble in chat.bubbles.values())
    if last.text in (*visitor.sent, *visitor.edits):
        # Said to a person: its answer is that it came to them.
        seen = last.text in scene.record.told(scene.group.id)
    if last.act and not seen:
        presses = [p for p in scene.telegram.cloud().presses.values() if p.chat_id == chat.id]
        seen = bool(presses) and presses[-1].toast is not None
    if not seen:
        scene.record.violated("unanswered", chat.id, f"nothing came after {last.text[:60]!r}")


def _in_order(scene: Scene, visitor: Visitor) -> None:
    """What follows from something comes after it: first appearances, posted or edited."""
    texts = [post.text for post in scene.record.of(visitor.chat_id) if post.by_bot]

    def first(words: str) -> int | None:
        return next((number for number, text in enumerate(texts) if words in text), None)

    orders: list[tuple[str, ...]] = [("Request number", CONFIRMED), ("Please check everything", CONFIRMED)]
    if visitor.visit.character in ("straight", "doubler"):
        orders.append(
            ("Which test", "What is your PIN code?", "Which mobile number", "Who is the test for?",
             "When shall we take", "Where shall our phlebotomist come", "Please check everything", CONFIRMED)
        )  # fmt: skip
    for order in orders:
        places = [place for words in order if (place := first(words)) is not None]
        if places != sorted(places):
            scene.record.violated("reordered", visitor.chat_id, f"{order} came as {places}")


def _talk(scene: Scene, visitor: Visitor) -> None:
    """Words between patient and staff: all there, in order, in both directions."""
    lost = visitor.missing()
    if lost:
        scene.record.violated("words lost", visitor.chat_id, f"{lost}")
    in_group, in_chat = list(scene.record.told(scene.group.id)), list(scene.record.told(visitor.chat_id))
    ways = ((visitor.sent, in_group), (visitor.written, in_chat))
    changed = ((visitor.edits, in_group), (visitor.rewritten, in_chat))
    for sent, seen in (*ways, *changed):
        places = [seen.index(words) for words in sent if words in seen]
        if places != sorted(places):
            scene.record.violated("words reordered", visitor.chat_id, f"{sent} came as {places}")


def _passed_on(scene: Scene) -> dict[str, Any]:
    """Seconds from the words of one side until they were before the other, and how many answers hang under what they
    answer: where a kill took the note of what was sent, an answer stands alone."""
    to_staff: list[float] = []
    to_patient: list[float] = []
    found = placed = 0
    group = scene.record.told(scene.group.id)
    for visitor in scene.visitors:
        own = scene.record.told(visitor.chat_id)
        for words, origin, there, waits in [
            *((each, visitor.chat_id, group, to_staff) for each in (*visitor.sent, *visitor.edits)),
            *((each, scene.group.id, own, to_patient) for each in (*visitor.written, *visitor.rewritten)),
        ]:
            said = next((p for p in scene.record.of(origin) if not p.by_bot and p.text == words), None)
            if said is not None and words in there:
                waits.append(there[words].at - said.at)
        for words in visitor.answers:
            if words in group:
                found += 1
                under = scene.group.chat.bubbles.get(group[words].reply_to)
                placed += under is not None and not under.from_bot
    return {
        "seconds_to_staff": _spread(to_staff),
        "seconds_to_patient": _spread(to_patient),
        "answers_placed": f"{placed} of {found}",
    }


def _spread(waits: list[float]) -> dict[str, float]:
    ranked = sorted(waits) or [0.0]
    return {
        "p50": round(ranked[len(ranked) // 2], 2),
        "p90": round(ranked[int(len(ranked) * 0.9)], 2),
        "max": round(ranked[-1], 2),
    }


def _reports(scene: Scene) -> dict[str, int]:
    """A report that the lab told of, and that was taken, is in the chat, or the patient knows that the staff bring it."""
    with_staff = 0
    chat_of = {visitor.patient.phone[-10:]: visitor for visitor in scene.visitors}
    for bill in scene.lab.bills.values():
        taken = any(
            delivery.status == 200
            and delivery.event in ("report.completed", "bill.completed")
            and delivery.body["data"].get("billID") == bill.id
            for delivery in scene.lab.webhooks.deliveries
        )
        visitor = chat_of.get(bill.contact)
        if taken and visitor is not None and bill.completed:
            sent = [bubble for bubble in visitor.patient.messages if bubble.from_bot]
            if any(bubble.file is not None and "Report" in bubble.file.name for bubble in sent):
                continue
            if any("could not get the file" in bubble.text for bubble in sent):
                with_staff += 1
            else:
                scene.record.violated("reports lost", visitor.chat_id, f"{bill.id} was told of and taken")
    return {"reports_with_staff": with_staff}


def _doubled(scene: Scene) -> Counter[str]:
    """Messages that came twice in a row with nothing said between; what goes at most once must not."""
    counts: Counter[str] = Counter()
    last: dict[int, Post] = {}
    in_group: set[str] = set()
    for post in scene.record.posts:
        if post.edit:
            last.pop(post.chat_id, None)
            continue
        if post.chat_id == scene.group.id:
            said = post.by_bot and (post.buttons or _FROM_PATIENT.search(post.text))
            if said and post.text in in_group:
                counts["card" if post.buttons else "relayed"] += 1
            if said:
                in_group.add(post.text)
            continue
        before = last.get(post.chat_id)
        last[post.chat_id] = post
        if before is None or not (before.by_bot and post.by_bot) or before.act or post.act:
            continue
        if (before.text, before.file) == (post.text, post.file):
            kind = "report" if post.file else kind_of(post.text)
            counts["relayed" if "from staff" in post.text else kind] += 1
            if NUDGE in post.text:
                scene.record.violated("timers doubled", post.chat_id, "a nudge came twice")
    return counts


def totals(violations: Iterable[tuple[str, int, str]]) -> dict[str, int]:
    """Every figure of `VIOLATIONS`, also those that are 0."""
    found = Counter(what for what, _, _ in violations)
    return {what.replace(" ", "_"): found.get(what, 0) for what in VIOLATIONS}
