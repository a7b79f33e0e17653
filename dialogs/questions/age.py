"""The patient's age: years, or months or days of an infant, or a date of birth."""

from dialogs.question import Answer, Chosen, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.person import AGE, with_described
from dialogs.scene import Scene
from dialogs.text import text
from dialogs.understanding.age import read_age
from dialogs.understanding.sentence import read_person


def ask(scene: Scene) -> Prompt:
    return Prompt(text("age-ask"), placeholder=text("age-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Typed(said, _):
            age = read_age(said, scene.local_now)
            person = read_person(said, scene.local_now)
            age = age or person.age
            if age is None:
                return Unclear(text("age-wrong"))
            tells_more = person.gender is not None or person.relation is not None
            draft = with_described(scene.draft, person) if tells_more else scene.draft
            return Answer(draft.put(AGE, age))
        case Chosen(_) | _:
            return Unclear()


QUESTION = Question(key=AGE, ask=ask, hear=hear)
