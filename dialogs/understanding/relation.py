"""Reads who the patient is to the writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from dialogs.understanding.name import is_known_name
from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.readings import Relation

_RELATIONS: frozenset[str] = frozenset(get_args(Relation))
_OF = frozenset(("ka", "ki", "ke", "kaa", "kee", "का", "की", "के", "s", "chi", "cha", "che", "ची", "चा", "चे"))
_ELDERS = frozenset(("father", "mother"))
_SPOUSES = frozenset(("husband", "wife"))
_IMPLIED_MALE = frozenset(("father", "husband", "son", "brother", "grandfather", "father_in_law", "uncle"))
_IMPLIED_FEMALE = frozenset(("mother", "wife", "daughter", "sister", "grandmother", "mother_in_law", "aunt"))
# words that are a relation only after "my" or before "ke liye": they are titles, names or other words too


@dataclass(frozen=True, slots=True)
class RelationSaid:
    """A relation and the places of the phrases that said it (`last` exclusive)."""

    relation: Relation
    first: int
    last: int


def read_relation(text: str) -> Relation | None:
    """Who the patient is, typed when that was asked; None if no person is named, or a child whose sex is not said."""
    found = phrases(text)
    if any(phrase.has("question") for phrase in found) or "?" in text:
        return None
    said = find_relations(found, asked=True)
    others = [one for one in said if one.relation != "self"]
    if others:
        return others[-1].relation if _corrects(found) else others[0].relation
    child = _child(found)
    if child is not None:
        return child
    return "self" if said else None


def _child(found: Sequence[Phrase]) -> Relation | None:
    """ "My kid, he is a boy": a child whose sex is said."""
    if not any(phrase.has("child") for phrase in found):
        return None
    sexes = {phrase.means["gender"] for phrase in found if phrase.has("gender")}
    return "son" if sexes == {"male"} else "daughter" if sexes == {"female"} else None


def _corrects(found: Sequence[Phrase]) -> bool:
    return any(
        phrase.has("correct", "refuse_next") or phrase.form in ("no", "nahi", "नहीं") for phrase in found
    )


def implied_gender(relation: Relation) -> str | None:
    """The gender that a relation tells, "male" or "female", else None."""
    return "male" if relation in _IMPLIED_MALE else "female" if relation in _IMPLIED_FEMALE else None


def find_relations(found: Sequence[Phrase], *, asked: bool) -> tuple[RelationSaid, ...]:
    """The people that a text names, in order. A chain such as "my friend's mother" is one person."""
    out: list[RelationSaid] = []
    place = 0
    while place < len(found):
        if found[place].has("parents"):
            place += 1
            continue
        value = found[place].means.get("relation")
        if value is None or value not in _RELATIONS or not _is_person(found, place, value, asked=asked):
            place += 1
            continue
        relation, end = _chain(found, place, value)
        if relation is not None and not _refused(found, place, end):
            out.append(RelationSaid(relation, place, end))
        place = end
    return tuple(out)


def _refused(found: Sequence[Phrase], first: int, last: int) -> bool:
    before = first - 1
    while before >= 0 and (found[before].form in ("for", "my", "the") or found[before].has("possessive")):
        before -= 1
    if before >= 0 and found[before].form in ("not", "instead of", "rather than"):
        return True
    after = last
    while after < len(found) and found[after].has("for_post"):
        after += 1
    return (
        after < len(found)
        and found[after].form in ("nahi", "nhi", "nahin", "नहीं", "ke bajay", "ki jagah")
        and after + 1 < len(found)
    )


def _is_person(found: Sequence[Phrase], place: int, value: str, *, asked: bool) -> bool:
    here = found[place]
    before = found[place - 1] if place else None
    after = found[place + 1] if place + 1 < len(found) else None
    if value == "self":
        return asked or here.form not in (
            "apna",
            "apni",
            "अपना",
            "अपनी",
            "मेरा",
            "own",
            "my own",
            "its me",
            "it is me",
            "mine",
            "मैं",
            "நான்",
            "আমি",
            "నేను",
            "ನಾನು",
        )
    if asked:
        return True
    if here.has("address"):
        # "bhai, kal aana": spoken to, not of
        if after is None or after.form in (",", "!", ".", "ji", "sahab"):
            return before is not None and before.form in (
                "my",
                "mera",
                "meri",
                "mere",
                "for",
                "मेरे",
                "मेरी",
                "मेरा",
                "hamare",
                "ka",
                "ki",
                "ke",
                "का",
                "की",
                "के",
            )
        if place == 0 and not (
            _is_named(found, place + 1)
            or after.has("for_post", "relation", "number")
            or after.number is not None
            or after.form in ("s", "(", "aur", "and", "और")
        ):
            return here.form in ("beta", "uncle", "aunty") and after.has("name_is")
        if before is not None and before.has("answer", "name_before") and before.form not in ("for",):
            return after.has("for_post")
        if (
            before is not None
            and before.is_word
            and not before.means
            and not after.has("for_post")
            and after.number is None
        ):
            return False
    if here.has("relation_doubtful"):
        near = before is not None and (
            before.form in ("my", "for", "mera", "meri", "mere", "apne", "apni", "hamare", "hamari")
            or before.has("and")
        )
        return near or (after is not None and (after.has("for_post") or after.number is not None))
    return True


def _is_named(found: Sequence[Phrase], place: int) -> bool:
    """Whether a name with an age after it stands here: "uncle Gopal 58"."""
    first = place
    while place < len(found) and found[place].is_word and is_known_name(found[place].form):
        place += 1
    return place > first and place < len(found) and found[place].number is not None


def _chain(found: Sequence[Phrase], place: int, value: str) -> tuple[Relation | None, int]:
    """ "wife's mother", "papa ke bhai", "mother of my friend": the last or first link is the patient."""
    end = place + 1
    # "wife's" is kept as "wifes" in the words; "s" may also stand apart
    said = value
    while end < len(found):
        here = found[end]
        possessive = found[end - 1].form.endswith("s") and found[end - 1].form[:-1] != ""
        if here.form in _OF and end + 1 < len(found) and found[end + 1].has("relation"):
            following = found[end + 1].means["relation"]
            end += 2
        elif (
            possessive
            and here.has("relation")
            and here.means["relation"] != "self"
            and found[end - 1].has("relation")
        ):
            following = here.means["relation"]
            end += 1
        else:
            break
        if following == "self":
            break
        said = _linked(said, following)
    if end + 1 < len(found) and found[end].form == "of" and said not in ("self",):
        owner = end + 1
        while owner < len(found) and found[owner].form in ("my", "our", "the"):
            owner += 1
        if owner < len(found) and found[owner].has("relation"):
            said = _linked(found[owner].means["relation"], said)
            end = owner + 1
    for relation in _RELATIONS:
        if relation == said:
            return said, end  # type: ignore[return-value]
    return None, end


def _linked(owner: str, person: str) -> str:
    """The relation of someone's relation: a husband's mother is a mother-in-law, a friend's is another person."""
    if owner == "self":
        return person
    if owner in _SPOUSES and person == "father":
        return "father_in_law"
    if owner in _SPOUSES and person == "mother":
        return "mother_in_law"
    if owner in _ELDERS:
        match person:
            case "father":
                return "grandfather"
            case "mother":
                return "grandmother"
            case "brother":
                return "uncle"
            case "sister":
                return "aunt"
            case "wife" if owner == "father":
                return "mother"
            case "husband" if owner == "mother":
                return "father"
            case _:
                return "other"
    if owner in ("brother", "sister", "son", "daughter") and person in ("father", "mother"):
        return person if owner in ("brother", "sister") else "other"
    if owner in ("brother", "sister") and person in ("brother", "sister"):
        return person
    if owner in ("son", "daughter") and person in ("brother", "sister"):
        return "son" if person == "brother" else "daughter"
    return "other"
