"""What takes a sign of the safety rules back: a denial, a past event, a name, a figure of speech, an ordinary sense.

`GUARDS` names each for the flags of `safety.rules`. A guard is asked of one sign, at its words; where it cannot tell, the
sign stands: a missed alarm is worse than a false one.
"""

from collections.abc import Callable

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.bygone import long_past, past
from dialogs.understanding.taken_back.clauses import any_of, beside, beside_in_its_part
from dialogs.understanding.taken_back.denial import denied
from dialogs.understanding.taken_back.figure import asked_in_fear, exaggerated, figure, loose_figure, named
from dialogs.understanding.taken_back.newborn import under_three_months
from dialogs.understanding.taken_back.topic import risk, said_of_all, told_about, topic
from dialogs.understanding.taken_back.unborn import born, greek, ordinary_code, pair_is_ordinary, sex_denied


def _newborn(text: Marked, start: int, end: int) -> bool:
    return not under_three_months(text)


def _faint_is_ordinary(text: Marked, start: int, end: int) -> bool:
    """Whether fainting is only feared or usual at the draw; who "behosh ho gaya" or fainted just now has fainted."""
    if any_of(text, range(end, min(end + 3, len(text.tokens))), "HAPPENED") or text.has("RECENT"):
        return False
    return beside(text, start, end, "DRAWFEAR") or beside_in_its_part(text, start, end, "SERVICE_SILENT")


def _fit_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return beside(text, start, end, "FITNESS")


def _poison_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return beside_in_its_part(text, start, end, "POISON_ORDINARY")


def _burn_is_ordinary(text: Marked, start: int, end: int) -> bool:
    return beside(text, start, end, "BURN_ORDINARY")


def _about_preparation(text: Marked, start: int, end: int) -> bool:
    return text.has("PREPWORD")


def _any_sure_test(text: Marked) -> bool:
    """A test's name; a word such as "urine" or "sugar" counts only beside a word for a test."""
    return any(
        "VAGUETEST" not in text.marks[i]
        or any_of(text, range(i + 1, min(i + 3, len(text.tokens))), "TESTWORD")
        for i, _ in text.at("TESTNAME")
    )


def _has_other_business(text: Marked, start: int, end: int) -> bool:
    """A symptom that is not alone: a named test, a booking, a question of the service, or a sign in passing."""
    return (
        _any_sure_test(text)
        or text.has("BUSINESS")
        or text.has("PREPWORD")
        or text.has("DRAWFEAR")
        or (text.has("DOCTOR_ORDER") and text.has("TESTNAME"))
        or exaggerated(text, start, end)
        or denied(text, start, end)
        or past(text, start, end)
        or named(text, start, end)
    )


GUARDS: dict[str, Callable[[Marked, int, int], bool]] = {
    "denied": denied,
    "past": past,
    "longpast": long_past,
    "name": named,
    "risk": risk,
    "topic": topic,
    "about": told_about,
    "general": said_of_all,
    "figure": figure,
    "loose": loose_figure,
    "overdone": exaggerated,
    "question": asked_in_fear,
    "newborn": _newborn,
    "faintok": _faint_is_ordinary,
    "fitok": _fit_is_ordinary,
    "poisonok": _poison_is_ordinary,
    "burnok": _burn_is_ordinary,
    "sexdenied": sex_denied,
    "born": born,
    "pair": pair_is_ordinary,
    "greek": greek,
    "ordinary": ordinary_code,
    "noprep": _about_preparation,
    "lonely": _has_other_business,
}
