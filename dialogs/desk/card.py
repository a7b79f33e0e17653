"""The card of a case: the whole story on one message, and what can be done by a tap."""

from dataclasses import replace

from dialogs.care import is_held
from dialogs.case import Case, StaffTask
from dialogs.changeable import still_to_come
from dialogs.desk.kinds import KINDS
from dialogs.order import CART, items_of
from dialogs.outcome import slot_said
from dialogs.progress import questions_in, told_questions
from dialogs.questions.contact import CONTACT, spaced
from dialogs.questions.person import NAME
from dialogs.questions.reason import reason_text
from dialogs.questions.review import answers_said
from dialogs.scene import Scene
from dialogs.screen import Button, ObjectButton, Rows, Style
from dialogs.submission import Booking, Change
from dialogs.text import Clock, Moment, Text, commas, lines, text

WHY_NOT = ("price", "far", "elsewhere", "later", "unsaid")
"""Why somebody who was called does not book."""

CALL_AGAIN = ("30", "120", "evening", "morning")
"""When to call again: minutes from now, or a time of day."""

QUICK_REPLIES = ("call_soon", "photo", "checking", "on_the_way", "thanks")
"""Ready answers that every clinic has; a clinic's own stand beside them."""

_SHOWN_TASKS = 6
_SHOWN_SIGNS = 12
_SHOWN_VISITS = 2
_FILLED = frozenset(
    ("tests", "pincode", "mode", "contact", "person", "name", "age", "gender", "guardian", "slot", "address")
)
"""The answers that staff can give for the patient."""


def card_text(scene: Scene, case: Case) -> Text:
    """Who, why, what was said so far, from which advertisement, how long it waits.

    Before somebody has claimed the case the number is masked and tests that are released by staff are not named.
    """
    conversation, clinic = scene.conversation, scene.world.clinic
    known = bool(case.claimed_by)
    told: list[Text] = []
    if conversation.tasks:
        told.extend(_draft_said(scene, known))
    subjects = _subjects(case)
    bookings = [booking for booking in map(scene.world.booking, subjects) if booking is not None]
    if not bookings and not conversation.tasks:
        # Somebody who says nothing else speaks of the visit that is to come.
        bookings = list(still_to_come(scene)[-_SHOWN_VISITS:])
    for booking in bookings:
        told.extend(_booking_said(scene, booking, known))
    if not bookings and scene.draft.get(CONTACT) is None:
        last = scene.world.bookings[-1].submission.phone if scene.world.bookings else None
        phone = None if last is None else (dialled(last) if known else masked(last))
        told.insert(0, text("card-no-phone") if phone is None else text("card-phone", phone=phone))
    if conversation.told_staff:
        # Above the rest: it is what somebody in a hurry reads first.
        told.insert(0, text("card-words", words=conversation.told_staff))
    first, *others = case.tasks_said[-_SHOWN_TASKS:]
    above = [_state_said(scene, case)]
    above += [text("card-also", cause=text(f"cause-{task.cause}")) for task in others]
    for task in (first, *others):
        if len(task.signs) > 1:
            shown = ", ".join(task.signs[-_SHOWN_SIGNS:])
            more = len(task.signs) - _SHOWN_SIGNS
            above.append(text("card-signs", count=len(task.signs), signs=shown, more=max(more, 0)))
    if case.call_at is not None and case.state != "resolved":
        above.append(text("card-call-at", at=Moment(case.call_at, clinic.zone)))
    if case.no_answers:
        above.append(text("card-no-answers", count=case.no_answers))
    if case.missed:
        above.append(text("card-missed", missed=commas(*(text(f"missed-{clock}") for clock in case.missed))))
    if case.times_opened > 1:
        above.append(text("card-reopened", count=case.times_opened - 1))
    return text(
        "card",
        cause=text(f"cause-{first.cause}"),
        state=lines(*above),
        language=conversation.language or clinic.locales[0],
        campaign=conversation.attribution.campaign or "–",
        story=lines(*told) if told else text("card-nothing-yet"),
        opened=Moment(case.opened_at, clinic.zone),
        case=case.id,
    )


