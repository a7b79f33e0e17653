"""Reads an age or a date of birth."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.understanding.name import is_known_name
from dialogs.understanding.numbers import number_at
from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.readings import Age, AgeUnit

OLDEST = 120
_MOST_MONTHS = OLDEST * 12
_MOST_DAYS = 5000
_NOT_AGES = ("counted", "oclock", "meridiem", "month", "date_word", "past_the_hour")
_OLD_AFTER = frozenset(("old", "of age"))
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
_DIGIT_MARKS = frozenset(("/", "-", "."))


@dataclass(frozen=True, slots=True)
class AgeSaid:
    """An age and the places of the phrases that said it (`last` exclusive)."""

    age: Age
    first: int
    last: int


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
    if any(phrase.has("birth") for phrase in found) or _is_vague(found):
        return None
    said = _with_unit_anywhere(found)
    if said:
        return said[0].age if len(said) == 1 or all(one.age == said[0].age for one in said) else None
    return _bare(found)


def _form(found: Sequence[Phrase], place: int) -> str:
    return found[place].form if 0 <= place < len(found) else ""


def _has(found: Sequence[Phrase], place: int, *kinds: str) -> bool:
    return 0 <= place < len(found) and found[place].has(*kinds)


def _is_vague(found: Sequence[Phrase]) -> bool:
    for place, phrase in enumerate(found):
        if phrase.has("vague_age", "or"):
            return True
        if phrase.number is None:
            continue
        following = _form(found, place + 1)
        if (following in ("", "'") and _form(found, place + 2) == "s") or _has(
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
    cued = [one for one in numbers if _after_age_word(found, one[1])]
    plain = cued or [one for one in numbers if found[one[1]].number is not None] or numbers
    if len(plain) != 1:
        return None
    value, first, last = plain[0]
    if (
        _form(found, first - 1) in ("-", "−", "+", "#", "₹")
        and (first < 2 or not found[first - 1].glued)
        and found[first].glued
    ):
        return None
    if _form(found, last) in ("%", "°", "/") and not _has(found, last + 1, "gender", "gender_letter"):
        return None
    if (
        last < len(found)
        and found[last].glued
        and found[last].is_word
        and not found[last].has("gender_letter", "gender", "old", "unit", "copula", "ordinal_ending")
    ):
        return None
    if _has(found, last, "counted") or (
        _has(found, first - 1, "counting") and not _has(found, first - 1, "age_word") and not cued
    ):
        return None
    if any(phrase.has(*_NOT_AGES[1:], "part", "day", "weekday") for phrase in found) and not cued:
        return None
    if first and found[first].glued and found[first - 1].is_word and not found[first - 1].means:
        return None
    return _years(value)


def _after_age_word(found: Sequence[Phrase], place: int) -> bool:
    at = place - 1
    while (
        at >= 0
        and (_form(found, at) in _BETWEEN_AGE or _has(found, at, "around", "copula"))
        and place - at < 5
    ):
        if _has(found, at, "age_word"):
            return True
        at -= 1
    return _has(found, at, "age_word")


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
        return (following[0] + step, following[1]) if following is not None else None
    if here.form == "½":
        return 0.5, place + 1
    if here.has("half") and _has(found, place + 1, "unit"):
        return 0.5, place + 1
    if here.has("half") and _has(found, place + 1, "article_one") and _has(found, place + 2, "unit"):
        return 0.5, place + 2
    if here.form == "a" and _has(found, place + 1, "unit"):
        return 1, place + 1
    said = number_at(found, place)
    if said is None:
        return None
    value, end = said
    if here.number is not None:
        if (
            _form(found, end) in (".", ",")
            and end + 1 < len(found)
            and found[end].glued
            and found[end + 1].glued
            and found[end + 1].number is not None
            and len(found[end + 1].form) <= 2
        ):
            decimals = found[end + 1]
            if _form(found, end) == "." or len(decimals.form) == 1:
                return value + int(decimals.form) / 10 ** len(decimals.form), end + 2
        if _form(found, end) == "½":
            return value + 0.5, end + 1
        if (value, _form(found, end), _form(found, end + 1)) == (1, "/", "2"):
            return 0.5, end + 2
    if (
        _form(found, end) in ("and", "n", "&")
        and _has(found, end + 1, "article_one")
        and _has(found, end + 2, "half")
    ):
        return value + 0.5, end + 3
    if _form(found, end) in ("and", "n", "&") and _has(found, end + 1, "half"):
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
        and _form(found, place + 1) in ("old", "o")
    ):
        return "month"
    return unit


def _with_unit(found: Sequence[Phrase], place: int) -> AgeSaid | None:
    """ "45 years", "2 saal 3 mahine", "6 months", "10 din", "2 weeks"."""
    said = _quantity(found, place)
    if said is None:
        return None
    value, end = said
    while _form(found, end) in ("-", ".") and _unit(found, end + 1):
        end += 1
    if _has(found, end, "old") and _unit(found, end) is None and _has(found, end + 1, "unit"):
        end += 1
    unit = _unit(found, end)
    if unit is None:
        return None
    if (
        place
        and _form(found, place - 1) in ("-", "−")
        and found[place].glued
        and (place < 2 or not found[place - 1].glued)
    ):
        return None
    end += 1
    if _form(found, end) == "." and found[end].glued:
        end += 1
    match unit:
        case "year":
            age, end = _years_and_more(found, value, end)
        case "month":
            days = (
                _quantity(found, end) if _has(found, end, "number") or _form(found, end).isdecimal() else None
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
    while _form(found, end) in _OLD_AFTER or (
        _form(found, end) in ("-", "/") and _form(found, end + 1) in ("old", "o")
    ):
        end += 1
    return AgeSaid(age, place, end)


def _years_and_more(found: Sequence[Phrase], value: float, end: int) -> tuple[Age | None, int]:
    at = end
    while _form(found, at) in (",", "and", "aur", "और", "&", "n", "-"):
        at += 1
    more = _quantity(found, at) if at < len(found) else None
    if (
        more is not None
        and _unit(found, more[1]) == "month"
        and value == int(value)
        and more[0] == int(more[0])
    ):
        return (_months(int(value) * 12 + int(more[0])) if more[0] < 12 else None), more[1] + 1
    if _form(found, at) in ("half", "a half") or (
        _has(found, at, "article_one") and _has(found, at + 1, "half")
    ):
        last = at + (1 if _has(found, at, "half") else 2)
        return _months(round((value + 0.5) * 12)), last
    return _years(value), end


def _sized(value: int, unit: AgeUnit) -> Age | None:
    return Age(value, unit) if 1 <= value <= _MOST_DAYS else None


def _with_unit_anywhere(found: Sequence[Phrase]) -> list[AgeSaid]:
    out: list[AgeSaid] = []
    place = 0
    while place < len(found):
        said = _with_unit(found, place)
        if (
            said is None
            and found[place].number is not None
            and _form(found, place + 1) == "m"
            and found[place + 1].glued
            and len(found) <= 3
        ):
            value = found[place].number or 0
            if 1 <= value <= 24 and place + 2 == len(found):
                said = AgeSaid(Age(value, "months"), place, place + 2)
        if said is None:
            place += 1
            continue
        if _form(found, said.last) not in ("ago", "pehle", "baad", "later"):
            out.append(said)
        place = max(said.last, place + 1)
    return out


# Dates of birth


def find_birth(found: Sequence[Phrase], now: datetime, *, asked: bool) -> AgeSaid | None:
    """A date of birth: a full date, day first. In a sentence only after a word for birth."""
    for place in range(len(found)):
        led = _led_by_birth(found, place)
        if not asked and not led:
            continue
        date_said = _full_date(found, place, now)
        if date_said is None:
            continue
        born, end = date_said
        if born is None:
            if asked or led:
                return AgeSaid(Age(0), place, end)
            continue
        age = _age_on(born, now.date())
        return AgeSaid(age if age is not None else Age(0), place, end)
    return None


def birth_words(found: Sequence[Phrase], place: int) -> int:
    """The place where the words before a date of birth begin."""
    while place > 0 and (
        _has(found, place - 1, "birth")
        or _form(found, place - 1) in (":", "-", "is", "on", "hai", "ki", "date", "की")
    ):
        place -= 1
    return place


def _led_by_birth(found: Sequence[Phrase], place: int) -> bool:
    return any(_has(found, before, "birth") for before in range(max(0, place - 3), place)) or (
        any(
            _form(found, after) in ("ko janm", "janm", "जन्म", "born", "paida")
            for after in range(place + 3, min(len(found), place + 8))
        )
        and _full_date(found, place, None) is not None
    )


def _full_date(found: Sequence[Phrase], place: int, now: datetime | None) -> tuple[date | None, int] | None:
    """(date or None if there is no such day, place after)."""
    here = found[place]
    if place and found[place - 1].number is not None and here.glued:
        return None
    if here.number is not None and len(here.form) == 8:
        day, month, year = int(here.form[:2]), int(here.form[2:4]), int(here.form[4:])
        if 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31:
            return _exact_date(day, month, year, now), place + 1
        return None
    if here.number is not None and len(here.form) == 4:
        if (
            _form(found, place + 1) in _DIGIT_MARKS
            and _two(found, place + 2)
            and _form(found, place + 3) in _DIGIT_MARKS
            and _two(found, place + 4)
        ):
            return _exact_date(
                found[place + 4].number or 0, found[place + 2].number or 0, here.number, now
            ), place + 5
        return None
    if here.number is not None and len(here.form) <= 2:
        marked = (
            _form(found, place + 1) in _DIGIT_MARKS
            and _two(found, place + 2)
            and _form(found, place + 3) in _DIGIT_MARKS
        )
        spaced = _two(found, place + 1) and _year_at(found, place + 2, four=True)
        if marked and _year_at(found, place + 4):
            return _day_month(
                here.number, found[place + 2].number or 0, found[place + 4].form, now
            ), place + 5
        if spaced:
            return _day_month(
                here.number, found[place + 1].number or 0, found[place + 2].form, now
            ), place + 3
        at = place + 1
        while _form(found, at) in ("st", "nd", "rd", "th", "of", "-", ".", "/", " "):
            at += 1
        if _has(found, at, "month"):
            month = int(found[at].means["month"])
            at += 1
            while _form(found, at) in (",", "-", ".", "/", "'", "ko", "को", "of", "in", "year"):
                at += 1
            if _year_at(found, at):
                return _exact_date(here.number, month, _full_year(found[at].form, now), now), at + 1
        return None
    if here.has("month"):
        month = int(here.means["month"])
        at = place + 1
        while _form(found, at) in ("-", ".", "/"):
            at += 1
        if not _two(found, at):
            return None
        day = found[at].number or 0
        at += 1
        while _form(found, at) in ("st", "nd", "rd", "th", ",", "-", ".", "/", "'"):
            at += 1
        if _year_at(found, at):
            return _exact_date(day, month, _full_year(found[at].form, now), now), at + 1
    return None


def _two(found: Sequence[Phrase], place: int) -> bool:
    return place < len(found) and found[place].number is not None and len(found[place].form) <= 2


def _year_at(found: Sequence[Phrase], place: int, *, four: bool = False) -> bool:
    return (
        place < len(found)
        and found[place].number is not None
        and len(found[place].form) in ((4,) if four else (2, 4))
    )


def _full_year(form: str, now: datetime | None) -> int:
    if len(form) == 4:
        return int(form)
    # people are born in the past: 85 is 1985, 15 is 2015
    this_year = now.year if now is not None else date.max.year
    return 2000 + int(form) if 2000 + int(form) <= this_year else 1900 + int(form)


def _day_month(first: int, second: int, year: str, now: datetime | None) -> date | None:
    said = _exact_date(first, second, _full_year(year, now), now)
    if said is None and second > 12 and first <= 12:
        return _exact_date(second, first, _full_year(year, now), now)
    return said


def _exact_date(day: int, month: int, year: int, now: datetime | None) -> date | None:
    if not 1 <= month <= 12 or not 1800 <= year <= 2099 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _age_on(born: date, today: date) -> Age | None:
    if born > today:
        return None
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years > OLDEST:
        return None
    if years:
        return Age(years, "years", born)
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months:
        return Age(months, "months", born)
    days = (today - born).days
    return Age(days, "days", born) if days else None


# Ages inside sentences

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
        said = _with_unit(found, place)
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


def _alone(found: Sequence[Phrase], taken: frozenset[int]) -> AgeSaid | None:
    if _is_vague(found):
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
    if after.has(*_NOT_AGES) and not after.has("gender", "relation"):
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
    if place and found[place - 1].has("counting") and not found[place - 1].has("age_word"):
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
    before, after = _form(found, said.first - 1), _form(found, said.last)
    if _has(found, said.last, "duration_after", "ago", "later", "after_post", "before_post"):
        return False
    if after in ("+",) or any(
        phrase.form in ("above", "over", "below", "under")
        for phrase in found[max(0, said.first - 2) : said.first]
    ):
        return False
    old = any(
        phrase.form in _OLD_AFTER or "old" in phrase.form.split()
        for phrase in found[said.first : said.last + 1]
    )
    if old or _after_age_word(found, said.first):
        return True
    if _has(found, said.first - 1, "in_pre", "next", "last", "duration_before"):
        return False
    if (
        before == "for"
        and said.age.unit == "years"
        and not _has(found, said.last, "gender", "gender_letter", "relation")
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
    return _after_age_word(found, place) or _has(found, end, "age_word")


def _beside_person(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    """ "45 male", "F/62", "mother 68", "papa (70)"."""
    before, after = place - 1, end
    while _form(found, before) in (",", "/", "-", "(", "|", ":", ".", ";") and before > 0:
        before -= 1
    while _form(found, after) in (",", "/", "-", ")", "|", ".", ";") and after < len(found) - 1:
        after += 1
    value = number_at(found, place)
    years = value[0] if value else 0
    if (
        _has(found, before, "gender_letter")
        and (found[before].form in ("m", "f"))
        and not (before and found[before].glued and found[before - 1].is_word)
    ):
        return True
    if _has(found, after, "gender") and found[after].form not in ("other", "others", "skip"):
        return True
    if _has(found, after, "gender_letter") and found[after].form in ("m", "f"):
        return True
    if _has(found, before, "gender") and years > 0:
        return found[before].form not in ("other", "others", "skip")
    if _has(found, before, "relation") and found[before].means["relation"] != "self":
        return (
            years > 12
            or (found[before].means["relation"] in _CHILDREN and after >= len(found))
            or _has(found, end, "old")
        )
    if _form(found, before) in ("ji", "जी", "sahab") and _has(found, before - 1, "relation"):
        return years > 12
    return False


def _of_speaker(found: Sequence[Phrase], place: int, end: int, taken: frozenset[int]) -> bool:
    """ "I am 28", "she is 60", "main 45 ka hoon", "papa 65 ke hain", "Ramesh, 45, ..."."""
    before = place - 1
    while _has(found, before, "around") or _form(found, before) in ("now", "abhi", "about", "a"):
        before -= 1
    form = _form(found, before)
    value = number_at(found, place)
    if form in ("i am", "im", "iam", "hes", "shes", "he is", "she is", "i m") and not _has(
        found, end, "counted"
    ):
        return True
    if form == "is" and _has(found, before - 1, "pronoun", "relation"):
        return True
    if form == "am" and _form(found, before - 1) == "i":
        return True
    if (
        _has(found, end, "old")
        and (_has(found, end + 1, "copula") or " " in _form(found, end))
        and value is not None
        and value[0] > 12
    ):
        return True
    return bool(_form(found, end) in ("ka", "ki", "का", "की") and form in ("main", "mai", "मैं"))


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
