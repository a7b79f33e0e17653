"""The patient's gender, which some results are read by; nobody has to say it."""

from typing import cast, get_args

from dialogs.question import Answer, Chosen, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.person import GENDER
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import text
from dialogs.understanding.gender import read_gender
from dialogs.understanding.readings import Gender


def ask(scene: Scene) -> Prompt:
    return Prompt(
        text("gender-ask"),
        (
            (
                QuestionButton(text("gender-female"), "gender", "female"),
                QuestionButton(text("gender-male"), "gender", "male"),
            ),
            (
                QuestionButton(text("gender-other"), "gender", "other"),
                QuestionButton(text("gender-undisclosed"), "gender", "undisclosed"),
            ),
        ),
    )


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen(value) if value in get_args(Gender):
            return Answer(scene.draft.put(GENDER, cast(Gender, value)))
        case Typed(said, _):
            gender = read_gender(said)
            return Unclear() if gender is None else Answer(scene.draft.put(GENDER, gender))
        case _:
            return Unclear()


QUESTION = Question(key=GENDER, ask=ask, hear=hear)
