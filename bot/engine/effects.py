"""What a turn wants done, made ready for one commit: parcels for the outbox, and writes of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Final, assert_never

from sqlalchemy import Connection

from bot.engine import contents
from bot.engine.rendering import message_bubble, question_bubble
from bot.engine.site import Site
from bot.store import (
    cases,
    consents,
    inbox,
    journey,
    misses,
    overrides,
    people,
    poison,
    prospects,
    refused_hosts,
    report_logins,
    reports,
    slots,
    submissions,
    timers,
)
from bot.store.inbox import Arrival, InboxRow
from bot.store.outbox import Parcel
from bot.store.sealing import Sealer
from bot.telegram.again import Again
from bot.telegram.outgoing import AnswerPress, Bubble
from dialogs.conversation import Turn
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
from dialogs.slots import SlotKey
from dialogs.text import text
from dialogs.words import Words

_BESIDE: Final = (
    SetTimer | DropTimer | Journey | NoteMiss | RecordConsent | FetchReport | NoteProspect | DropProspect
)
"""What changes nothing of the world that a turn sees."""
_QUESTION_USEFUL: Final = timedelta(hours=24)
_MESSAGE_USEFUL: Final = timedelta(days=7)
_FLEETING_USEFUL: Final = timedelta(hours=1)
_REPORT_USEFUL: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel with what is in it."""

    parcel: Parcel
    contents: contents.Contents


@dataclass(frozen=True, slots=True)
class Wishes:
    """A turn's effects: letters to the patient and to the staff, answers to presses, and what the commit writes."""

    to_patient: tuple[Letter, ...]
    to_staff: tuple[Letter, ...]
    to_second_chat: tuple[Letter, ...]
    toasts: tuple[AnswerPress, ...]
    records: tuple[Effect, ...]


def wishes_of(
    turn: Turn,
    site: Site,
    words: Words,
    chat_id: int,
    now: datetime,
    sendable: Mapping[int, Again],
) -> Wishes:
    """The effects of a turn in words: the patient's language, and the clinic's first for the staff.

    Of several questions only the last is kept. `sendable` are those of the messages which the turn is about that can be
    sent again. Raises `TextMissing` and `CallbackDataUnfit`.
    """
    clinic = site.clinic
    spoken = turn.conversation.language
    language = spoken if spoken in clinic.locales else clinic.locales[0]
    revision = turn.conversation.revision
    to_patient: list[Letter] = []
    to_staff: list[Letter] = []
    to_second_chat: list[Letter] = []
    toasts: list[AnswerPress] = []
    records: list[Effect] = []

    def patient(content: contents.Contents, useful: timedelta) -> None:
        to_patient.append(letter(content, now, now + useful))

    def staff(content: contents.Contents) -> None:
        to_staff.append(letter(content, now, now + _MESSAGE_USEFUL, about_chat_id=chat_id))

    for effect in turn.effects:
        match effect:
            case Show(screen):
                to_patient[:] = [
                    each for each in to_patient if not isinstance(each.contents, contents.Question)
                ]
                patient(contents.Question(question_bubble(words, language, screen)), _QUESTION_USEFUL)
            case Say():
                bubble = message_bubble(
                    words,
                    language,
                    effect.text,
                    effect.rows,
                    revision,
                    remove_keyboard=effect.remove_keyboard,
                )
                useful = _FLEETING_USEFUL if effect.fleeting else _MESSAGE_USEFUL
                to_patient.append(
                    letter(
                        contents.Message(bubble),
                        now,
                        effect.latest or now + useful,
                        unsolicited=effect.unsolicited,
                        fleeting=effect.fleeting,
                    )
                )
            case Toast(query_id, said, alert, for_staff):
                spoken = site.staff_language if for_staff else language
                toasts.append(
                    AnswerPress(query_id, words.plain(said, spoken) if said is not None else "", alert)
                )
            case SendReport():
                caption = words.html(effect.caption, language)
                to_patient.append(
                    letter(
                        contents.Report(effect.file_id, effect.filename, caption),
                        now,
                        now + _REPORT_USEFUL,
                        unsolicited=True,
                    )
                )
            case SendCalendar():
                caption = words.html(effect.caption, language)
                patient(contents.TextFile(effect.filename, effect.content, caption), _MESSAGE_USEFUL)
            case PutCase(case, card, rows, topic, urgent, shown, danger):
                if shown:
                    bubble = message_bubble(words, site.staff_language, card, rows, revision)
                    named = words.plain(topic, site.staff_language)
                    over, claimed = case.state == "resolved", case.state == "claimed"
                    staff(contents.Card(case.id, bubble, named, urgent, over, claimed, danger))
                records.append(effect)
            case Escalate(told):
                escalated = contents.Message(Bubble(words.html(told, site.staff_language)))
                to_second_chat.append(letter(escalated, now, now + _MESSAGE_USEFUL))
            case TellStaff(told, case_id, danger):
                message = Bubble(words.html(told, site.staff_language))
                staff(contents.Message(message, case_id or "", danger=danger))
            case RemindStaff(case_id, told, line, who):
                under_card, in_list, whom = (
                    words.html(each, site.staff_language) for each in (told, line, who)
                )
                staff(contents.Reminder(Bubble(under_card), case_id, in_list, whom))
            case RelayToStaff(case_id, message_id, "", reply_to, caption=caption):
                under = None if caption is None else escape(caption, quote=False)
                staff(contents.Copy(message_id, case_id, reply_to, under, sendable.get(message_id)))
            case RelayToStaff(case_id, message_id, told, reply_to, edited):
                line = text("line-edited" if edited else "line-patient", words=told)
                staff(
                    contents.Line(
                        case_id, message_id, words.html(line, site.staff_language), reply_to, edited
                    )
                )
            case RelayToPatient():
                patient(_relayed(effect, words, language, sendable), _MESSAGE_USEFUL)
            case (
                HoldSlot()
                | FirmSlot()
                | FreeHold()
                | FreeSlot()
                | Submit()
                | SettleSubmission()
                | KeepChange()
                | Amend()
                | NoteCollected()
                | NoteReport()
                | FetchReport()
                | AskLogin()
                | EndLogin()
                | SavePerson()
                | RecordConsent()
                | SetTimer()
                | DropTimer()
                | Journey()
                | NoteMiss()
                | TryAgain()
                | NoteProspect()
                | DropProspect()
                | EraseChat()
            ):
                records.append(effect)
            case _ as never:
                assert_never(never)
    return Wishes(tuple(to_patient), tuple(to_staff), tuple(to_second_chat), tuple(toasts), tuple(records))


