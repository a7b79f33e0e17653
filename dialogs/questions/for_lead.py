"""A question of a booking, asked because a lead needs its answer: whoever will not give it need not."""

from dataclasses import replace

from dialogs.question import Chosen, Declined, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, ReplyButton
from dialogs.text import text
from dialogs.understanding.yes_no import read_yes_no

SKIP = "skip"


def for_lead(question: Question) -> Question:
    """The same question with a way past it, by a tap and by a no."""

    def ask(scene: Scene) -> Prompt:
        prompt = question.ask(scene)
        if prompt.reply:
            return replace(prompt, reply=(*prompt.reply, (ReplyButton(text("lead-skip")),)))
        skip = QuestionButton(text("lead-skip"), question.name, SKIP)
        return replace(prompt, rows=(*prompt.rows, (skip,)))

    def hear(scene: Scene, heard: Heard) -> Reading:
        if heard == Chosen(SKIP):
            return Declined()
        reading = question.hear(scene, heard)
        refused = isinstance(heard, Typed) and read_yes_no(heard.text) is False
        return Declined() if refused and isinstance(reading, Unclear) else reading

    return replace(question, ask=ask, hear=hear)
