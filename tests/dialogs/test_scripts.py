"""Names and words of Indic scripts in Latin letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import scripts


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("सुनीता देवी", "Sunita Devi"),
        ("रमेश कुमार", "Ramesh Kumar"),
        ("राजेश शर्मा", "Rajesh Sharma"),
        ("प्रिया सिंह", "Priya Singh"),
        ("मोहम्मद आरिफ़", "Mohammad Arif"),
        ("विश्वनाथ", "Vishwanath"),
        ("शकुंतला", "Shakuntala"),
        ("मनमोहन", "Manmohan"),
        ("ओमप्रकाश गुप्ता", "Omprakash Gupta"),
        ("हेमलता", "Hemlata"),
        ("अब्दुल रहमान", "Abdul Rahman"),
        ("ज्योति", "Jyoti"),
        ("ऋषि कपूर", "Rishi Kapoor"),
        ("ગીતા પટેલ", "Geeta Patel"),
        ("সুমিতা রায়", "Sumita Ray"),
        ("முருகன்", "Murugan"),
        ("లక్ష్మి", "Lakshmi"),
        ("ಮಂಜುನಾಥ್", "Manjunath"),
        ("Иван", "Ivan"),
    ],
)
def test_a_name_is_spelt_as_people_spell_it(name: str, latin: str) -> None:
    assert scripts.latin_name(name) == latin


@pytest.mark.parametrize("name", ["Sunita Devi", "O'Brien", "José", "anita  rao", "", "M. K. Gandhi"])
def test_a_latin_name_stays_as_it_is(name: str) -> None:
    assert scripts.latin_name(name) == name


def test_a_name_of_two_scripts_is_all_latin() -> None:
    assert scripts.latin_name("Sunita देवी") == "Sunita Devi"


@pytest.mark.parametrize(
    ("word", "letters"),
    [("सीबीसी", "cbc"), ("टीएसएच", "tsh"), ("एचबीए1सी", "hba1c"), ("खून", None), ("", None)],
)
def test_an_abbreviation_is_known_by_the_names_of_its_letters(word: str, letters: str | None) -> None:
    assert scripts.spelled_letters(word) == letters


def test_every_indic_block_is_read_as_devanagari() -> None:
    assert scripts.as_devanagari("ಥೈರಾಯ್ಡ್") == "थैराय्ड्"
    assert scripts.as_devanagari("৪২") == "42"
    assert scripts.as_devanagari("cbc") == "cbc"


@given(st.text(max_size=100))
def test_any_text_has_a_latin_form(text: str) -> None:
    latin = scripts.latin_name(text)
    assert not scripts.has_indic(latin) or latin == text
    assert scripts.latin_name(latin) == latin or not latin.isascii()


@given(st.text(alphabet=st.characters(min_codepoint=0x0900, max_codepoint=0x0D7F), max_size=40))
def test_any_indic_letters_have_a_latin_form(text: str) -> None:
    assert not scripts.has_indic(scripts.latin_name(text))
    scripts.by_sound(text)
    scripts.spelled_letters(text)
