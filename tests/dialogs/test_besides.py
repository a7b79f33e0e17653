"""What is said beside the answers, and what only sounds like it."""

import pytest

from dialogs.understanding.address import is_address
from dialogs.understanding.choice import read_choice
from dialogs.understanding.mode import read_mode
from dialogs.understanding.requests import read_change_of, read_request
from dialogs.understanding.small_talk import read_small_talk


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("hello", "greeting"),
        ("Namaste ji", "greeting"),
        ("ram ram", "greeting"),
        ("नमस्ते जी", "greeting"),
        ("good morning sir", "greeting"),
        ("thank you so much", "thanks"),
        ("theek hai dhanyavaad", "thanks"),
        ("बहुत धन्यवाद", "thanks"),
        ("ok", "fine"),
        ("हाँ जी", "fine"),
        ("😀👍", "fine"),
        ("ruko ek minute", "later"),
        ("wait, I am asking my son", "later"),
        ("बाद में", "later"),
        ("Ram", None),
        ("Radhe Shyam", None),
        ("Good Singh", None),
        ("hello 58", None),
        ("cbc", None),
        ("no", None),
        ("hello I want a thyroid test", None),
        ("", None),
    ],
)
def test_small_talk(said: str, kind: str | None) -> None:
    assert read_small_talk(said) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("mahila phlebotomist chahiye", "lady"),
        ("please send a lady", "lady"),
        ("महिला स्टाफ भेजिए", "lady"),
        ("Sunita, 58, female", None),
        ("I want a refund", "refund"),
        ("paise wapas karo", "refund"),
        ("पैसे वापस चाहिए", "refund"),
        ("nobody came", "absent"),
        ("phlebotomist abhi tak nahi aaya", "absent"),
        ("अभी तक कोई नहीं आया", "absent"),
        ("report nahi mili", "report_late"),
        ("अभी तक रिपोर्ट नहीं आई", "report_late"),
        ("when will the report come", None),
        ("stop messaging me", "unsubscribe"),
        ("cancel my booking", None),
    ],
)
def test_requests(said: str, kind: str | None) -> None:
    assert read_request(said) == kind


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("Flat 12, Rose Villa, 4th Cross", True),
        ("H no 45 sector 12 gurgaon", True),
        ("makan number 12 gali 4 shiv mandir ke paas", True),
        ("मकान नंबर 12, गली 4", True),
        ("12/3 2nd floor mg road", True),
        ("near SBI bank, gandhi nagar", True),
        ("kal subah 8 baje", False),
        ("Sunita Devi, 58, F", False),
        ("are you near MG road?", False),
        ("main road", False),
        ("my house", False),
        ("9876543210", False),
    ],
)
def test_addresses(said: str, is_one: bool) -> None:
    assert is_address(said) is is_one


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("ghar pe aao", "home"),
        ("home visit please", "home"),
        ("kisi ko bhej do", "home"),
        ("घर पर", "home"),
        ("main khud aa jaunga", "lab"),
        ("I will come to the lab", "lab"),
        ("लैब आ जाऊँगी", "lab"),
        ("home or lab", None),
        ("kal", None),
    ],
)
def test_where_the_sample_is_taken(said: str, mode: str | None) -> None:
    assert read_mode(said) == mode


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("change the address", "address"),
        ("my number is wrong", "contact"),
        ("umar galat hai", "age"),
        ("समय बदलना है", "slot"),
        ("test badalna hai", "tests"),
        ("change the time to 9", None),
        ("what is the address", None),
    ],
)
def test_what_is_to_be_changed(said: str, question: str | None) -> None:
    assert read_change_of(said) == question


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("the second one", 2),
        ("theek hai pehla wala", 1),
        ("ठीक है पहला वाला", 1),
        ("तीसरा", 3),
        ("doosra time", None),
        ("first tell me the price", None),
    ],
)
def test_one_of_a_list_pointed_at(said: str, number: int | None) -> None:
    assert read_choice(said) == number
