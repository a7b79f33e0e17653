"""Yes, cancel it; no, keep it; and what is neither, as people type it."""

import pytest

from dialogs.understanding.commands import asks_again
from dialogs.understanding.keeping import read_keeping, says_keep


@pytest.mark.parametrize(
    "words",
    [
        "keep it", "don't cancel", "please do not cancel it", "no", "no, keep it", "leave it", "stop", "I will come",
        "रहने दो", "मत रद्द करो", "रद्द मत करो", "cancel mat karo", "cancel nahi karna", "rehne do", "nahi", "नहीं",
    ],
)  # fmt: skip
def test_it_is_kept(words: str) -> None:
    assert read_keeping(words) == "keep"


@pytest.mark.parametrize(
    "words",
    [
        "yes", "cancel", "yes cancel it", "please cancel", "ok", "haan cancel kar do", "हाँ रद्द कर दो", "रद्द करें", "radd karo",
        "कैंसल कर दीजिए", "confirm", "cancel my booking",
    ],
)  # fmt: skip
def test_it_is_cancelled(words: str) -> None:
    assert read_keeping(words) == "cancel"


@pytest.mark.parametrize("words", ["my daughter is ill", "sunday", "what is the price", "", "🙂", "560001"])
def test_it_is_neither(words: str) -> None:
    assert read_keeping(words) is None


@pytest.mark.parametrize(
    "words", ["no", "not needed", "nahi chahiye ab", "it was cancelled by the doctor last week"]
)
def test_a_no_alone_keeps_nothing(words: str) -> None:
    assert not says_keep(words)


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ("book again", True), ("Book again for Sunita", True), ("phir se book karo", True), ("फिर से बुक करें: सुनीता", True),
        ("book again.", True), ("book a test", False), ("again", False), ("booking again and again fails", False), ("", False),
    ],
)  # fmt: skip
def test_the_same_again_is_asked_for(words: str, again: bool) -> None:
    assert asks_again(words) is again
