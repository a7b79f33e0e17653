"""Why a booking is cancelled: by a button or in words, and nobody has to say."""

from typing import Final

from dialogs.draft import Key
from dialogs.order import booked
from dialogs.outcome import slot_said
from dialogs.question import Answer, Chosen, Heard, Leave, Prompt, Question, Reading, Typed, Unclear
from dialogs.scene import Scene
from dialogs.screen import ObjectButton, QuestionButton, Rows
from dialogs.text import Text, text
from dialogs.understanding.choice import read_choice
from dialogs.understanding.keeping import read_keeping, says_keep

REASON: Key[str] = Key("reason", str, personal=True)
REASONS: Final = ("away", "unneeded", "price", "elsewhere")
LONGEST = 200
_NO: Final = frozenset(("no", "nahi", "nahin", "nhi", "नहीं", "नही", "no reason"))
"""To the question for a reason these say that there is none."""


def reason_text(reason: str) -> Text | str:
    """A known reason in words; the patient's own as they are."""
    return text(f"reason-{reason}") if reason in REASONS else reason


def ask(scene: Scene) -> Prompt:
    known = booked(scene)
    rows: Rows = tuple((QuestionButton(text(f"reason-{each}"), "reason", each),) for each in REASONS)
    rows = (*rows, (QuestionButton(text("reason-none"), "reason", "none"),))
    if known is None:
        return Prompt(text("reason-ask-short"), rows)
    sent = known.submission
    if known.state == "confirmed" and sent.slot is not None:
        rows = ((ObjectButton(text("reason-move-instead"), "change", sent.id, "primary"),), *rows)
    rows = (*rows, (QuestionButton(text("drop-keep"), "reason", "keep"),))
    body = text("reason-ask", reference=sent.reference, slot=slot_said(scene, sent))
    return Prompt(body, rows, placeholder=text("reason-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("keep"):
            return Leave()
        case Chosen("none"):
            reason = ""
        case Chosen(value) if value in REASONS:
            reason = value
        case Typed(said, _):
            number, words = read_choice(said), " ".join(said.split())
            if number is not None and number <= len(REASONS):
                reason = REASONS[number - 1]
            elif not any(character.isalnum() for character in words):
                return Unclear()
            elif len(words) > LONGEST:
                return Unclear(text("reason-too-long", most=LONGEST))
            elif says_keep(said):
                return Leave()
            elif words.casefold() in _NO or read_keeping(said) == "cancel":
                reason = ""
            else:
                reason = words
        case _:
            return Unclear()
    return Answer(scene.draft.put(REASON, reason))


def summary(scene: Scene, reason: str) -> Text | None:
    return text("reason-summary", reason=reason_text(reason)) if reason else None


QUESTION = Question(key=REASON, ask=ask, hear=hear, summary=summary)
