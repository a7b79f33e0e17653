"""Answers typed when one thing was asked for: age, phone, pincode, gender, name, relation, yes or no."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dialogs.understanding.age import read_age
from dialogs.understanding.gender import read_gender
from dialogs.understanding.name import LONGEST_NAME, read_name
from dialogs.understanding.phone import read_phone
from dialogs.understanding.pincode import read_pincode
from dialogs.understanding.readings import Age
from dialogs.understanding.relation import read_relation
from dialogs.understanding.yes_no import read_yes_no

NOW = datetime(2026, 11, 20, 10, 15, tzinfo=timezone(timedelta(hours=5, minutes=30)))


@pytest.mark.parametrize(
    "said, expected",
    [
        ("45", Age(45)),
        ("forty five years", Age(45)),
        ("paintalis saal", Age(45)),
        ("६२ साल", Age(62)),
        ("around 40", Age(40)),
        ("1.5 years", Age(18, "months")),
        ("2 saal 3 mahine", Age(27, "months")),
        ("dhai saal", Age(30, "months")),
        ("3 weeks", Age(21, "days")),
        ("10 din", Age(10, "days")),
        ("1 yr 2 mo", Age(14, "months")),
        ("teees", Age(30)),
        ("DOB 12/03/1990", Age(36, "years", date(1990, 3, 12))),
        ("21/11/2000", Age(25, "years", date(2000, 11, 21))),
        ("20/11/2000", Age(26, "years", date(2000, 11, 20))),
        ("12/3/90", Age(36, "years", date(1990, 3, 12))),
        ("20/06/2026", Age(5, "months", date(2026, 6, 20))),
        ("120", Age(120)),
        ("121", None),
        ("0", None),
        ("-4", None),
        ("70+", None),
        ("40-45", None),
        ("60 ke upar", None),
        ("1975", None),
        ("21/11/2026", None),
        ("31/02/1980", None),
        ("9 am", None),
        ("72 kg", None),
        ("why do you need my age?", None),
    ],
)
def test_age(said: str, expected: Age | None) -> None:
    assert read_age(said, NOW) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("9876543210", "+919876543210"),
        ("+91 (98765) 43210", "+919876543210"),
        ("0091-98765-43210", "+919876543210"),
        ("९८७६५ ४३२१०", "+919876543210"),
        ("9876543210 or 9123456780", "+919876543210"),
        ("pin 560001 mobile 9876543210", "+919876543210"),
        ("double nine triple eight 7 6 5 4 3", "+919988876543"),
        ("080-22345678", None),
        ("1800 123 4567", None),
        ("+1 415 555 0132", None),
        ("98765432100", None),
        ("98765x3210", None),
    ],
)
def test_phone(said: str, expected: str | None) -> None:
    assert read_phone(said) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("560 001", "560001"),
        ("flat 203, sector 21, gurgaon 122001 haryana", "122001"),
        ("#12, 4th cross, 560076", "560076"),
        ("४०००५०", "400050"),
        ("012345", None),
        ("9876543210", None),
        ("56OO38", None),
        ("12/12/2026", None),
    ],
)
def test_pincode(said: str, expected: str | None) -> None:
    assert read_pincode(said) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("M", "male"),
        ("femail", "female"),
        ("papa hai", "male"),
        ("bachchi", "female"),
        ("ಮಹಿಳೆ", "female"),
        ("ஆண்", "male"),
        ("trans woman", "other"),
        ("rather not say", "undisclosed"),
        ("male nahi female", "female"),
        ("male or female", None),
        ("kyu chahiye", None),
        ("32", None),
    ],
)
def test_gender(said: str, expected: str | None) -> None:
    assert read_gender(said) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("RAJESH GUPTA", "Rajesh Gupta"),
        ("R. K. Narayan", "R. K. Narayan"),
        ("Anne-Marie D'Souza", "Anne-Marie D'Souza"),
        ("Smt. Kamla Devi ji", "Kamla Devi"),
        ("mera naam Sunil Yadav hai", "Sunil Yadav"),
        ("main Pooja bol rahi hoon", "Pooja"),
        ("मेरा नाम सीता देवी है", "सीता देवी"),
        ("Sunita Devi, 58, F", "Sunita Devi"),
        ("Mangal Singh", "Mangal Singh"),
        ("Sanjay", "Sanjay"),
        ("Neha 😊", "Neha"),
        ("good morning", None),
        ("kal subah", None),
        ("cbc test", None),
        ("i am busy", None),
        ("nahi bataunga", None),
        ("<b>Ram</b>", None),
        ("/start", None),
        ("asdfgh", None),
        ("A", None),
    ],
)
def test_name(said: str, expected: str | None) -> None:
    assert read_name(said) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("mere liye", "self"),
        ("मम्मी", "mother"),
        ("mera ladka", "son"),
        ("my little girl", "daughter"),
        ("sasur ji", "father_in_law"),
        ("my wife's mother", "mother_in_law"),
        ("papa ki behen", "aunt"),
        ("friend's mother", "other"),
        ("sister in law", "other"),
        ("my child", None),
        ("blue", None),
    ],
)
def test_relation(said: str, expected: str | None) -> None:
    assert read_relation(said) == expected


@pytest.mark.parametrize(
    "said, expected",
    [
        ("haan ji bilkul", True),
        ("theek hai", True),
        ("koi baat nahi", True),
        ("why not", True),
        ("ठीक आहे", True),
        ("சரி", True),
        ("👍", True),
        ("theek nahi hai", False),
        ("no, saturday", False),
        ("नको", False),
        ("வேண்டாம்", False),
        ("লাগবে না", False),
        ("yes but later", None),
        ("yes no", None),
        ("kya?", None),
        ("ramesh", None),
    ],
)
def test_yes_and_no(said: str, expected: bool | None) -> None:
    assert read_yes_no(said) is expected


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
@example("\u200c")
@example("\u200d.")
def test_any_text_has_an_answer_in_its_form(said: str) -> None:
    age, phone, pincode, name = read_age(said, NOW), read_phone(said), read_pincode(said), read_name(said)
    assert age is None or age.value >= 1
    assert phone is None or (
        phone[:3] == "+91" and phone[3] in "6789" and len(phone) == 13 and phone[1:].isascii()
    )
    assert pincode is None or (
        len(pincode) == 6 and pincode.isascii() and pincode.isdecimal() and pincode[0] != "0"
    )
    assert name is None or (sum(char.isalpha() for char in name) >= 2 and len(name) <= LONGEST_NAME)
    read_gender(said)
    read_relation(said)
    read_yes_no(said)


@given(
    st.integers(6_000_000_000, 9_999_999_999),
    st.sampled_from(["{}", "+91{}", "0{}", "my number is {} ok", "{}."]),
)
def test_every_indian_mobile_is_read_back(number: int, around: str) -> None:
    assert read_phone(around.format(number)) == f"+91{number}"


@given(
    st.integers(1, 120), st.sampled_from(["{}", "{} years", "{} saal ke hain", "umar {}", "I am {}", "{}/M"])
)
def test_every_age_is_read_back(years: int, around: str) -> None:
    assert read_age(around.format(years), NOW) == Age(years)
