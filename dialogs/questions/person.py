"""Who the test is for: a saved person by a tap, else name, age and gender in one ask."""

from dataclasses import dataclass

from dialogs.draft import Draft, Key
from dialogs.order import PINCODE
from dialogs.person import SavedPerson
from dialogs.question import Answer, Chosen, Heard, Look, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.address import ADDRESS, Address
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import Text, text
from dialogs.understanding.readings import Age, Gender, Relation, Sentence
from dialogs.understanding.relation import read_relation
from dialogs.understanding.scripts import latin_name
from dialogs.understanding.sentence import read_person


@dataclass(frozen=True, slots=True)
class Who:
    """A saved person by id, or somebody new; `relation` to whoever holds the phone."""

    saved: str = ""
    relation: Relation | None = None


WHO: Key[Who] = Key("person", Who, personal=True)
NAME: Key[str] = Key("name", str, personal=True)
AGE: Key[Age] = Key("age", Age, personal=True)
GENDER: Key[Gender] = Key("gender", Gender, personal=True)

_MALE = {"father", "husband", "son", "brother", "grandfather", "father_in_law", "uncle"}
_FEMALE = {"mother", "wife", "daughter", "sister", "grandmother", "mother_in_law", "aunt"}


def whose(relation: Relation) -> Text:
    """Whose booking it is, as it is said to whoever holds the phone."""
    if relation == "self":
        return text("whose-self")
    return text("whose-other", person=text(f"relation-{relation}"))


def implied_gender(relation: Relation | None) -> Gender | None:
    if relation in _MALE:
        return "male"
    return "female" if relation in _FEMALE else None


def ask(scene: Scene) -> Prompt:
    if scene.world.people and scene.view != ("new",):
        rows = tuple(
            (
                QuestionButton(
                    text("person-saved", name=person.name, age=age_text(person.age)), "person", person.id
                ),
            )
            for person in scene.world.people[:6]
        )
        return Prompt(
            text("person-ask-saved"), (*rows, (QuestionButton(text("person-new"), "person", "new"),))
        )
    return Prompt(text("person-ask"), placeholder=text("person-placeholder"))


def age_text(age: Age) -> Text:
    return text(f"age-{age.unit}", count=age.value)


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("new"):
            return Look(("new",))
        case Chosen(person_id):
            person = next((p for p in scene.world.people if p.id == person_id), None)
            return Answer(with_saved(scene.draft, person)) if person else Unclear()
        case Typed(said, _):
            saved = saved_person(scene, said)
            if saved is not None:
                return Answer(with_saved(scene.draft, saved))
            return _described(scene, read_person(said, scene.local_now))
        case _:
            return Unclear()


def saved_person(scene: Scene, said: str) -> SavedPerson | None:
    """The one saved person whom the words name, by name or by relation; `None` when several fit."""
    wanted, relation = latin_name(said.strip()).casefold(), read_relation(said)
    by_name = []
    for person in scene.world.people:
        name = latin_name(person.name).casefold()
        if wanted in (name, name.split()[0]):
            by_name.append(person)
    # Whoever was booked without a word about a relation is taken to be the patient at the phone.
    meant = (None, "self") if relation == "self" else (relation,)
    by_relation = [p for p in scene.world.people if relation is not None and p.relation in meant]
    found = by_name or by_relation
    return found[0] if len(found) == 1 else None


def with_saved(draft: Draft, person: SavedPerson) -> Draft:
    """All that is known of a saved person, as answers; an address only where it fits the pincode."""
    draft = draft.put(WHO, Who(person.id, person.relation)).put(NAME, person.name).put(AGE, person.age)
    draft = draft.put(GENDER, person.gender) if person.gender else draft.drop(GENDER)
    if person.address and draft.get(PINCODE) in (None, person.pincode):
        draft = draft.put(ADDRESS, Address(person.address))
    return draft


def with_described(draft: Draft, sentence: Sentence) -> Draft:
    """The person as a text describes them: only what it says is set."""
    if sentence.relation is not None or sentence.name is not None:
        known = draft.get(WHO) or Who()
        if sentence.relation and known.relation and sentence.relation != known.relation:
            # Somebody else: nothing of the first one is theirs.
            draft = draft.drop(NAME, AGE, GENDER)
        draft = draft.put(WHO, Who("", sentence.relation or known.relation))
    if sentence.name is not None:
        draft = draft.put(NAME, sentence.name)
    if sentence.age is not None:
        draft = draft.put(AGE, sentence.age)
    gender = sentence.gender or implied_gender(sentence.relation)
    return draft if gender is None else draft.put(GENDER, gender)


def says_a_person(sentence: Sentence) -> bool:
    return any((sentence.name, sentence.age, sentence.gender, sentence.relation))


def _described(scene: Scene, sentence: Sentence) -> Reading:
    if not says_a_person(sentence):
        return Unclear(text("person-unclear"))
    base = scene.draft
    if (base.get(WHO) or Who()).saved:
        # Somebody else than the saved person: nothing of the saved one is kept.
        base = base.drop(NAME, AGE, GENDER)
    draft = with_described(base, sentence)
    return Answer(draft if draft.get(WHO) else draft.put(WHO, Who()))


QUESTION = Question(key=WHO, ask=ask, hear=hear, wants="words")
