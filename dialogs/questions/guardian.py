"""For a patient under 18: the adult who books and will be at home."""

from dataclasses import dataclass
from typing import cast, get_args

from dialogs.draft import Key
from dialogs.question import Answer, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.person import AGE, NAME
from dialogs.scene import Scene
from dialogs.text import Text, text
from dialogs.understanding.name import read_name
from dialogs.understanding.readings import Age, Relation
from dialogs.understanding.relation import read_relation
from dialogs.understanding.sentence import read_person


@dataclass(frozen=True, slots=True)
class Guardian:
    """The adult, and what the adult is to the child."""

    name: str
    relation: Relation | None = None


GUARDIAN: Key[Guardian] = Key("guardian", Guardian, personal=True)


def is_minor(age: Age | None) -> bool:
    return age is not None and (age.unit != "years" or age.value < 18)


def ask(scene: Scene) -> Prompt:
    child = scene.draft.get(NAME)
    return Prompt(text("guardian-ask", name=child or ""), placeholder=text("guardian-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    if not isinstance(heard, Typed):
        return Unclear()
    said = read_person(heard.text, scene.local_now)
    name = said.name or read_name(heard.text)
    relation = said.relation or read_relation(heard.text)
    if name is None:
        return Unclear(text("guardian-wrong"))
    if relation not in get_args(Relation) or relation == "self":
        relation = None
    return Answer(scene.draft.put(GUARDIAN, Guardian(name, cast("Relation | None", relation))))


def summary(scene: Scene, guardian: Guardian) -> Text:
    return text("guardian-summary", name=guardian.name)


def instruction(scene: Scene, guardian: Guardian) -> str:
    relation = (guardian.relation or "").replace("_", " ")
    return f"adult at home: {guardian.name}{', ' + relation if relation else ''}"


QUESTION = Question(
    key=GUARDIAN,
    ask=ask,
    hear=hear,
    applies=lambda scene: is_minor(scene.draft.get(AGE)),
    summary=summary,
    instruction=instruction,
    wants="words",
)
