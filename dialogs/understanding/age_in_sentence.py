"""Finds the age of somebody inside a sentence, apart from the other numbers and lengths of time in it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from dialogs.understanding.age import NOT_AGES, OLD_AFTER, after_age_word, is_vague, with_unit
from dialogs.understanding.birth import OLDEST, AgeSaid, find_birth
from dialogs.understanding.name import is_known_name
from dialogs.understanding.numbers import number_at
from dialogs.understanding.phrases import Phrase, form_at, has_at
from dialogs.understanding.readings import Age

_LEAST_UNCUED = 12  # up to here it may be an hour
_AFTER_NAMES = frozenset((",", "(", "-", "–", ":", "|", "ji", "जी"))
_BEFORE_TIMES = frozenset(("on", "at", "by", "before", "after", "around", "from", "this", "coming", "next"))
_OF_MORE = frozenset(("-", "–", "/", "+", "%", ":", "#"))
_CHILDREN = frozenset(("son", "daughter", "brother", "sister"))


def find_age(found: Sequence[Phrase], now: datetime, *, taken: frozenset[int], asked: bool) -> AgeSaid | None:
    """The age that a sentence says of somebody; `taken` are places that are something else already.

    With `asked` (name, age and gender were asked for), a number standing alone is the age.
    """
    birth = find_birth(found, now, asked=asked)
    if birth is not None:
        return birth if birth.age.value else None
    for place in range(len(found)):
        if place in taken:
            continue
        said = with_unit(found, place)
        if (
            said is not None
            and not taken & set(range(said.first, said.last))
            and _is_somebodys(found, said, asked=asked)
        ):
            return said
    for rule in (_cued_number, _beside_person, _of_speaker, _after_person):
        for place in range(len(found)):
            if place in taken or not _could_be_age(found, place):
                continue
            number = number_at(found, place, doubtful=False)
            if (
                number is None
                or not 1 <= number[0] <= OLDEST
                or any(at in taken for at in range(place, number[1]))
            ):
                continue
            if rule(found, place, number[1], taken):
                return AgeSaid(Age(number[0]), place, number[1])
    return _alone(found, taken) if asked else None


def age_after_name(
    found: Sequence[Phrase], place: int, *, taken: frozenset[int], is_test: Callable[[Phrase], bool]
) -> AgeSaid | None:
    """The number that follows a name with nothing to say what it counts: "Ramesh Kumar 64, 560001"."""
    while form_at(found, place) in _AFTER_NAMES:
        place += 1
    if place >= len(found) or place in taken or not _could_be_age(found, place):
        return None
    number = number_at(found, place, doubtful=False)
    if number is None or not _LEAST_UNCUED < number[0] <= OLDEST:
        return None
    end = number[1]
    ends = (
        end >= len(found)
        or end in taken
        or not found[end].is_word
        or is_test(found[end])
        or found[end].form in ("ka", "ki", "ke", "ke liye", "का", "की", "के", "के लिए")
        or (found[end].form in _BEFORE_TIMES and end + 1 in taken)
    )
    return AgeSaid(Age(number[0]), place, end) if ends and form_at(found, end) not in _OF_MORE else None


def _alone(found: Sequence[Phrase], taken: frozenset[int]) -> AgeSaid | None:
    if is_vague(found):
        return None
    for place, phrase in enumerate(found):
        if place in taken or not _could_be_age(found, place):
            continue
        number = number_at(found, place, doubtful=False)
        if (
            number is not None
            and 1 <= number[0] <= OLDEST
            and (phrase.number is not None or not phrase.has("ordinal"))
        ):
            return AgeSaid(Age(number[0]), place, number[1])
    return None


def _could_be_age(found: Sequence[Phrase], place: int) -> bool:
    here = found[place]
    if here.number is None and not here.has("number"):
        return False
    if (
        here.glued
        and place
        and found[place - 1].is_word
        and not found[place - 1].has("gender_letter", "gender")
    ):
        return False
    after = found[place + 1] if place + 1 < len(found) else None
    if after is None:
        return True
    if after.has(*NOT_AGES) and not after.has("gender", "relation"):
        return False
    if after.form in ("+", "%", ":") or (
        after.form in (".", "-")
        and after.glued
        and place + 2 < len(found)
        and found[place + 2].number is not None
        and found[place + 2].glued
    ):
        return False
    if after.form == "/" and place + 2 < len(found) and found[place + 2].number is not None:
        return False
    if after.has("ordinal_ending") and after.glued:
        return False
    if (
        place
        and found[place - 1].has("counting")
        and not (found[place - 1].has("age_word", "relation") or after.has("gender"))
    ):
        return False
    if after.glued and after.is_word and not after.has("gender_letter", "gender", "unit"):
        return False
    return not (
        place
        and found[place - 1].form in ("/", "-", ":", ".")
        and found[place - 1].glued
        and place > 1
        and found[place - 2].number is not None
    )


def _is_somebodys(found: Sequence[Phrase], said: AgeSaid, *, asked: bool) -> bool:
    """Whether an amount of time is an age, and not "diabetes for 5 years" or "report of 6 months"."""
    before, after = form_at(found, said.first - 1), form_at(found, said.last)
    if has_at(found, said.last, "duration_after", "ago", "later", "after_post", "before_post"):
        return False
    if after in ("+",) or any(
        phrase.form in ("above", "over", "below", "under")
        for phrase in found[max(0, said.first - 2) : said.first]
    ):
        return False
    old = any(
        phrase.form in OLD_AFTER or "old" in phrase.form.split()
        for phrase in found[said.first : said.last + 1]
    )
    if old or after_age_word(found, said.first):
        return True
    if has_at(found, said.first - 1, "in_pre", "next", "last", "duration_before"):
        return False
    if (
        before == "for"
        and said.age.unit == "years"
        and not has_at(found, said.last, "gender", "gender_letter", "relation")
        and said.age.value < 18
    ):
        return False
    if said.age.unit == "years" or found[said.last - 1].means.get("unit") == "year":
        return True
    if asked:
        return True
    near = found[max(0, said.first - 3) : said.first]
    if any(phrase.has("relation", "child") for phrase in near):
        return True
    following = found[said.last : said.last + 4]
    if following and following[0].has("old") and following[0].form not in ("ke", "के"):
        return (
            any(phrase.has("relation", "child", "gender") for phrase in following[:3])
            or len(following) == 1
            or following[-1].has("copula")
        )
    return any(phrase.has("child", "relation", "gender") for phrase in following[:2])


def _cued_number(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    return after_age_word(found, place) or has_at(found, end, "age_word")


def _beside_person(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    """ "45 male", "F/62", "mother 68", "papa (70)"."""
    before, after = place - 1, end
    while form_at(found, before) in (",", "/", "-", "(", "|", ":", ".", ";") and before > 0:
        before -= 1
    while form_at(found, after) in (",", "/", "-", ")", "|", ".", ";") and after < len(found) - 1:
        after += 1
    value = number_at(found, place)
    years = value[0] if value else 0
    if (
        has_at(found, before, "gender_letter")
        and (found[before].form in ("m", "f"))
        and not (before and found[before].glued and found[before - 1].is_word)
    ):
        return True
    if has_at(found, after, "gender") and found[after].form not in ("other", "others", "skip"):
        return True
    if has_at(found, after, "gender_letter") and found[after].form in ("m", "f"):
        return True
    if has_at(found, before, "gender") and years > 0:
        return found[before].form not in ("other", "others", "skip")
    if has_at(found, before, "relation") and found[before].means["relation"] != "self":
        return (
            years > 12
            or (found[before].means["relation"] in _CHILDREN and after >= len(found))
            or has_at(found, end, "old")
        )
    if form_at(found, before) in ("ji", "जी", "sahab") and has_at(found, before - 1, "relation"):
        return years > 12
    return False


def _of_speaker(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    """ "I am 28", "she is 60", "main 45 ka hoon", "papa 65 ke hain", "Ramesh, 45, ..."."""
    before = place - 1
    while has_at(found, before, "around") or form_at(found, before) in ("now", "abhi", "about", "a"):
        before -= 1
    form = form_at(found, before)
    value = number_at(found, place)
    if form in ("i am", "im", "iam", "hes", "shes", "he is", "she is", "i m") and not has_at(
        found, end, "counted"
    ):
        return True
    if form == "is" and has_at(found, before - 1, "pronoun", "relation"):
        return True
    if form == "am" and form_at(found, before - 1) == "i":
        return True
    if (
        has_at(found, end, "old")
        and (has_at(found, end + 1, "copula") or " " in form_at(found, end))
        and value is not None
        and value[0] > 12
    ):
        return True
    return bool(form_at(found, end) in ("ka", "ki", "का", "की") and form in ("main", "mai", "मैं"))


def _after_person(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    """A number by itself after a person: "my uncle Ramesh Kumar, 62, ..."."""
    value = number_at(found, place)
    if value is None or value[0] <= 12 or not place:
        return False
    apart = found[place - 1].form in (",", "(", "-", "/") and (
        end >= len(found) or found[end].form in (",", ")", ".", "/", "-", ";")
    )
    if not apart:
        return False
    before = found[max(0, place - 6) : place - 1]
    return is_known_name(found[place - 2].form) or any(
        phrase.has("relation", "title", "name_is") and phrase.form not in ("i am", "its", "it is")
        for phrase in before
    )
