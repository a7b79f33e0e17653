import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callback_data import (
    CallbackDataUnfit,
    ObjectData,
    QuestionData,
    decode,
    encode,
)
from dialogs.screen import ObjectButton, QuestionButton

names = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), min_size=1, max_size=12)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("button", "data"),
    [
        (QuestionButton("Yes", "pincode", "change"), "q:pincode:zz:change"),
        (QuestionButton("Slot", "slot", "2026-12-01T06:00"), "q:slot:zz:2026-12-01T06:00"),
        (ObjectButton("Claim", "claim", "K7P2"), "o:claim:K7P2"),
    ],
)
def test_buttons_are_written_as_short_ids(button: QuestionButton | ObjectButton, data: str) -> None:
    assert encode(button, 35 * 36 + 35) == data


@given(question=names, value=words, revision=st.integers(0, 36**12 - 1))
def test_a_question_button_comes_back_as_it_went_or_is_refused(
    question: str, value: str, revision: int
) -> None:
    try:
        data = encode(QuestionButton("x", question, value), revision)
    except CallbackDataUnfit:
        assert len(f"q:{question}:{value}".encode()) > 64 - 14
    else:
        assert 1 <= len(data.encode()) <= 64
        assert decode(data) == QuestionData(question, revision, value)


@given(action=names, object_id=words)
def test_an_object_button_comes_back_as_it_went_or_is_refused(action: str, object_id: str) -> None:
    try:
        data = encode(ObjectButton("x", action, object_id), 0)
    except CallbackDataUnfit:
        assert len(f"o:{action}:{object_id}".encode()) > 64
    else:
        assert 1 <= len(data.encode()) <= 64
        assert decode(data) == ObjectData(action, object_id)


@given(st.text())
def test_whatever_a_button_says_is_read_or_passed_over(data: str) -> None:
    read = decode(data)
    assert read is None or data[:2] in ("q:", "o:")


@pytest.mark.parametrize(
    "data", ["", "q", "q:slot", "q:slot:", "q:slot:-1:x", "q::1:x", "o:claim", "o::1", "x:a:b"]
)
def test_data_of_another_program_is_nobodys(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    "button", [QuestionButton("x", "sl:ot", "1"), QuestionButton("x", "", "1"), ObjectButton("x", "a:b", "1")]
)
def test_a_name_that_could_not_be_read_back_is_refused(button: QuestionButton | ObjectButton) -> None:
    with pytest.raises(CallbackDataUnfit):
        encode(button, 0)
