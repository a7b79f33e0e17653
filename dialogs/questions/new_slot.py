"""Another day and time for a booking: the question of day and slot, with the present one marked."""

from dataclasses import replace

from dialogs.order import booked, branch_of
from dialogs.outcome import slot_said
from dialogs.question import Answer, Chosen, Heard, Leave, Look, Prompt, Reading, Typed
from dialogs.questions import slot
from dialogs.questions.slot import SLOT, WISH, code, free_slots
from dialogs.scene import Scene
from dialogs.screen import Button, QuestionButton
from dialogs.slots import SlotKey
from dialogs.text import text
from dialogs.understanding.keeping import read_keeping


def present(scene: Scene) -> SlotKey | None:
    """The slot that the booking has now."""
    known = booked(scene)
    return known.submission.slot_key if known is not None else None


def ask(scene: Scene) -> Prompt:
    known, key, prompt = booked(scene), present(scene), slot.ask(scene)
    if known is None or key is None:
        return prompt
    marked = tuple(tuple(_marked(button, code(key)) for button in row) for row in prompt.rows)
    chosen = slot.slot_of(scene)
    if chosen is None or not is_answered(scene):
        rows = (*marked, (QuestionButton(text("move-keep"), "slot", "keep"),))
    else:
        rows = marked
    if scene.view or not free_slots(scene):
        return replace(prompt, rows=rows)
    sent, branch = known.submission, branch_of(scene)
    if rows is marked and chosen is not None and branch is not None:
        # Looked at again from the review: "keep it" is then what was chosen there.
        return replace(prompt, text=text("move-ask-again", slot=slot.slot_text(chosen, branch)), rows=rows)
    body = text("move-ask", reference=sent.reference, slot=slot_said(scene, sent))
    return replace(prompt, text=body, rows=rows)


def _marked(button: Button, present: str) -> Button:
    if isinstance(button, QuestionButton) and button.value == present:
        return replace(button, label=text("move-present", slot=button.label))
    return button


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("keep"):
            return Leave()
        case Typed(said, sentence) if sentence.when is None and read_keeping(said) == "keep":
            return Leave()
        case _:
            pass
    reading = slot.hear(scene, heard)
    if isinstance(reading, Answer) and _same(scene, reading):
        return Look((), text("move-same"))
    return reading


def settle(scene: Scene) -> Answer | None:
    reading = slot.settle(scene)
    if reading is not None and _same(scene, reading):
        return Answer(scene.draft.drop(WISH), (text("move-same"),))
    return reading


def _same(scene: Scene, answer: Answer) -> bool:
    return answer.draft.get(SLOT) is not None and answer.draft.get(SLOT) == present(scene)


def is_answered(scene: Scene) -> bool:
    return slot.is_answered(scene) and scene.draft.get(SLOT) != present(scene)


QUESTION = replace(slot.QUESTION, ask=ask, hear=hear, settle=settle, answered=is_answered, depends_on=())
