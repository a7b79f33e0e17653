"""Numbers as people say them: digits of any script, and words from "five" and "paanch" to "one hundred and two"."""

from collections.abc import Sequence

from dialogs.understanding.phrases import Phrase

_MOST_DIGITS = 4


def number_at(phrases: Sequence[Phrase], place: int, *, doubtful: bool = True) -> tuple[int, int] | None:
    """The whole number that begins at a place and the place after it, else None.

    With `doubtful` false, number words that are commoner as something else ("do", "so", "sat") do not count.
    """
    if place >= len(phrases):
        return None
    here = phrases[place]
    if here.number is not None:
        return (here.number, place + 1) if len(here.form) <= _MOST_DIGITS else None
    first = _word_at(phrases, place, doubtful=doubtful)
    if first is None:
        return None
    value, place = first, place + 1
    if value == 100:
        return _rest(phrases, place, 100)
    if value < 10 and place < len(phrases) and phrases[place].means.get("number") == "100":
        return _rest(phrases, place + 1, value * 100)
    return _unit(phrases, place, value)


def _word_at(phrases: Sequence[Phrase], place: int, *, doubtful: bool = True) -> int | None:
    if place >= len(phrases):
        return None
    word = phrases[place].means.get("number")
    if word is None or (not doubtful and "number_doubtful" in phrases[place].means):
        return None
    return int(word)


def _unit(phrases: Sequence[Phrase], place: int, value: int) -> tuple[int, int]:
    """Adds the "five" of "forty five" (also with a hyphen); Hindi says such numbers in one word."""
    if value in range(20, 100, 10):
        after = place + 1 if place < len(phrases) and phrases[place].form == "-" else place
        unit = _word_at(phrases, after)
        if unit is not None and 1 <= unit <= 9 and phrases[after].form.isascii():
            return value + unit, after + 1
    return value, place


def _rest(phrases: Sequence[Phrase], place: int, hundreds: int) -> tuple[int, int]:
    after = place + 1 if place < len(phrases) and phrases[place].form in ("and", "aur") else place
    word = _word_at(phrases, after)
    if word is None or word >= 100:
        return hundreds, place
    rest, end = _unit(phrases, after + 1, word)
    return hundreds + rest, end
