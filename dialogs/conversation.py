"""The state of one chat, as it is stored between turns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dialogs.draft import Draft
from dialogs.effects import Effect
from dialogs.prospect import Prospect
from dialogs.understanding.readings import Relation

VERSION = 1

Mode = Literal["bot", "waiting", "staff"]
"""Who answers: the bot; the bot while a case waits to be claimed; a staff member."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The last click that brought the patient: the campaign goes to the lab as `source`, `party` names who sent
    them."""

    branch: str = ""
    campaign: str = ""
    item: str = ""
    party: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    notice_version: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen that is open: its question, its revision, and its view (results, a page: not an answer)."""

    question: str
    revision: int
    view: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something the patient is about: an ordered tuple of questions over a draft.

    `focus` is a question chosen for an edit; `id` becomes our key at the lab; `heard` remembers which message
    answered which question, so that an edited message can answer it again; `before` is the draft as it was
    before a correction, until the patient's next act. `cause` says why a lead is wanted of it, where somebody
    asked for one; `back` is the kind of task that this one becomes again when its questions are answered; `led`
    that its lead has gone out.
    """

    kind: str
    draft: Draft = field(default_factory=Draft)
    focus: str | None = None
    id: str = ""
    heard: tuple[tuple[int, str], ...] = ()
    before: Draft | None = None
    cause: str = ""
    back: str = ""
    led: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """`tasks` is a short stack, the last on top. `sent` are confirmed ones that the lab has not settled yet.

    `stumbles` counts texts not understood in a row; `keyboard` says that a reply keyboard is up; `nudged`
    that this booking has had its nudge; `reachable` turns false when the patient blocks the bot;
    `later` are people to book for next; `offer` is a language that the patient seems to write in, `offered` what was
    offered before. `told_staff` are the words with which the staff were called, `told` what the open case has been told of.
    `codes_sent` is when codes for old reports were last asked for.
    """

    version: int = VERSION
    mode: Mode = "bot"
    language: str | None = None
    attribution: Attribution = field(default_factory=Attribution)
    consent: Consent | None = None
    tasks: tuple[Task, ...] = ()
    shown: Shown | None = None
    revision: int = 0
    stumbles: int = 0
    keyboard: bool = False
    nudged: bool = False
    sent: tuple[Task, ...] = ()
    reachable: bool = True
    later: tuple[Relation, ...] = ()
    offer: str = ""
    offered: tuple[str, ...] = ()
    told_staff: str = ""
    told: tuple[str, ...] = ()
    prospects: tuple[Prospect, ...] = ()
    codes_sent: tuple[datetime, ...] = ()

    @property
    def task(self) -> Task | None:
        return self.tasks[-1] if self.tasks else None


@dataclass(frozen=True, slots=True)
class Turn:
    """What `advance` yields: the conversation afterwards, and what is to be done."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
