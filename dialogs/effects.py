"""What a turn wants done: a closed union of frozen values, carried out by the shell in the turn's own commit.

What goes to a chat becomes rows of the outbox, in the order given here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dialogs.case import Case
from dialogs.money import NOTHING, Paise
from dialogs.person import SavedPerson
from dialogs.prospect import Prospect
from dialogs.screen import Rows, Screen
from dialogs.slots import SlotKey
from dialogs.submission import Change, State, Submission
from dialogs.text import Text


@dataclass(frozen=True, slots=True)
class Show:
    """The open question. Edited in place while its message is the newest of the chat, else sent anew."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Say:
    """A message of its own, always new. `unsolicited` ones wait for the bot's overall limit; a `fleeting` one
    is sent at most once and not after `latest`. `remove_keyboard` takes a reply keyboard away."""

    text: Text
    rows: Rows = ()
    unsolicited: bool = False
    fleeting: bool = False
    latest: datetime | None = None
    remove_keyboard: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a button press, a line over the chat. Every press gets one, an empty one if need be; one
    `for_staff` is in their language."""

    query_id: str
    text: Text | None = None
    alert: bool = False
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class SendReport:
    """The report's file, from our store to the patient's chat."""

    file_id: str
    report_id: str
    filename: str
    caption: Text


@dataclass(frozen=True, slots=True)
class SendCalendar:
    """An `.ics` file for the patient's own calendar."""

    filename: str
    content: str
    caption: Text


@dataclass(frozen=True, slots=True)
class PutCase:
    """A case as it is now, and its card, in the staff's language: sent once, then edited in place. `topic` names its
    topic where the staff's group is a forum. Where the card says nothing new it is not `shown` again. With `danger`
    nothing goes before it."""

    case: Case
    card: Text
    rows: Rows
    topic: Text
    urgent: bool = False
    shown: bool = True
    danger: bool = False


@dataclass(frozen=True, slots=True)
class TellStaff:
    """A line to the staff; under the card when there is a case. With `danger` nothing goes before it."""

    text: Text
    case_id: str | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class RemindStaff:
    """Something has waited too long with the staff: `text` goes under the card of the case. Where many wait, one
    message names each by its `line`, and each `who` once."""

    case_id: str
    text: Text
    line: Text
    who: Text


@dataclass(frozen=True, slots=True)
class Escalate:
    """A line to the second chat of the staff, if there is one: what was missed twice."""

    text: Text


@dataclass(frozen=True, slots=True)
class RelayToStaff:
    """A message of the patient for the staff, under the card of the case: its `words`, or a copy of it when it is no
    text. `reply_to` is the message of the patient's chat that it answers; an `edited` one was relayed before. `caption`
    is what stands under a copy, and `None` for what can have no words under it."""

    case_id: str
    message_id: int
    words: str = ""
    reply_to: int | None = None
    edited: bool = False
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class RelayToPatient:
    """A message of the staff chat for the patient: `said` is how its words are put, or it is copied when it is no
    text. `reply_to` is the message of the staff chat that it answers; an `edited` one changes what was relayed, or
    (without `said`) the `caption` of it."""

    message_id: int
    said: Text | None = None
    reply_to: int | None = None
    edited: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Has what was set aside under `poison_id` handled once more."""

    poison_id: str


@dataclass(frozen=True, slots=True)
class HoldSlot:
    """Claims the slot for this chat for 15 minutes and frees any other it holds. Full: the turn is thrown
    away and the conversation gets `SlotTaken`."""

    key: SlotKey


@dataclass(frozen=True, slots=True)
class FirmSlot:
    """Makes the chat's hold firm for a submission (claiming it again if it has lapsed). Full: as above."""

    key: SlotKey
    submission_id: str


@dataclass(frozen=True, slots=True)
class FreeHold:
    """Lets go of whatever slot the chat merely holds."""


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """Gives back the firm slots of a submission that will not happen; with `key`, that one alone."""

    submission_id: str
    key: SlotKey | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """Stores the submission as `requested`; the lab lane takes it from there."""

    submission: Submission


@dataclass(frozen=True, slots=True)
class SettleSubmission:
    """The new state of a submission, after what the lab or the staff said."""

    submission_id: str
    state: State
    lab_id: str = ""


@dataclass(frozen=True, slots=True)
class KeepChange:
    """What is asked of a booking from here on; `None` when nothing is any more."""

    submission_id: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Amend:
    """The submission as it is after the staff have changed it in the lab's system. What was sent stays on record."""

    submission: Submission


@dataclass(frozen=True, slots=True)
class NoteCollected:
    """Remembers that the sample of a booking has been taken."""

    submission_id: str


@dataclass(frozen=True, slots=True)
class NoteReport:
    """Remembers that a set of completed reports was announced, where its file is, of which bill, and how many tests
    of that it has."""

    submission_id: str
    report_id: str
    url: str = ""
    bill_id: str = ""
    done: int = 0


@dataclass(frozen=True, slots=True)
class FetchReport:
    """Has the file of a report fetched; `ReportFetched` comes back. Without `url` it is where it was said to be when
    it was announced. `anew`: a file that was fetched before counts, too."""

    submission_id: str
    report_id: str
    url: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class AskLogin:
    """Asks the lab for the next step of a login for old reports; `LoginAnswered` comes back. `secret` is the number
    that a code is to be sent to, the code to check, or our short name of the report wanted."""

    login_id: str
    step: Literal["send", "check", "file"]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndLogin:
    """Erases whatever is kept of the chat's login."""


@dataclass(frozen=True, slots=True)
class SavePerson:
    person: SavedPerson


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """The notice that was agreed to, in which language, by what act."""

    notice_version: str
    language: str
    given: bool


@dataclass(frozen=True, slots=True)
class SetTimer:
    """One timer a chat and kind: setting it again moves it."""

    kind: str
    due: datetime


@dataclass(frozen=True, slots=True)
class DropTimer:
    kind: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A step of the patient's way, for the clinic's figures: no personal data in it. `amount` is the money that goes
    with it; a step made again for the same `once` (a submission, a case) counts once."""

    step: str
    campaign: str = ""
    branch_id: str = ""
    amount: Paise = NOTHING
    once: str = ""


@dataclass(frozen=True, slots=True)
class NoteMiss:
    """Words that were not understood, for the clinic to learn from: kept without who said them."""

    question: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class NoteProspect:
    """Has the leads system beside the lab told of a patient who may book, as things stand now."""

    prospect: Prospect


@dataclass(frozen=True, slots=True)
class DropProspect:
    """Has the leads system forget a patient who may no longer be called."""

    prospect_id: str


@dataclass(frozen=True, slots=True)
class EraseChat:
    """Erases what is kept of the patient in this chat, beyond what the law keeps."""


OutboxEffect = (
    Show
    | Say
    | Toast
    | SendReport
    | SendCalendar
    | PutCase
    | TellStaff
    | RemindStaff
    | Escalate
    | RelayToStaff
    | RelayToPatient
)
RecordEffect = (
    HoldSlot
    | FirmSlot
    | FreeHold
    | FreeSlot
    | Submit
    | SettleSubmission
    | KeepChange
    | Amend
    | NoteCollected
    | NoteReport
    | FetchReport
    | AskLogin
    | EndLogin
    | SavePerson
    | RecordConsent
    | SetTimer
    | DropTimer
    | Journey
    | NoteMiss
    | TryAgain
    | NoteProspect
    | DropProspect
    | EraseChat
)
Effect = OutboxEffect | RecordEffect

TimerKind = Literal["nudge", "card", "lead", "login", "unconsented"]