def _relayed(
    effect: RelayToPatient, words: Words, language: str, sendable: Mapping[int, Again]
) -> contents.Contents:
    if effect.said is not None:
        bubble = Bubble(words.html(effect.said, language))
        return contents.Reply(effect.message_id, bubble, effect.reply_to, effect.edited)
    if effect.edited:
        return contents.Caption(effect.message_id, words.html(effect.caption, language))
    again = sendable.get(effect.message_id)
    return contents.Copy(effect.message_id, reply_to=effect.reply_to, again=again)


def letter(
    content: contents.Contents,
    now: datetime,
    latest_useful: datetime,
    *,
    unsolicited: bool = False,
    fleeting: bool = False,
    about_chat_id: int = 0,
) -> Letter:
    parcel = Parcel(
        contents.kind_of(content),
        contents.contents_to_json(content),
        now,
        latest_useful,
        unsolicited,
        fleeting,
        about_chat_id,
    )
    return Letter(parcel, content)


def changes_world(records: Iterable[Effect]) -> bool:
    """Whether the next turn of the chat sees another world than this one did."""
    return any(not isinstance(effect, _BESIDE) for effect in records)


def claims_of(records: Iterable[Effect]) -> bool:
    """Whether these writes may change how much of a slot is taken."""
    return any(
        isinstance(effect, HoldSlot | FirmSlot | FreeHold | FreeSlot | EraseChat) for effect in records
    )