def _subjects(case: Case) -> tuple[str, ...]:
    """What the case is about; once nothing of it is open, what it was about last."""
    open_ = dict.fromkeys(task.subject for task in case.tasks_said if task.subject)
    return tuple(open_) or tuple(task.subject for task in case.tasks if task.subject)[-1:]


def topic_name(scene: Scene, case: Case) -> Text:
    """What the case's topic is called: no test, no number, nothing that a glance should not see."""
    booked = next((one.submission.patient_name for one in scene.world.bookings[-1:]), "")
    name, cause = (scene.draft.get(NAME) or booked).partition(" ")[0], text(f"cause-{case.cause}")
    if not name:
        return text("topic-nameless", cause=cause, case=case.id[:4])
    return text("topic", cause=cause, name=name, case=case.id[:4])


def card_rows(scene: Scene, case: Case) -> Rows:
    """The buttons of the card as it is looked at now."""
    if case.state == "resolved":
        return ()
    asked = [task for task in case.open_tasks if KINDS[task.cause].answers]
    taps = tuple(
        _answers_to(scene, case, task, named=len({each.subject for each in asked}) > 1) for task in asked
    )
    match case.view:
        case "who":
            found = tuple(
                _button(case, f"who-{initials}", initials) for initials in scene.world.clinic.desk.initials
            )
            return (*_by(found, 4), _back(case))
        case "called":
            called = ("reference", "later", "no_answer", "not_interested", "wrong_number")
            return (
                *_by(tuple(_button(case, f"call-{what}", text(f"call-{what}")) for what in called), 2),
                _back(case),
            )
        case "reference":
            return ((_button(case, "no_reference", text("staff-no-reference")),), _back(case))
        case "later":
            times = tuple(_button(case, f"at-{at}", text(f"call-at-{at}")) for at in CALL_AGAIN)
            return (*_by(times, 2), _back(case))
        case "why":
            return (
                *_by(tuple(_button(case, f"why-{why}", text(f"why-{why}")) for why in WHY_NOT), 2),
                _back(case),
            )
        case "replies":
            ready = tuple(
                _button(case, f"reply-{name}", text(f"reply-name-{name}")) for name in QUICK_REPLIES
            )
            own = tuple(_button(case, f"own-{name}", name) for name in scene.world.clinic.desk.replies)
            return (*_by((*ready, *own), 2), _back(case))
        case "fill" if scene.is_booking:
            open_to_staff = tuple(
                _button(case, f"fill-{one.name}", text(f"edit-{one.name}"))
                for one in questions_in(scene)
                if one.name in _FILLED and one.applies(scene)
            )
            return (*_by(open_to_staff, 3), _back(case))
        case _ if case.asking:
            return (_back(case),)
    if case.state != "claimed":
        return (
            (_button(case, "claim", text("staff-claim"), "primary"),),
            *taps,
            (_button(case, "resolve", text("staff-resolve")),),
        )
    talk = (
        _button(case, "view-called", text("staff-called")),
        _button(case, "view-replies", text("staff-replies")),
    )
    hand = (
        _button(case, "takeover", text("staff-take-over")),
        _button(case, "release", text("staff-release")),
    )
    fill = ((_button(case, "view-fill", text("staff-fill")),),) if scene.is_booking else ()
    done = "staff-back-to-bot" if scene.conversation.tasks else "staff-resolve"
    return (*taps, talk, *fill, hand, (_button(case, "resolve", text(done), "success"),))


def _answers_to(scene: Scene, case: Case, task: StaffTask, *, named: bool) -> tuple[Button, ...]:
    """The one-tap answers; with `named` they say which booking they are about."""
    booking = scene.world.booking(task.subject)
    reference = booking.submission.reference if booking is not None else ""
    found = []
    for tap in KINDS[task.cause].answers:
        label = text(tap.label, reference=reference)
        if named and reference and reference not in scene.plain(label):
            label = text("staff-tap-of", reference=reference, tap=label)
        found.append(_button(case, f"{tap.name}.{task.number}", label, tap.style))
    return tuple(found)


