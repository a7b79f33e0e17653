"""The language that a message is written in."""

import json
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.written_language import read_written_language

SETS = Path(__file__).parents[1] / "language"
LANGUAGES = {"en": "en", "hi": "hi", "hinglish": "hi-Latn"}


def sentences() -> dict[str, str]:
    """Every utterance of the language sets with three words or more, and its language."""
    found: dict[str, str] = {}
    for path in sorted(SETS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            said = next(item[name] for name in ("utterance", "text", "query", "input") if name in item)
            if item["lang"] in LANGUAGES and len(said.split()) >= 3:
                found[said] = LANGUAGES[item["lang"]]
    return found


@pytest.mark.parametrize("language", [*LANGUAGES.values(), "all"])
def test_the_language_sets(language: str) -> None:
    wanted = {said: code for said, code in sentences().items() if language in (code, "all")}
    read = {said: read_written_language(said) for said in wanted}
    answered = {said: code for said, code in read.items() if code is not None}
    assert len(wanted) > 1000
    assert len(answered) / len(wanted) >= 0.85
    assert sum(wanted[said] == code for said, code in answered.items()) / len(answered) >= 0.97


@pytest.mark.parametrize(
    "said, expected",
    [
        ("I want to book a test for my mother", "en"),
        ("what is the price", "en"),
        ("tomorrow morning", "en"),
        ("can you come on saturday?", "en"),
        ("it's for me", "en"),
        ("do you come home", "en"),
        ("please connect me to someone", "en"),
        ("My father’s sugar", "en"),
        ("mujhe sugar test karwana hai", "hi-Latn"),
        ("KAL SUBAH", "hi-Latn"),
        ("papa ka cbc", "hi-Latn"),
        ("haan", "hi-Latn"),
        ("home collection available hai", "hi-Latn"),
        ("price kya hai", "hi-Latn"),
        ("report kab milegi", "hi-Latn"),
        ("karwaungi parson", "hi-Latn"),
        ("nhi chahiye", "hi-Latn"),
        ("sample kb lenge", "hi-Latn"),
        ("please time bataiyega", "hi-Latn"),
        ("मुझे शुगर टेस्ट करवाना है", "hi"),
        ("CBC टेस्ट करवाना है", "hi"),
        ("सुनीता देवी, 58", "hi"),
        ("thyroid और vitamin d", "hi"),
        ("i want थायराइड test for my father", "en"),
        ("நாளை காலை", "ta"),
        ("రేపు ఉదయం", "te"),
        ("ನಾಳೆ ಬೆಳಿಗ್ಗೆ", "kn"),
        ("আগামীকাল সকালে", "bn"),
        ("मला थायरॉइड टेस्ट पाहिजे", "mr"),
        ("उद्या सकाळी रक्त तपासणी करायची आहे", "mr"),
        ("कल सुबह खून की जाँच", "hi"),
    ],
)
def test_a_language_is_told(said: str, expected: str) -> None:
    assert read_written_language(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "45", "560001", "98765 43210", "🙂", "...", "CBC", "hba1c", "thyroid", "vitamin d", "liver function test",
        "beta hcg", "pet ct scan", "fever panel", "Omega 3", "Sunita Devi", "sunita devi", "Suman Rao, 45, F", "Ramesh",
        "Shivani", "Bhavani Devi", "Dil Bahadur", "Om Prakash", "58 years, F", "8 months", "sunday", "no", "yes", "ok",
        "ok please", "hi", "hello", "namaste", "test", "report", "home collection", "Flat 12, Rose Villa, 4th Cross",
    ],
)  # fmt: skip
def test_what_every_language_shares_tells_nothing(said: str) -> None:
    assert read_written_language(said) is None


@given(st.text(max_size=500))
def test_any_text_can_be_read(said: str) -> None:
    assert read_written_language(said) in {
        None, "en", "hi", "hi-Latn", "mr", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml"
    }  # fmt: skip


@pytest.mark.parametrize(
    "said", ["a " * 5000, "कल " * 5000, "xqzwwpd " * 2000, "aaaaaaaa" * 2000, "'" * 9000]
)
def test_a_long_text_takes_no_longer(said: str) -> None:
    read_written_language("warm")
    begun = thread_time()
    for _ in range(100):
        read_written_language(said)
    assert thread_time() - begun < 0.1  # 1 ms each: more than ten times what it takes
