"""What the readers make of one item of a language set, in the form that the set's scorer takes.

An item is a mapping with an utterance (`query`, `utterance`, `input` or `text`) and, where days matter, `now`; expected
answers are never looked at.
"""

from collections.abc import Mapping
from datetime import datetime, time
from functools import partial
from typing import Literal, assert_never

from dialogs.understanding.age import read_age
from dialogs.understanding.faq import read_faq
from dialogs.understanding.gender import read_gender
from dialogs.understanding.name import read_name
from dialogs.understanding.phone import read_phone
from dialogs.understanding.pincode import read_pincode
from dialogs.understanding.readings import Age, Sentence, When
from dialogs.understanding.relation import read_relation
from dialogs.understanding.safety import read_safety
from dialogs.understanding.search import SearchIndex, find, mentions, refused
from dialogs.understanding.sentence import read_sentence
from dialogs.understanding.when import read_when

Kind = Literal["search", "datetime", "slots", "oneshot", "regional", "faq", "safety"]
Prediction = object

RESULTS = 5


class ItemUnfit(ValueError):
    """An item that lacks what its kind needs."""


def predict(kind: Kind, item: Mapping[str, object], index: SearchIndex) -> Prediction:
    """One prediction: ids, fields, a value or a label, or None for "ask again". Raises `ItemUnfit`."""
    match kind:
        case "search":
            return [hit.item_id for hit in find(index, _said(item, "query", "input"), RESULTS)]
        case "datetime":
            when = read_when(_said(item, "utterance", "input"), _now(item))
            return _when_fields(when) if isinstance(when, When) else None
        case "slots":
            return _slot(_said(item, "slot"), _said(item, "input"), item)
        case "oneshot":
            text = _said(item, "utterance")
            sentence = read_sentence(text, _now(item), partial(mentions, index), partial(refused, index))
            return _sentence_fields(sentence)
        case "regional":
            inner = _said(item, "kind")
            match inner:
                case "search" | "datetime":
                    return predict(inner, item, index)
                case "slot":
                    return predict("slots", item, index)
                case _:
                    raise ItemUnfit(f"“kind” is {inner!r}, not search, datetime or slot")
        case "faq":
            return read_faq(_said(item, "text"))
        case "safety":
            return read_safety(_said(item, "text"))
        case _:
            assert_never(kind)


def _said(item: Mapping[str, object], *fields: str) -> str:
    for field in fields:
        value = item.get(field)
        if isinstance(value, str):
            return value
    raise ItemUnfit(f"there is no text in “{fields[0]}”")


def _now(item: Mapping[str, object]) -> datetime:
    try:
        now = datetime.fromisoformat(_said(item, "now"))
    except ValueError as problem:
        raise ItemUnfit(f"“now” is not a date and time: {problem}") from problem
    if now.tzinfo is None:
        raise ItemUnfit("“now” says no offset from UTC")
    return now


def _clock(value: time | None) -> str | None:
    return value.strftime("%H:%M") if value is not None else None


def _when_fields(when: When) -> dict[str, str | None]:
    return {
        "date": when.date.isoformat() if when.date else None,
        "date_to": when.date_to.isoformat() if when.date_to else None,
        "start": _clock(when.start),
        "end": _clock(when.end),
    }


def _age_fields(age: Age) -> dict[str, object]:
    fields: dict[str, object] = {"value": age.value, "unit": age.unit}
    if age.born is not None:
        fields["dob"] = age.born.isoformat()
    return fields


def _slot(slot: str, text: str, item: Mapping[str, object]) -> Prediction:
    match slot:
        case "age":
            age = read_age(text, _now(item))
            return _age_fields(age) if age is not None else None
        case "phone":
            return read_phone(text)
        case "pincode":
            return read_pincode(text)
        case "gender":
            return read_gender(text)
        case "name":
            return read_name(text)
        case "relation":
            return read_relation(text)
        case _:
            raise ItemUnfit(
                f"“slot” is {slot!r}, which is none of age, phone, pincode, gender, name, relation"
            )


def _sentence_fields(sentence: Sentence) -> dict[str, object]:
    fields: dict[str, object] = {
        "tests": list(dict.fromkeys(mention.hits[0].item_id for mention in sentence.tests if mention.hits))
    }
    if sentence.when is not None:
        fields.update(
            {field: value for field, value in _when_fields(sentence.when).items() if value is not None}
        )
    if sentence.age is not None:
        fields["age"] = _age_fields(sentence.age)
    for field, value in (
        ("relation", sentence.relation),
        ("gender", sentence.gender),
        ("phone", sentence.phone),
        ("pincode", sentence.pincode),
        ("name", sentence.name),
    ):
        if value is not None:
            fields[field] = value
    return fields
