"""Entries: what they refuse, and that they come back from storage unchanged."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lab.port import (
    DescribedItem,
    Entry,
    EntryIncomplete,
    EntryItem,
    EntryUnreadable,
    entry_from_json,
    entry_to_json,
)
from dialogs.money import Paise

SLOT = datetime(2026, 5, 15, 8, 30, tzinfo=UTC)
BOOKING: dict[str, Any] = {
    "key": "k1",
    "phase": "booking",
    "branch_id": "b1",
    "first_name": "Anita",
    "phone": "9123456780",
    "age": 45,
    "mode": "home",
    "slot": SLOT,
}


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"key": ""}, "key"),
        ({"branch_id": ""}, "branch"),
        ({"first_name": " "}, "name"),
        ({"phone": "+919123456780"}, "ten digits"),
        ({"phone": "91234567८०"}, "ten digits"),
        ({"age": -1}, "age"),
        ({"slot": None}, "slot"),
        ({"mode": None}, "mode"),
        ({"slot": datetime(2026, 5, 15, 8, 30)}, "time zone"),  # noqa: DTZ001 - the mistake meant here
    ],
)
def test_an_entry_that_no_lab_could_take_cannot_be_made(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EntryIncomplete, match=sentence):
        Entry(**(BOOKING | change))


def test_a_lead_needs_neither_slot_nor_mode() -> None:
    assert Entry(**(BOOKING | {"phase": "lead", "slot": None, "mode": None})).slot is None


def test_the_slot_is_the_same_instant_in_utc_whatever_the_zone() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    assert Entry(**(BOOKING | {"slot": SLOT.astimezone(india)})) == Entry(**BOOKING)


def test_an_entry_says_nothing_personal_of_itself() -> None:
    entry = Entry(
        **BOOKING,
        last_name="Verma",
        email="a@example.com",
        address="22 MG Road",
        pincode="560001",
        gender="female",
    )
    shown = repr(entry)
    assert "k1" in shown
    for secret in ("Anita", "Verma", "9123456780", "45", "@", "MG Road", "560001", "female"):
        assert secret not in shown


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
optional = st.none() | texts
amounts = st.integers(0, 10**9).map(Paise)
entries = st.builds(
    Entry,
    key=texts,
    phase=st.sampled_from(["booking", "lead"]),
    branch_id=texts,
    first_name=texts.filter(str.strip),
    phone=st.from_regex(r"\A[6-9][0-9]{9}\Z"),
    age=st.integers(0, 120),
    age_unit=st.sampled_from(["years", "months", "days"]),
    last_name=optional,
    gender=st.sampled_from([None, "male", "female", "other"]),
    email=optional,
    address=optional,
    pincode=optional,
    location=optional,
    mode=st.sampled_from(["home", "lab"]),
    slot=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    items=st.lists(
        st.builds(
            EntryItem,
            id=texts,
            kind=st.sampled_from(["test", "package"]),
            price=amounts,
            contains=st.lists(texts, max_size=3).map(tuple),
            name=texts,
        ),
        max_size=3,
    ).map(tuple),
    described=st.lists(
        st.builds(
            DescribedItem, name=texts, kind=st.sampled_from(["test", "package"]), price=st.none() | amounts
        ),
        max_size=2,
    ).map(tuple),
    discount=amounts,
    total=amounts,
    instructions=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    source=optional,
    priority=st.sampled_from([None, "urgent", "low"]),
    custom_fields=st.dictionaries(texts, st.booleans() | st.integers(-(10**6), 10**6) | texts, max_size=3),
)


@given(entries)
def test_an_entry_comes_back_from_storage_unchanged(entry: Entry) -> None:
    stored = entry_to_json(entry)
    assert entry_from_json(stored) == entry
    assert entry_to_json(entry_from_json(stored)) == stored


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 2, "entry": {}}',
        entry_to_json(Entry(**BOOKING)).replace("9123456780", "12345"),
        entry_to_json(Entry(**BOOKING)).replace('"age":45', '"age":"Anita"'),
    ],
)
def test_a_damaged_or_newer_entry_is_refused_without_repeating_it(stored: str) -> None:
    with pytest.raises(EntryUnreadable) as refused:
        entry_from_json(stored)
    assert "Anita" not in str(refused.value)
    assert "12345" not in str(refused.value)
