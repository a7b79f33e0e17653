"""A chat on paper: a conversation with everything its turns ask for done at once, and nothing of the world.

Transcripts and properties are played on it. Every turn goes through the stored form and back.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import locales
from dialogs.advance import advance
from dialogs.case import Case
from dialogs.catalogue import Catalogue, Item
from dialogs.clinic import Branch, Clinic, Opening, Privacy
from dialogs.codec import conversation_from_json, conversation_to_json
from dialogs.conversation import Conversation
from dialogs.effects import (
    Amend,
    AskLogin,
    DropProspect,
    DropTimer,
    Effect,
    EndLogin,
    EraseChat,
    Escalate,
    FetchReport,
    FirmSlot,
    FreeHold,
    FreeSlot,
    HoldSlot,
    Journey,
    KeepChange,
    NoteCollected,
    NoteMiss,
    NoteProspect,
    NoteReport,
    PutCase,
    RecordConsent,
    RelayToPatient,
    RelayToStaff,
    RemindStaff,
    SavePerson,
    Say,
    SendCalendar,
    SendReport,
    SetTimer,
    SettleSubmission,
    Show,
    Submit,
    TellStaff,
    Toast,
    TryAgain,
)
from dialogs.events import Event, SlotTaken, Stamp, TimerFired
from dialogs.money import rupees
from dialogs.person import SavedPerson
from dialogs.prospect import Prospect
from dialogs.screen import QuestionButton, Rows, Screen
from dialogs.slots import SlotKey
from dialogs.submission import Booking
from dialogs.text import Text
from dialogs.understanding.search import build_index
from dialogs.words import Words
from dialogs.world import Shelf, World

ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 20, 10, 15, tzinfo=ZONE).astimezone(UTC)
CATALOGUE = Path(__file__).parents[2] / "bot" / "sandbox" / "catalogue.csv"


@lru_cache
def words() -> Words:
    return Words(locales.sources())


@lru_cache
def shelf() -> Shelf:
    items = {}
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            items[row["id"]] = Item(
                id=row["id"],
                kind="package" if row["kind"] == "package" else "test",
                name=row["name"],
                price=rupees(row["price_inr"]),
                department=row["department"],
                sample_type=row["sample_type"],
                fasting_hours=int(row["fasting_hours"]),
                turnaround_hours=int(row["turnaround_hours"]),
                home_collection=row["home_collection"] == "yes",
                contains=tuple(row["included_test_ids"].split()),
            )
    return Shelf(Catalogue(items), build_index(items.values()), NOW)


def opening(**changes: object) -> Opening:
    usual = Opening(frozenset(range(7)), time(6), time(12))
    return replace(usual, **changes)  # type: ignore[arg-type]


def clinic(**changes: object) -> Clinic:
    """Asha Diagnostics: one branch that comes home, one that can be visited as well."""
    branches = (
        Branch(
            "6530a4a6f1d2c8b7e9a12345",
            "mg-road",
            ("560001", "56002*"),
            opening(),
            ZONE,
            name="Asha MG Road",
            address="22 MG Road, Bengaluru",
            phone="080 4000 1234",
        ),
        Branch(
            "6530a4a6f1d2c8b7e9a99999",
            "indiranagar",
            ("560038", "560008"),
            opening(),
            ZONE,
            visit=opening(opens=time(8), closes=time(20)),
            name="Asha Indiranagar",
            address="100 Feet Road, Bengaluru",
        ),
    )
    usual = Clinic(
        id="asha",
        name="Asha Diagnostics",
        zone=ZONE,
        locales=("en", "hi", "hi-Latn"),
        backend="flabs",
        branches=branches,
        staff_chat_id=-1001234567890,
        privacy=Privacy(notice_url="https://example.org/privacy"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Bubble:
    """A message of the bot as the patient sees it: plain words and the labels of its buttons."""

    html: str
    rows: Rows = ()
    reply: tuple[tuple[str, ...], ...] = ()
    question: str = ""
    revision: int = 0
    edited: bool = False


@dataclass
class PaperChat:
    """One patient's chat. `said` holds what the turn before last put out, as lines for a transcript."""

    clinic: Clinic = field(default_factory=clinic)
    language_code: str | None = "en"
    now: datetime = NOW
    conversation: Conversation = field(default_factory=Conversation)
    people: dict[str, SavedPerson] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    case: Case | None = None
    past_case: Case | None = None
    taken: dict[SlotKey, int] = field(default_factory=dict)
    held: SlotKey | None = None
    firm: dict[str, tuple[SlotKey, ...]] = field(default_factory=dict)
    timers: dict[str, datetime] = field(default_factory=dict)
    bubbles: list[Bubble] = field(default_factory=list)
    screen: Bubble | None = None
    newest_is_screen: bool = False
    keyboard: tuple[tuple[str, ...], ...] = ()
    turns: int = 0
    new_messages: int = 0
    effects: tuple[Effect, ...] = ()
    log: list[str] = field(default_factory=list)
    card_rows: Rows = ()
    shelves: Mapping[str, Shelf] | None = None
    prospects: dict[str, Prospect] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.conversation.language or self.clinic.locales[0]

    def world(self) -> World:
        branches = {branch.id: shelf() for branch in self.clinic.branches}
        today = self.now.astimezone(ZONE).date()
        return World(
            clinic=self.clinic,
            words=words(),
            shelves=branches if self.shelves is None else self.shelves,
            taken=dict(self.taken),
            held=self.held,
            people=tuple(self.people.values()),
            bookings=tuple(self.bookings.values()),
            case=self.case,
            past_case=self.past_case,
            entries_today=frozenset(
                booking.submission.phone
                for booking in self.bookings.values()
                if booking.state in ("confirmed", "sending", "unconfirmed")
                and booking.submission.made_at.astimezone(ZONE).date() == today
            ),
        )

    def stamp(self) -> Stamp:
        return Stamp(self.now, f"seed-{self.turns}", self.language_code)

    def happen(self, event: Event) -> tuple[Effect, ...]:
        """One turn, with the slot claims of its commit."""
        self.turns += 1
        turn = advance(self.conversation, event, self.world())
        full = self._full_slot(turn.effects)
        if full is not None:
            turn = advance(self.conversation, SlotTaken(event.stamp, full), self.world())
        self.conversation = conversation_from_json(conversation_to_json(turn.conversation))
        assert self.conversation == turn.conversation
        self.effects = turn.effects
        for effect in turn.effects:
            self._do(effect)
        return turn.effects

    def patient_wrote(self) -> None:
        """A message of the patient stands below the screen now."""
        self.newest_is_screen = False

    def wait(self, minutes: float) -> None:
        """Time passes; timers that fall due fire in their order."""
        until = self.now + timedelta(minutes=minutes)
        while due := sorted((at, kind) for kind, at in self.timers.items() if at <= until):
            at, kind = due[0]
            self.now = max(self.now, at)
            del self.timers[kind]
            self.happen(TimerFired(self.stamp(), kind))
        self.now = until

    def _full_slot(self, effects: tuple[Effect, ...]) -> SlotKey | None:
        for effect in effects:
            if isinstance(effect, HoldSlot | FirmSlot) and effect.key != self.held:
                branch = self.clinic.branch(effect.key.branch_id)
                hours = branch.hours(effect.key.mode) if branch else None
                if hours is None or self.taken.get(effect.key, 0) >= hours.capacity:
                    return effect.key
        return None

    def _do(self, effect: Effect) -> None:
        match effect:
            case Show(screen):
                self._show(screen)
            case Say(what, rows, _, _, _, remove):
                if remove:
                    self.keyboard = ()
                self._put(Bubble(self.html(what), rows))
            case Toast(_, what, _, for_staff):
                if what is not None:
                    language = self.clinic.locales[0] if for_staff else self.language
                    self.log.append(f"({words().plain(what, language)})")
            case SendReport(_, _, filename, caption) | SendCalendar(filename, _, caption):
                self._put(Bubble(f"📎 {filename}: {self.html(caption)}"))
            case PutCase(case, card, rows, _, _, shown):
                over = case.state == "resolved"
                # A card of a case that is over may change while another one is open.
                if not over or (self.case is not None and self.case.id == case.id):
                    self.case = None if over else case
                if over:
                    self.past_case = case
                elif self.past_case is not None and self.past_case.id == case.id:
                    # It was opened again.
                    self.past_case = None
                if shown:
                    self._staff(card, rows)
            case TellStaff(what, _) | RemindStaff(_, what) | Escalate(what):
                if isinstance(effect, Escalate):
                    self.log.append("SECOND CHAT:")
                self._staff(what, ())
            case RelayToStaff(_, _, words_, _, edited):
                self.log.append(f"→ staff {'✎ ' if edited else ''}{words_}".rstrip())
            case RelayToPatient(_, said, _, edited):
                self.log.append(
                    f"→ patient {'✎ ' if edited else ''}{self.html(said) if said else ''}".rstrip()
                )
            case HoldSlot(key):
                self._free_hold()
                self.held = key
                self.taken[key] = self.taken.get(key, 0) + 1
            case FirmSlot(key, submission_id):
                if self.held == key:
                    self.held = None
                else:
                    self.taken[key] = self.taken.get(key, 0) + 1
                self.firm[submission_id] = (*self.firm.get(submission_id, ()), key)
            case FreeHold():
                self._free_hold()
            case FreeSlot(submission_id, only):
                mine = self.firm.pop(submission_id)
                assert only is None or only in mine
                for key in mine:
                    if only in (None, key):
                        self.taken[key] -= 1
                self.firm[submission_id] = tuple(key for key in mine if only not in (None, key))
            case KeepChange(submission_id, change):
                self.bookings[submission_id] = replace(self.bookings[submission_id], change=change)
            case Amend(submission):
                self.bookings[submission.id] = replace(self.bookings[submission.id], submission=submission)
            case Submit(submission):
                known = self.bookings.get(submission.id)
                assert known is None or known.state == "failed"
                self.bookings[submission.id] = Booking(submission, "requested")
                if submission.phase == "lead":
                    self.log.append(f"(a lead goes out: {submission.first_name}, {submission.instructions})")
            case SettleSubmission(submission_id, state, lab_id):
                booking = self.bookings[submission_id]
                self.bookings[submission_id] = replace(booking, state=state, lab_id=lab_id)
            case NoteCollected(submission_id):
                booking = self.bookings[submission_id]
                self.bookings[submission_id] = replace(booking, collected_at=self.now)
            case NoteReport(submission_id, report_id, _, bill_id, done):
                booking = self.bookings[submission_id]
                self.bookings[submission_id] = replace(
                    booking,
                    reports=(*booking.reports, report_id),
                    reports_done=(*booking.reports_done, (bill_id, done)),
                )
            case FetchReport():
                self.log.append("(the report's file is fetched)")
            case SavePerson(person):
                self.people[person.id] = person
            case SetTimer(kind, due):
                self.timers[kind] = due
            case DropTimer(kind):
                self.timers.pop(kind, None)
            case AskLogin(_, step, secret):
                self.log.append(f"(asked of the lab: {step} {secret})")
            case EndLogin():
                self.log.append("(nothing is left of the login)")
            case EraseChat():
                self.people.clear()
            case NoteProspect(prospect):
                self.prospects[prospect.id] = prospect
            case DropProspect(prospect_id):
                del self.prospects[prospect_id]
            case RecordConsent() | Journey() | NoteMiss() | TryAgain():
                pass

    def _free_hold(self) -> None:
        if self.held is not None:
            self.taken[self.held] -= 1
            self.held = None

    def _show(self, screen: Screen) -> None:
        bubble = Bubble(
            self.html(screen.text),
            screen.rows,
            tuple(tuple(self.plain(button.label) for button in row) for row in screen.reply),
            screen.question,
            screen.revision,
        )
        if bubble.reply:
            self.keyboard = bubble.reply
        # An edit cannot bring a reply keyboard, nor take one away.
        edits = self.newest_is_screen and not bubble.reply and not (self.screen and self.screen.reply)
        bubble.edited = edits
        if edits:
            self.bubbles[-1] = bubble
            self._write(bubble)
        else:
            self._put(bubble)
        self.screen, self.newest_is_screen = bubble, True

    def _put(self, bubble: Bubble) -> None:
        self.bubbles.append(bubble)
        self.new_messages += 1
        self.newest_is_screen = False
        self._write(bubble)

    def _write(self, bubble: Bubble) -> None:
        self.log.append(("✎ " if bubble.edited else "") + bubble.html)
        for row in bubble.rows:
            self.log.append(" ".join(f"[{self.plain(button.label)}]" for button in row))
        for labels in bubble.reply:
            self.log.append(" ".join(f"⌨[{label}]" for label in labels))

    def _staff(self, what: Text, rows: Rows) -> None:
        self.card_rows = rows or self.card_rows
        staff_language = self.clinic.locales[0]
        told = words().html(what, staff_language)
        self.log.extend(f"STAFF {line}" for line in told.split("\n"))
        for row in rows:
            self.log.append(
                "STAFF " + " ".join(f"[{words().plain(button.label, staff_language)}]" for button in row)
            )

    def html(self, what: Text | str) -> str:
        return words().html(what, self.language)

    def plain(self, what: Text | str) -> str:
        return words().plain(what, self.language)

    def button(self, label: str) -> QuestionButton | None:
        """The question button of the open screen whose label begins with these words."""
        if self.screen is None:
            return None
        buttons = [b for row in self.screen.rows for b in row if isinstance(b, QuestionButton)]
        return next((b for b in buttons if self.plain(b.label).startswith(label)), None)
