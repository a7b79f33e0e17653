"""Everything that can happen to a conversation: a closed union of frozen values.

Each carries `stamp`: the moment (aware, UTC), a seed from which the turn makes its fresh ids, and the
language that Telegram names for the sender. A row that is tried again carries the same stamp.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.slots import SlotKey

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Stamp:
    now: datetime
    seed: str
    language_code: str | None = None

    def fresh_id(self, purpose: str, length: int = 10) -> str:
        """A new id for `purpose`: capital letters and digits that cannot be mistaken for each other."""
        number = int.from_bytes(hashlib.blake2b(f"{self.seed}:{purpose}".encode(), digest_size=16).digest())
        letters = []
        for _ in range(length):
            number, rest = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[rest])
        return "".join(letters)


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, with the payload of the deep link if there is one."""

    stamp: Stamp
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command other than `/start`; `name` without the slash, in lower case."""

    stamp: Stamp
    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`reply_to`, here and below: the message of this chat that it answers."""

    stamp: Stamp
    text: str
    message_id: int
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """A message of the patient, changed afterwards. `caption`: the text is the caption of what is no text, which
    answers no question."""

    stamp: Stamp
    text: str
    message_id: int
    caption: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A question button. `query_id` names the press, so that it can be answered."""

    stamp: Stamp
    question: str
    revision: int
    value: str
    query_id: str


@dataclass(frozen=True, slots=True)
class ObjectPressed:
    """A button on a thing, pressed by the patient."""

    stamp: Stamp
    action: str
    object_id: str
    query_id: str


@dataclass(frozen=True, slots=True)
class ContactShared:
    """`own` only if the card is the sender's own and was not forwarded. `phone` as Telegram gave it."""

    stamp: Stamp
    phone: str
    own: bool
    message_id: int
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class LocationShared:
    stamp: Stamp
    latitude: float
    longitude: float
    message_id: int
    reply_to: int | None = None


MediaKind = Literal["photo", "document", "voice", "audio", "video", "sticker", "other"]


@dataclass(frozen=True, slots=True)
class MediaSent:
    """A photo, document, voice note or the like; an album is one event with all its messages."""

    stamp: Stamp
    kind: MediaKind
    message_ids: tuple[int, ...]
    caption: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class TimerFired:
    stamp: Stamp
    kind: str


@dataclass(frozen=True, slots=True)
class LabAnswered:
    """What became of an attempt to store a submission in the lab's system.

    `created` carries the lab's id. `refused` names one of our questions in `question` where it can.
    `unconfirmed` is said once, when an unknown outcome has lasted too long; `duplicate_unclear` is a
    duplicate after an attempt whose outcome was unknown, `duplicate_ours` one that our records know of, `duplicate`
    somebody else's. `not_carried`
    names what the lab's system has no room for, so that a person has to add it there.
    """

    stamp: Stamp
    submission_id: str
    answer: Literal[
        "created",
        "refused",
        "unauthorised",
        "forbidden",
        "duplicate",
        "duplicate_ours",
        "duplicate_unclear",
        "unconfirmed",
        "wrong_phase",
    ]
    lab_id: str = ""
    question: str | None = None
    detail: str = ""
    not_carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookingSeen:
    """The lab's own word (`booking.created`) that an entry with our key exists."""

    stamp: Stamp
    submission_id: str
    lab_id: str = ""


@dataclass(frozen=True, slots=True)
class LeadSeen:
    """The lab's own word (`lead.created`) that an entry with our key exists, as a lead."""

    stamp: Stamp
    submission_id: str
    lab_id: str = ""


@dataclass(frozen=True, slots=True)
class BillSeen:
    """The lab's word of a bill: made, which means that the sample has been taken, or taken back."""

    stamp: Stamp
    submission_id: str
    what: Literal["created", "deleted"]


@dataclass(frozen=True, slots=True)
class ReportAnnounced:
    """The lab says that reports of a bill are done. `report_id` names this set of completed tests."""

    stamp: Stamp
    submission_id: str
    report_id: str
    done: int
    total: int
    complete: bool
    url: str = ""
    bill_id: str = ""


@dataclass(frozen=True, slots=True)
class ReportFetched:
    """The file of a report is here (`file_id` in our store), or cannot be had (`problem`). Of a `host` from which none
    is fetched, `known` says that the staff were told of it, by whichever chat, and `again` that this patient was."""

    stamp: Stamp
    submission_id: str
    report_id: str
    file_id: str = ""
    corrected: bool = False
    problem: Literal["", "refused", "unavailable", "unchanged"] = ""
    host: str = ""
    known: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class HostRefused:
    """One more report, of whichever chat, lies on a host that the staff were told of under this chat's case, about
    `subject`. `sign` is what they find it by; with `here` that one has come after all."""

    stamp: Stamp
    host: str
    subject: str
    sign: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class OldReport:
    """A report in the lab's list of a patient's, under a short name of ours. `ready` says that there is a file."""

    id: str
    bill_id: str
    day: str
    key: str = ""
    name: str = ""
    ready: bool = True


@dataclass(frozen=True, slots=True)
class LoginAnswered:
    """What the lab said of a patient's login for old reports. `file_id` is a report's file in our store; `host` and
    `known` are as of a `ReportFetched`."""

    stamp: Stamp
    login_id: str
    answer: Literal["sent", "unknown_number", "wrong", "expired", "failed", "reports", "file", "no_file"]
    found: tuple[OldReport, ...] = ()
    report_id: str = ""
    file_id: str = ""
    host: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """A slot that the thrown-away turn wanted is full."""

    stamp: Stamp
    key: SlotKey


StaffSaidKind = Literal["text", "contact", "location"] | MediaKind


@dataclass(frozen=True, slots=True)
class StaffSaid:
    """A staff member wrote for the patient: message `message_id` of the staff chat, or a change of it (`edited`).

    `text` is what was written, or the caption of what is no text; `kind` what it is. `reply_to` is the message of the
    staff chat that it answers, and `user_id` who wrote it.
    """

    stamp: Stamp
    case_id: str
    message_id: int
    staff: str
    user_id: int = 0
    text: str = ""
    kind: StaffSaidKind = "text"
    reply_to: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class StaffActed:
    """A staff member pressed a button of a case's card. `staff` is the name that the card shows, `user_id` who it is."""

    stamp: Stamp
    case_id: str
    action: str
    staff: str
    query_id: str
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """The patient blocked the bot, or the account is gone."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Unblocked:
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Reoffered:
    """The bot was away for so long that presses were lost: show the open question again."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Stumbled:
    """An event of this chat could not be handled and was set aside under `poison_id`; `by_patient` if it was theirs.
    With `again`, it can be handled once more."""

    stamp: Stamp
    poison_id: str
    by_patient: bool = True
    again: bool = True


PatientAct = (
    Started | Commanded | Said | Edited | Pressed | ObjectPressed | ContactShared | LocationShared | MediaSent
)
Event = (
    PatientAct
    | TimerFired
    | LabAnswered
    | BookingSeen
    | LeadSeen
    | BillSeen
    | ReportAnnounced
    | ReportFetched
    | HostRefused
    | LoginAnswered
    | SlotTaken
    | StaffSaid
    | StaffActed
    | Blocked
    | Unblocked
    | Reoffered
    | Stumbled
)
