"""Reads an age or a date of birth typed when it was asked for, and the amounts of time that ages are said in."""

from collections.abc import Sequence
from datetime import datetime

from dialogs.understanding.birth import OLDEST, AgeSaid, find_birth
from dialogs.understanding.numbers import number_at
from dialogs.understanding.phrases import Phrase, form_at, has_at, phrases
from dialogs.understanding.readings import Age, AgeUnit

_MOST_MONTHS = OLDEST * 12
_MOST_DAYS = 5000
NOT_AGES = ("counted", "oclock", "meridiem", "month", "date_word", "past_the_hour")
OLD_AFTER = frozenset(("old", "of age"))
_BETWEEN_AGE = frozenset(
    (
        ":",
        "-",
        "–",
        "=",
        "is",
        "hai",
        "है",
        "i am",
        "im",
        ".",
        "of",
        "about",
        "around",
        "ki",
        "ka",
        "ke",
        "meri",
        "mera",
        "the",
        "~",
        "year",
        "years",
        "in years",
        "yrs",
        "(",
        "now",
        "almost",
        "nearly",
    )
)


def read_age(text: str, now: datetime) -> Age | None:
    """The age that a text, typed when asked for it, gives; None for what is vague, impossible or no age.

    Weeks become days; years with months and fractions of years become months. `now` is aware, in the clinic's zone.
    """
    found = phrases(text)
    if not found or any(phrase.has("question") for phrase in found):
        return None
    birth = find_birth(found, now, asked=True)
    if birth is not None:
        return birth.age if birth.age.value else None
    if any(phrase.has("birth") for phrase in found) or is_vague(found):
        return None
    said = _with_unit_anywhere(found)
    if said:
        return said[0].age if len(said) == 1 or all(one.age == said[0].age for one in said) else None
    return _bare(found)


def is_vague(found: Sequence[Phrase]) -> bool:
    for place, phrase in enumerate(found):
        if phrase.has("vague_age", "or"):
            return True
        said = number_at(found, place, doubtful=False)
        if said is not None and has_at(found, said[1], "after_post", "before_post"):
            return True
        if phrase.number is None:
            continue
        following = form_at(found, place + 1)
        if (following in ("", "'") and form_at(found, place + 2) == "s") or has_at(
            found, place + 1, "after_post", "before_post"
        ):
            return True
        if following == "+" or (following in ("s", "ies", "sh") and found[place + 1].glued):
            return True
        if following in ("-", "–", "to", "se", "से", "or", "ya", "या", "and") and _has_number(
            found, place + 2
        ):
            return True
        if following == "?":
            return True
    return any(phrase.has("onwards") for phrase in found)


def _has_number(found: Sequence[Phrase], place: int) -> bool:
    return number_at(found, place) is not None


def _bare(found: Sequence[Phrase]) -> Age | None:
    """A number without a unit: "32", "I am 28", "thirty two", "45 male"."""
    numbers: list[tuple[float, int, int]] = []
    place = 0
    while place < len(found):
        said = _quantity(found, place)
        if said is None:
            place += 1
            continue
        numbers.append((said[0], place, said[1]))
        place = said[1]
    cued = [one for one in numbers if after_age_word(found, one[1])]
    plain = cued or [one for one in numbers if found[one[1]].number is not None] or numbers
    if len(plain) != 1:
        return None
    value, first, last = plain[0]
    if (
        form_at(found, first - 1) in ("-", "−", "+", "#", "₹")
        and (first < 2 or not found[first - 1].glued)
        and found[first].glued
    ):
        return None
    if form_at(found, last) in ("%", "°", "/") and not has_at(found, last + 1, "gender", "gender_letter"):
        return None
    if (
        last < len(found)
        and found[last].glued
        and found[last].is_word
        and not found[last].has("gender_letter", "gender", "old", "unit", "copula", "ordinal_ending")
    ):
        return None
    if has_at(found, last, "counted") or (
        has_at(found, first - 1, "counting") and not has_at(found, first - 1, "age_word") and not cued
    ):
        return None
    if any(phrase.has(*NOT_AGES[1:], "part", "day", "weekday") for phrase in found) and not cued:
        return None
    if first and found[first].glued and found[first - 1].is_word and not found[first - 1].means:
        return None
    return _years(value)


def after_age_word(found: Sequence[Phrase], place: int) -> bool:
    at = place - 1
    while (
        at >= 0
        and (form_at(found, at) in _BETWEEN_AGE or has_at(found, at, "around", "copula"))
        and place - at < 5
    ):
        if has_at(found, at, "age_word"):
            return True
        at -= 1
    return has_at(found, at, "age_word")


def _years(value: float) -> Age | None:
    if value != int(value):
        return _months(round(value * 12))
    return Age(int(value)) if 1 <= value <= OLDEST else None


def _months(value: int) -> Age | None:
    return Age(value, "months") if 1 <= value <= _MOST_MONTHS else None