def _button(case: Case, action: str, label: Text | str, style: Style = "plain") -> Button:
    return ObjectButton(label, action, case.id, style)


def _back(case: Case) -> tuple[Button, ...]:
    return (_button(case, "view-", text("staff-back")),)


def _by(buttons: tuple[Button, ...], width: int) -> Rows:
    return tuple(buttons[at : at + width] for at in range(0, len(buttons), width))


def _state_said(scene: Scene, case: Case) -> Text:
    since = Clock(case.opened_at, scene.world.clinic.zone)
    match case.state:
        case "offered":
            return text("card-offered", since=since)
        case "waiting":
            return text("card-waiting", since=since)
        case "claimed":
            return text("card-claimed", staff=case.claimed_by or "–")
        case "resolved":
            what = text(f"outcome-name-{case.outcome}") if case.outcome else ""
            return text("card-resolved", staff=case.claimed_by or "–", outcome=what)


def _draft_said(scene: Scene, known: bool) -> list[Text]:
    """The answers so far. Unclaimed, the number is masked and held tests are counted only."""
    draft, contact, cart = scene.draft, scene.draft.get(CONTACT), scene.draft.get(CART)
    held = [] if known else [item for item in items_of(scene) if is_held(item.name)]
    if held and cart is not None:
        kept = tuple(item for item in cart.items if item not in {one.id for one in held})
        draft = draft.put(CART, replace(cart, items=kept)) if kept else draft.drop(CART)
    told = list(answers_said(scene.with_draft(draft.drop(CONTACT)), told_questions(scene)))
    if contact is not None:
        told.insert(0, text("card-phone", phone=dialled(contact.phone) if known else masked(contact.phone)))
    if held:
        told.append(text("card-held", count=len(held)))
    return told


def _booking_said(scene: Scene, booking: Booking, known: bool) -> list[Text]:
    sent = booking.submission
    named = [item.name for item in sent.items if known or not is_held(item.name)] + list(sent.described)
    held = len(sent.items) + len(sent.described) - len(named)
    found = [
        text(
            "card-booking",
            reference=sent.reference,
            state=text(
                "state-lead-stored"
                if sent.phase == "lead" and booking.state == "confirmed"
                else f"state-{booking.state}"
            ),
            name=sent.patient_name,
            phone=dialled(sent.phone) if known else masked(sent.phone),
            items=" + ".join(named) or "–",
        )
    ]
    if held:
        found.append(text("card-held", count=held))
    if sent.slot is not None:
        found.append(text("card-slot", slot=Moment(sent.slot, scene.world.clinic.zone)))
    if sent.address:
        found.append(text("address-summary", address=f"{sent.address}, {sent.pincode}"))
    if sent.location:
        found.append(text("card-location", location=sent.location))
    if sent.instructions:
        found.append(text("card-instructions", instructions=sent.instructions))
    if booking.awaited is not None:
        found.append(_asked_said(scene, booking, booking.awaited))
    return found


def _asked_said(scene: Scene, booking: Booking, change: Change) -> Text:
    """What the staff are to do with a booking in the lab's system."""
    sent = booking.submission
    if change.kind == "reschedule":
        return text("card-change-move", old=slot_said(scene, sent), new=slot_said(scene, sent.at(change)))
    key = "card-change-remove" if booking.state == "withdrawn" else "card-change-cancel"
    return text(key, reason=reason_text(change.reason) if change.reason else "–")


def dialled(phone: str) -> str:
    """A number as Telegram makes it one to tap."""
    return f"+91 {spaced(phone)}"


def masked(phone: str) -> str:
    """A number that can be told from others, and not called."""
    return f"{phone[:2]}••••••{phone[-2:]}"