def write(
    connection: Connection,
    sealer: Sealer,
    site: Site,
    chat_id: int,
    turn_number: int,
    records: Sequence[Effect],
    now: datetime,
    hold: timedelta,
) -> list[InboxRow]:
    """Writes what a turn wants written, in its commit; rows that this puts into inboxes. Raises `SlotFull`."""
    clinic = site.clinic.id
    again: list[InboxRow] = []
    steps = [effect for effect in records if isinstance(effect, Journey)]
    if steps:
        journey.record(connection, sealer, clinic, chat_id, turn_number, steps, now)
    for effect in records:
        match effect:
            case HoldSlot(key):
                capacity = _capacity(connection, site, key)
                slots.hold(connection, clinic, chat_id, key, capacity, now, now + hold)
            case FirmSlot(key, submission_id):
                capacity = _capacity(connection, site, key)
                slots.firm(connection, clinic, chat_id, key, submission_id, capacity, now)
            case FreeHold():
                slots.free_hold(connection, clinic, chat_id)
            case FreeSlot(submission_id, only):
                slots.free_firm(connection, clinic, submission_id, only)
            case Submit(submission):
                submissions.add(connection, sealer, clinic, chat_id, submission)
            case SettleSubmission(submission_id, state, lab_id):
                submissions.settle(connection, clinic, submission_id, state, lab_id)
            case KeepChange(submission_id, change):
                submissions.keep_change(connection, sealer, clinic, submission_id, change)
            case Amend(submission):
                submissions.amend(connection, sealer, clinic, submission)
            case NoteCollected(submission_id):
                submissions.collected(connection, clinic, submission_id, now)
            case NoteReport(submission_id, report_id, url, bill_id, done):
                reports.announce(
                    connection, sealer, clinic, chat_id, submission_id, report_id, url, bill_id, done, now
                )
            case FetchReport(submission_id, report_id, url, anew):
                reports.want(
                    connection, sealer, clinic, chat_id, submission_id, report_id, url, now, anew=anew
                )
            case AskLogin(login_id, "send", phone):
                report_logins.begin(connection, sealer, clinic, chat_id, login_id, phone, now)
            case AskLogin():
                _ask_login(connection, sealer, clinic, chat_id, effect, now)
            case EndLogin():
                report_logins.end(connection, clinic, chat_id)
            case SavePerson(person):
                people.save(connection, sealer, clinic, chat_id, person, now)
            case RecordConsent(notice_version, language, given):
                consents.record(
                    connection,
                    clinic,
                    chat_id,
                    turn_number,
                    at=now,
                    notice_version=notice_version,
                    language=language,
                    given=given,
                )
            case SetTimer(kind, due):
                timers.set_timer(connection, timers.Timer(clinic, chat_id, kind, due))
            case DropTimer(kind):
                timers.drop(connection, clinic, chat_id, kind)
            case PutCase(case, urgent=urgent):
                cases.put(connection, sealer, clinic, chat_id, case, urgent, now)
                if any(task.cause == "report_problem" for task in case.tasks):
                    refused_hosts.follow(connection, clinic, chat_id, case, now)
            case TryAgain(poison_id):
                again.extend(_again(connection, sealer, clinic, poison_id, now))
            case NoteProspect(prospect):
                prospects.note(connection, sealer, clinic, chat_id, prospect, now)
            case DropProspect(prospect_id):
                prospects.drop(connection, clinic, prospect_id, now)
            case EraseChat():
                _erase(connection, clinic, chat_id, now)
            case NoteMiss(question, words, language):
                misses.note(
                    connection, sealer, clinic, question=question, words=words, language=language, at=now
                )
            case Journey():
                pass
            case Show() | Say() | Toast() | SendReport() | SendCalendar():
                raise AssertionError("what is sent is no record")
            case TellStaff() | RemindStaff() | Escalate() | RelayToStaff() | RelayToPatient():
                raise AssertionError("what is sent is no record")
            case _ as never:
                assert_never(never)
    return again


def _again(
    connection: Connection, sealer: Sealer, clinic: str, poison_id: str, now: datetime
) -> list[InboxRow]:
    """What was set aside goes to its chat once more, as if it came now."""
    found = poison.take_again(connection, sealer, clinic, poison_id, now)
    if found is None or found.payload is None:
        return []
    arrival = Arrival("again", poison_id, found.kind, found.payload, now, found.seed)
    return inbox.add(connection, sealer, clinic, found.chat_id, [arrival])


def _ask_login(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, effect: AskLogin, now: datetime
) -> None:
    """The next step of the login that the chat has, while it lasts."""
    login = report_logins.login(connection, sealer, clinic, chat_id, now)
    if login is None or login.login_id != effect.login_id:
        return
    if effect.step == "check":
        secrets = replace(login.secrets, code=effect.secret)
        report_logins.go_on(connection, sealer, login, "check", secrets, next_at=now)
    else:
        secrets = replace(login.secrets, wanted=effect.secret)
        report_logins.go_on(connection, sealer, login, "file", secrets, next_at=now)


def _capacity(connection: Connection, site: Site, key: SlotKey) -> int:
    """Visits that the slot takes now; none where the clinic has no such hours any more."""
    branch = site.clinic.branch(key.branch_id)
    return overrides.capacity_of(connection, site.clinic.id, branch, key) if branch is not None else 0


def _erase(connection: Connection, clinic: str, chat_id: int, now: datetime) -> None:
    """What is kept of the patient goes, but for what was booked, which the law has kept."""
    people.erase(connection, clinic, chat_id)
    prospects.erase(connection, clinic, chat_id, now)
    timers.drop_all(connection, clinic, chat_id)
    slots.free_hold(connection, clinic, chat_id)
    poison.erase(connection, clinic, chat_id)
    reports.erase(connection, now, chat=(clinic, chat_id))
    report_logins.end(connection, clinic, chat_id)
