"""Whether words for a boy or a girl are no question of an unborn child's sex."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.clauses import beside
from dialogs.understanding.taken_back.figure import in_a_name

_BOTH = frozenset({"and", "aur"})


_EITHER = frozenset({"or", "ya", "vs", "ki", "otervise"})


def sex_denied(text: Marked, start: int, end: int) -> bool:
    """Whether the wish to learn the sex of an unborn child is denied, and nothing takes the denial back."""
    return text.has("SEXDENY") and not (text.has("SEXDENY_BUT") or text.has("SECRECY"))


def born(text: Marked, start: int, end: int) -> bool:
    """Whether the child is born already, or a word of the pair is somebody's name."""
    return in_a_name(text, start) or (text.has("BORN") and not text.has("NOT_YET"))


def two_of_them(text: Marked, start: int, end: int) -> bool:
    """Whether two children are named together, who are there already: "beta aur beti dono ka cbc"."""
    between = frozenset(text.keys[start:end])
    return (
        not text.has("NOT_YET") and not between.isdisjoint(_BOTH) and between.isdisjoint(_EITHER)
        and text.has("MALE") and text.has("FEMALE")
    )  # fmt: skip


def pair_is_ordinary(text: Marked, start: int, end: int) -> bool:
    """Whether a boy and a girl are named as patients or as staff."""
    return two_of_them(text, start, end) or (text.has("PAIR_ORDINARY") and not text.has("NOT_YET"))


def greek(text: Marked, start: int, end: int) -> bool:
    """Whether the only son in the text is the letter in a test's name: "beta hcg"."""
    letters = {i for i, _ in text.at("GREEKBETA")}
    return bool(letters) and not text.has("FEMALE") and letters.issuperset(i for i, _ in text.at("MALE"))


def ordinary_code(text: Marked, start: int, end: int) -> bool:
    """Whether a word that may stand for a boy or a girl means what it says: sweets, colours, gods' names."""
    return (
        beside(text, start, end, "CODE_ORDINARY")
        or in_a_name(text, start)
        or (text.has("PAIR_ORDINARY") and not text.has("NOT_YET"))
    )