def _quantity(found: Sequence[Phrase], place: int) -> tuple[float, int] | None:
    """A number of years, months or days: "45", "1.5", "dhai", "saadhe 3", "2 and a half", "half"."""
    here = found[place]
    if here.has("one_and_half"):
        return 1.5, place + 1
    if here.has("two_and_half"):
        return 2.5, place + 1
    step = (
        0.25
        if here.has("quarter_past")
        else 0.5
        if here.has("half_past")
        else -0.25
        if here.has("quarter_to")
        else 0
    )
    if step:
        following = number_at(found, place + 1)
        if following is not None:
            return following[0] + step, following[1]
        return (1 + step, place + 1) if step != 0.5 and has_at(found, place + 1, "unit") else None
    if here.form == "½":
        return 0.5, place + 1
    if here.has("half") and has_at(found, place + 1, "unit"):
        return 0.5, place + 1
    if here.has("half") and has_at(found, place + 1, "article_one") and has_at(found, place + 2, "unit"):
        return 0.5, place + 2
    if here.form == "a" and has_at(found, place + 1, "unit"):
        return 1, place + 1
    said = number_at(found, place)
    if said is None:
        return None
    value, end = said
    if here.number is not None:
        if (
            form_at(found, end) in (".", ",")
            and end + 1 < len(found)
            and found[end].glued
            and found[end + 1].glued
            and found[end + 1].number is not None
            and len(found[end + 1].form) <= 2
        ):
            decimals = found[end + 1]
            if form_at(found, end) == "." or len(decimals.form) == 1:
                return value + int(decimals.form) / 10 ** len(decimals.form), end + 2
        if form_at(found, end) == "½":
            return value + 0.5, end + 1
        if (value, form_at(found, end), form_at(found, end + 1)) == (1, "/", "2"):
            return 0.5, end + 2
    if (
        form_at(found, end) in ("and", "n", "&")
        and has_at(found, end + 1, "article_one")
        and has_at(found, end + 2, "half")
    ):
        return value + 0.5, end + 3
    if form_at(found, end) in ("and", "n", "&") and has_at(found, end + 1, "half"):
        return value + 0.5, end + 2
    return value, end


def _unit(found: Sequence[Phrase], place: int) -> str | None:
    if place >= len(found):
        return None
    unit = found[place].means.get("unit")
    if (
        unit is None
        and found[place].form in ("m", "mon")
        and found[place].glued
        and form_at(found, place + 1) in ("old", "o")
    ):
        return "month"
    return unit


def with_unit(found: Sequence[Phrase], place: int) -> AgeSaid | None:
    """ "45 years", "2 saal 3 mahine", "6 months", "10 din", "2 weeks"."""
    said = _quantity(found, place)
    if said is None:
        return None
    value, end = said
    while form_at(found, end) in ("-", ".") and _unit(found, end + 1):
        end += 1
    if has_at(found, end, "old") and _unit(found, end) is None and has_at(found, end + 1, "unit"):
        end += 1
    unit = _unit(found, end)
    if unit is None:
        return None
    if (
        place
        and form_at(found, place - 1) in ("-", "−")
        and found[place].glued
        and (place < 2 or not found[place - 1].glued)
    ):
        return None
    end += 1
    if form_at(found, end) == "." and found[end].glued:
        end += 1
    match unit:
        case "year":
            age, end = _years_and_more(found, value, end)
        case "month":
            days = (
                _quantity(found, end)
                if has_at(found, end, "number") or form_at(found, end).isdecimal()
                else None
            )
            if days is not None and _unit(found, days[1]) == "day":
                end = days[1] + 1
            age = _months(int(value)) if value == int(value) else _sized(round(value * 30), "days")
        case "week" | "fortnight":
            age = _sized(round(value * (7 if unit == "week" else 14)), "days")
        case "day":
            age = _sized(int(value), "days") if value == int(value) else None
        case _:
            return None
    if age is None:
        return None
    while form_at(found, end) in OLD_AFTER or (
        form_at(found, end) in ("-", "/") and form_at(found, end + 1) in ("old", "o")
    ):
        end += 1
    return AgeSaid(age, place, end)


def _years_and_more(found: Sequence[Phrase], value: float, end: int) -> tuple[Age | None, int]:
    at = end
    while form_at(found, at) in (",", "and", "aur", "और", "&", "n", "-"):
        at += 1
    more = _quantity(found, at) if at < len(found) else None
    if (
        more is not None
        and _unit(found, more[1]) == "month"
        and value == int(value)
        and more[0] == int(more[0])
    ):
        return (_months(int(value) * 12 + int(more[0])) if more[0] < 12 else None), more[1] + 1
    if form_at(found, at) in ("half", "a half") or (
        has_at(found, at, "article_one") and has_at(found, at + 1, "half")
    ):
        last = at + (1 if has_at(found, at, "half") else 2)
        return _months(round((value + 0.5) * 12)), last
    return _years(value), end


def _sized(value: int, unit: AgeUnit) -> Age | None:
    return Age(value, unit) if 1 <= value <= _MOST_DAYS else None


def _with_unit_anywhere(found: Sequence[Phrase]) -> list[AgeSaid]:
    out: list[AgeSaid] = []
    place = 0
    while place < len(found):
        said = with_unit(found, place)
        if (
            said is None
            and found[place].number is not None
            and form_at(found, place + 1) == "m"
            and found[place + 1].glued
            and len(found) <= 3
        ):
            value = found[place].number or 0
            if 1 <= value <= 24 and place + 2 == len(found):
                said = AgeSaid(Age(value, "months"), place, place + 2)
        if said is None:
            place += 1
            continue
        if form_at(found, said.last) not in ("ago", "pehle", "baad", "later"):
            out.append(said)
        place = max(said.last, place + 1)
    return out
