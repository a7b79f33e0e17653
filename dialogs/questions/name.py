"""The patient's name, asked only when it was not said with the rest."""

from dialogs.question import Answer, Heard, Look, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.person import AGE, GENDER, NAME, WHO, age_text, says_a_person, with_described
from dialogs.scene import Scene
from dialogs.text import Text, commas, text
from dialogs.understanding.name import read_name
from dialogs.understanding.scripts import latin_name
from dialogs.understanding.sentence import read_person

LONGEST = 80


def ask(scene: Scene) -> Prompt:
    return Prompt(text("name-ask"), placeholder=text("name-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    if not isinstance(heard, Typed):
        return Unclear()
    said = read_person(heard.text, scene.local_now)
    draft = with_described(scene.draft, said) if says_a_person(said) else scene.draft
    name = read_name(heard.text) or said.name
    who = scene.draft.get(WHO)
    if name is None and said.relation is not None and who is not None and said.relation == who.relation:
        # "Now for my wife": it is known whose name is wanted.
        return Look(())
    if name is None or not fits(name):
        return Unclear(text("name-wrong"))
    return Answer(draft.put(NAME, name))


def fits(name: str) -> bool:
    """Two letters or more in any script, 80 characters at most, and something to send in Latin letters."""
    return (
        len(name) <= LONGEST
        and sum(character.isalpha() for character in name) >= 2
        and sum(character.isalpha() for character in latin_name(name)) >= 2
    )


def summary(scene: Scene, name: str) -> Text:
    age, gender = scene.draft.get(AGE), scene.draft.get(GENDER)
    latin = latin_name(name)
    about = [
        text("person-name", name=name) if latin == name else text("person-latin", name=name, latin=latin)
    ]
    if age is not None:
        about.append(age_text(age))
    if gender is not None:
        about.append(text(f"gender-{gender}"))
    return text("person-summary", about=commas(*about))


QUESTION = Question(key=NAME, ask=ask, hear=hear, summary=summary, wants="words")
