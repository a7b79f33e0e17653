"""Which common question a text asks: held to label sets, and to properties of any text whatever."""

from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.understanding import faq, ready
from dialogs.understanding.readings import FaqKind
from dialogs.understanding.words import people
from tests.dialogs.label_sets import misread, read
from tests.dialogs.stopwatch import timed


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Readings are timed once everything they rest on is there."""
    ready.prepare()
    ready.prepare_rare()


@pytest.mark.parametrize("form", ["{} Kumar, 66, M", "papa {} Khan 66", "{} Devi 45 female"])
def test_nobodys_name_is_a_question(form: str) -> None:
    said = [form.format(name.title()) for name in people().names]
    assert {text: faq.read_faq(text) for text in said if faq.read_faq(text)} == {}


FLOORS = {"faq": 1.0, "faq_more": 0.99, "faq_held": 0.98}


@pytest.mark.parametrize("name", FLOORS)
def test_questions_are_told_apart(name: str) -> None:
    rows = read(name)
    wrong = misread(rows, faq.read_faq)
    assert 1 - len(wrong) / len(rows) >= FLOORS[name], wrong


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("lang", ["en", "hi", "hinglish"])
def test_no_language_is_left_behind(name: str, lang: str) -> None:
    rows = [row for row in read(name) if row.lang == lang]
    assert len(misread(rows, faq.read_faq)) / len(rows) <= 0.03


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cbc ka rate kya hai aur report kab milegi", "price"),
        ("report kab milegi aur rate kya hai", "report_time"),
        ("cancel my booking and refund the money", "cancel"),
        ("cancel it and put it on sunday", "reschedule"),
        ("ghar se sample lete ho", "home_or_lab"),
        ("noida me ghar se sample lete ho", "pincode_served"),
        ("where is your branch in noida", "address"),
        ("thyroid test karwana hai, rate kya hai", "price"),
    ],
)
def test_of_two_questions_the_policy_chooses(text: str, kind: FaqKind) -> None:
    assert faq.read_faq(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "book cbc tomorrow",
        "haan",
        "Sunita Devi, 58, F",
        "कल सुबह 8 बजे",
        "560001",
        "are you a robot",
        "sugar 180 hai kya karu",
        "b12 hata ke vitamin d kar do",
        "sugar kam kaise kare",
    ],
)
def test_bookings_answers_and_chat_ask_nothing(text: str) -> None:
    assert faq.read_faq(text) is None


def test_the_explanation_quotes_the_words() -> None:
    kind, why = faq.explain("thyroid test kitne ka hai")
    assert kind == "price"
    assert "kitne" in why


def test_nothing_said_is_nothing_read() -> None:
    assert [faq.read_faq(text) for text in ("", "   ", "?!", "🙏", "\u200b")] == [None] * 5


@settings(deadline=None)  # it is timed by the work of its own thread
@given(st.text())
@example("रिपोर्ट कब मिलेगी" * 2000)
@example("price " * 5000)
@example("a" * 100_000)
@example("1" * 100_000)
@example("\u0915\u094d" * 5000)
def test_any_text_is_read_quickly(text: str) -> None:
    (kind, _), seconds = timed(lambda: faq.explain(text))
    assert seconds < 0.05
    assert kind is None or kind in get_args(FaqKind)


WORDS = sorted({word for row in read("faq_more") for word in row.text.split()})


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_order_of_telling_words_is_read_quickly(text: str) -> None:
    (kind, why), seconds = timed(lambda: faq.explain(text))
    assert seconds < 0.05
    assert (kind is None) or why
