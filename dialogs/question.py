"""A question: how it is asked, how an answer is read, and which answers it depends on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dialogs.case import Cause
from dialogs.draft import Draft, Key
from dialogs.scene import Scene
from dialogs.screen import ReplyButton, Rows
from dialogs.text import Text
from dialogs.understanding.readings import Sentence


@dataclass(frozen=True, slots=True)
class Typed:
    """Words of the patient, and what the whole sentence says."""

    text: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of a pressed button."""

    value: str


@dataclass(frozen=True, slots=True)
class GaveContact:
    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class GaveLocation:
    latitude: float
    longitude: float


Heard = Typed | Chosen | GaveContact | GaveLocation


@dataclass(frozen=True, slots=True)
class Answer:
    """Read: the draft with the answer in it. `said_back` tells what was understood; `view` is how the question
    is seen next, should it still be open."""

    draft: Draft
    said_back: tuple[Text, ...] = ()
    view: tuple[str, ...] = ()
    consents: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Not an answer: the same question seen another way (results, a page)."""

    view: tuple[str, ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not an answer to this question. `reason` helps, where there is one better than "I did not understand"."""

    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another question is to be answered again."""

    question: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person of the clinic is needed; `words` say about what."""

    cause: Cause
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """The patient confirmed."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The patient gives up what the task is about: everything stays as it is."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The patient will not answer this question: it goes on without."""


Reading = Answer | Look | Unclear | GoTo | HandOver | Finish | Leave | Declined


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question in words, with its own buttons; what every screen has is added around it."""

    text: Text
    rows: Rows = ()
    reply: tuple[tuple[ReplyButton, ...], ...] = ()
    placeholder: Text | None = None


def always(_: Scene) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class NoLonger:
    """An answer that does not hold any more: why, and what is kept of it (`None`: nothing)."""

    reason: Text
    keep: Any = None


def never(_: Scene) -> bool:
    return False


def keeps(_: Scene, __: Any) -> NoLonger | None:
    return None


def unsettled(_: Scene) -> Answer | None:
    return None


def unsaid(_: Scene, __: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a task.

    `applies` says whether it is asked at all; `depends_on` names the questions after whose change `recheck`
    looks at the kept answer again. `settle` answers from what was said earlier, before anything is asked.
    `summary` is its line in the
    review, `instruction` its English part of the note for the lab. `wants` says what kind of words answer it:
    `words` are free (an address), so common questions are looked for first; with `takes_anything` whatever is
    typed now is the answer (a note).
    """

    key: Key[Any]
    ask: Callable[[Scene], Prompt]
    hear: Callable[[Scene, Heard], Reading]
    applies: Callable[[Scene], bool] = always
    answered: Callable[[Scene], bool] | None = None
    depends_on: tuple[str, ...] = ()
    recheck: Callable[[Scene, Any], NoLonger | None] = keeps
    settle: Callable[[Scene], Answer | None] = unsettled
    summary: Callable[[Scene, Any], Text | None] = unsaid
    instruction: Callable[[Scene, Any], str | None] = unsaid
    wants: Literal["choice", "words"] = "choice"
    takes_anything: Callable[[Scene], bool] = never

    @property
    def name(self) -> str:
        return self.key.name

    def is_answered(self, scene: Scene) -> bool:
        return self.answered(scene) if self.answered else scene.draft.get(self.key) is not None
