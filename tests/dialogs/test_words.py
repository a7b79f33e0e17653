"""Days, times and lists, as each language says them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

import locales
from dialogs.text import Argument, Clock, Day, Moment, Span, listed, text
from dialogs.words import TextMissing, Words

ZONE = ZoneInfo("Asia/Kolkata")


@cache
def words() -> Words:
    return Words(locales.sources())


def said(what: Argument, language: str) -> str:
    return words().plain(text("notes", notes=what), language)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize("language", locales.sources())
def test_every_language_says_days_times_and_lists(language: str) -> None:
    for what in (
        Day(date(2026, 11, 21)),
        Clock(at(8), ZONE),
        Moment(at(8), ZONE),
        Span(at(8), at(9), ZONE),
        listed("a", "b"),
    ):
        assert said(what, language)


@pytest.mark.parametrize(
    "language, expected",
    [("en", "Sat 21 Nov"), ("hi", "शनि 21 नव॰"), ("hi-Latn", "Sat 21 Nov")],
)
def test_a_day_always_says_its_weekday(language: str, expected: str) -> None:
    assert said(Day(date(2026, 11, 21)), language) == expected


@pytest.mark.parametrize(
    "hour, minute, english, hindi, hinglish",
    [
        (0, 15, "12:15 am", "रात 12:15", "raat 12:15"),
        (3, 59, "3:59 am", "रात 3:59", "raat 3:59"),
        (4, 0, "4:00 am", "सुबह 4:00", "subah 4:00"),
        (8, 0, "8:00 am", "सुबह 8:00", "subah 8:00"),
        (12, 0, "12:00 pm", "दोपहर 12:00", "dopahar 12:00"),
        (13, 0, "1:00 pm", "दोपहर 1:00", "dopahar 1:00"),
        (18, 30, "6:30 pm", "शाम 6:30", "shaam 6:30"),
        (21, 0, "9:00 pm", "रात 9:00", "raat 9:00"),
    ],
)
def test_a_time_of_day(hour: int, minute: int, english: str, hindi: str, hinglish: str) -> None:
    clock = Clock(at(hour, minute), ZONE)
    assert [said(clock, language) for language in ("en", "hi", "hi-Latn")] == [english, hindi, hinglish]


@pytest.mark.parametrize(
    "start, end, language, expected",
    [
        (8, 9, "en", "8:00 – 9:00 am"),
        (11, 12, "en", "11:00 am – 12:00 pm"),
        (8, 9, "hi-Latn", "subah 8:00 – 9:00"),
        (11, 12, "hi-Latn", "subah 11:00 – dopahar 12:00"),
        (19, 20, "hi", "शाम 7:00 – रात 8:00"),
    ],
)
def test_a_part_of_the_day_is_said_once(start: int, end: int, language: str, expected: str) -> None:
    assert said(Span(at(start), at(end), ZONE), language) == expected


def test_a_moment_is_the_day_and_the_time() -> None:
    assert said(Moment(at(8) + timedelta(days=1), ZONE), "hi-Latn") == "Sun 22 Nov, subah 8:00"


@pytest.mark.parametrize(
    "language, expected", [("en", "CBC and TSH"), ("hi", "CBC और TSH"), ("hi-Latn", "CBC aur TSH")]
)
def test_a_list_is_joined_as_people_join_it(language: str, expected: str) -> None:
    assert said(listed("CBC", "TSH"), language) == expected


@pytest.mark.parametrize("count, expected", [(0, "0 mahina"), (1, "1 mahina"), (2, "2 mahine")])
def test_hinglish_counts_as_hindi_does(count: int, expected: str) -> None:
    assert words().plain(text("age-months", count=count), "hi-Latn") == expected


def test_a_language_without_formats_cannot_be_built() -> None:
    with pytest.raises(TextMissing, match="xx"):
        Words({"xx": ("notes = { $notes }",)})
