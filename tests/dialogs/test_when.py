"""What patients say about days and times, and what is understood by it."""

import time as clock
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.understanding import ready
from dialogs.understanding.readings import Rejected, When
from dialogs.understanding.when import read_when


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Readings are timed once everything they rest on is there."""
    ready.prepare()
    ready.prepare_rare()


INDIA = timezone(timedelta(hours=5, minutes=30))
FRIDAY = datetime(2026, 11, 20, 10, 15, tzinfo=INDIA)
SLOWEST = 0.05


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


def at(hour: int, minute: int = 0) -> time:
    return time(hour, minute)


def point(hour: int, minute: int = 0, on: date | None = None) -> When:
    return When(date=on, start=at(hour, minute), end=at(hour, minute))


@pytest.mark.parametrize(
    "said, expected",
    [
        ("kal subah 8 baje", point(8, on=day(11, 21))),
        ("साढ़े सात बजे", point(7, 30)),
        ("paune ek baje", point(12, 45)),
        ("dhai baje", point(14, 30)),
        ("4:30", point(16, 30)),
        ("04:30", point(4, 30)),
        ("shaam 6", point(18)),
        ("raat 12 baje", point(0)),
        ("12 am", point(0)),
        ("7 se 8 ke beech", When(start=at(7), end=at(8))),
        ("10-1 pm", When(start=at(10), end=at(13))),
        ("9-5", When(start=at(9), end=at(17))),
        ("before 9", When(end=at(9))),
        ("shaam 5 ke baad", When(start=at(17))),
        ("not before 9", When(start=at(9))),
        ("subah subah", When(start=at(5), end=at(8))),
        ("friday", When(date=day(11, 27))),
        ("next tuesday", When(date=day(11, 24))),
        ("next sunday", When(date=day(11, 29))),
        ("next week", When(date=day(11, 23), date_to=day(11, 29))),
        ("weekend", When(date=day(11, 21), date_to=day(11, 22))),
        ("17-12", When(date=day(12, 17))),
        ("06/23", When(date=day(6, 23, 2027))),
        ("5/12", When(date=day(12, 5))),
        ("29 feb", When(date=day(2, 29, 2028))),
        ("5 tarikh", When(date=day(12, 5))),
        ("20th", When(date=day(11, 20))),
        ("in 3 hours", point(13, 15, on=day(11, 20))),
        ("jaldi se jaldi", When(date=day(11, 20))),
        ("25 to 27 december", When(date=day(12, 25), date_to=day(12, 27))),
        ("9-11 tarikh", When(date=day(12, 9), date_to=day(12, 11))),
    ],
)
def test_the_policy_of_days_and_times(said: str, expected: When) -> None:
    assert read_when(said, FRIDAY) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("not monday, tuesday", When(date=day(11, 24))),
        ("tuesday not monday", When(date=day(11, 24))),
        ("kal nahi parso", When(date=day(11, 22))),
        ("monday is not possible tuesday is", When(date=day(11, 24))),
        ("kal subah nahi, shaam ko", When(date=day(11, 21), start=at(16), end=at(20))),
        ("8 am is too early, 10 am", point(10)),
        ("shift from monday to tuesday", When(date=day(11, 24))),
        ("tomorrow, sorry day after tomorrow", When(date=day(11, 22))),
        ("kal nahi", Rejected("none")),
        ("not today", Rejected("none")),
    ],
)
def test_what_is_refused_is_not_what_is_asked_for(said: str, expected: When | Rejected) -> None:
    assert read_when(said, FRIDAY) == expected


@pytest.mark.parametrize(
    "said, reason",
    [
        ("yesterday", "past"),
        ("beeta hua kal", "past"),
        ("2 din pehle", "past"),
        ("last friday", "past"),
        ("20/11/2025", "past"),
        ("31/02/2027", "invalid"),
        ("25:00", "invalid"),
        ("32 tarikh", "invalid"),
        ("tomorrow 8:75", "invalid"),
        ("may i know the price", "none"),
        ("45 saal", "none"),
        ("9876543210", "none"),
        ("flat 12, 3rd floor", "none"),
        ("ca 19-9", "none"),
        ("vitamin b 12", "none"),
        ("24 hour urine protein", "none"),
        ("bp 120/80", "none"),
        ("meri baat sun", "none"),
        ("", "none"),
    ],
)
def test_what_is_no_wish_for_a_day_is_rejected_with_its_reason(said: str, reason: str) -> None:
    found = read_when(said, FRIDAY)
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_days_are_those_of_the_clinic_also_just_after_midnight() -> None:
    midnight = datetime(2027, 2, 27, 0, 20, tzinfo=INDIA)
    assert read_when("kal", midnight) == When(date=day(2, 28, 2027))
    assert read_when("today", midnight) == When(date=day(2, 27, 2027))


def test_the_next_such_day_of_the_month_skips_months_without_it() -> None:
    assert read_when("30th", datetime(2027, 2, 3, 9, 0, tzinfo=INDIA)) == When(date=day(3, 30, 2027))


@pytest.mark.parametrize(
    "said, expected",
    [
        ("আগামীকাল সকাল ৮টায়", point(8, on=day(11, 21))),
        ("সকাল ৭টা থেকে ৯টা", When(start=at(7), end=at(9))),
        ("நாளை காலை 8 மணிக்கு", point(8, on=day(11, 21))),
        ("ఎల్లుండి సాయంత్రం", When(date=day(11, 22), start=at(16), end=at(20))),
        ("ನಾಳೆ ಬೆಳಿಗ್ಗೆ 8 ಗಂಟೆಗೆ", point(8, on=day(11, 21))),
        ("दोन दिवसांनी", When(date=day(11, 22))),
        ("उद्या नको परवा", When(date=day(11, 22))),
        ("આવતીકાલે", When(date=day(11, 21))),
        ("25 ഡിസംബർ", When(date=day(12, 25))),
    ],
)
def test_other_languages_of_india(said: str, expected: When) -> None:
    assert read_when(said, FRIDAY) == expected


WORDS = [
    "kal",
    "subah",
    "8",
    "baje",
    "nahi",
    "not",
    "before",
    "after",
    "9",
    "se",
    "10",
    ":",
    "/",
    "-",
    ".",
    ",",
    "25",
    "dec",
    "th",
    "5",
    "tarikh",
    "monday",
    "agle",
    "week",
    "between",
    "and",
    "dedh",
    "saadhe",
    "half",
    "past",
    "in",
    "hours",
    "din",
    "baad",
    "ago",
    "परसों",
    "को",
    "बजे",
    "se",
    "pehle",
    "12/12",
    "00",
    "99999999999999999999",
    "²",
    "௧",
    "am",
    "sat",
    "next",
    "last",
    "31",
    "30",
    "feb",
]
UTTERANCES = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
)
MOMENTS = st.integers(0, 60 * 24 * 365 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=INDIA) + timedelta(minutes=minutes)
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(said=UTTERANCES, now=MOMENTS)
def test_any_text_is_read_and_never_as_a_day_that_is_over(said: str, now: datetime) -> None:
    found = read_when(said, now)
    if isinstance(found, When):
        assert found != When()
        assert found.date is None or found.date >= now.date()
        assert found.date_to is None or (found.date is not None and found.date_to > found.date)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "kal nahi ",
        "1/1/",
        "monday ",
        "8 se ",
        "half ",
        "25 dec to ",
        "not monday ",
        "-",
        "next ",
        "5-",
        "नहीं ",
        "😀",
        "zq",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (4096 // len(piece))
    spent = []
    for _ in range(3):  # the best of three, since the machine has other work as well
        begun = clock.thread_time()
        read_when(text, FRIDAY)
        spent.append(clock.thread_time() - begun)
    assert min(spent) < SLOWEST
