"""The words of a refusal: which part of an entry they name, whether they are about our login or a party, what must not be kept."""

import re
from collections.abc import Iterable

from bot.lab.port import Entry, EntryField

_LONGEST = 200
_PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d(?:[\d\s-]{4,}\d)")


def blotted(said: str, personal: Iterable[str | None] = ()) -> str:
    """At most 200 characters of it; numbers that could be a phone's, e-mail addresses and the words in `personal` are
    blotted out."""
    for word in sorted((each for each in personal if each and len(each) > 1), key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "…", said, flags=re.IGNORECASE)
    return _PERSONAL.sub("…", said)[:_LONGEST]


_LOGIN = re.compile(
    r"\b(?:\w*token|jwt|bearer|authori[sz]ation|(?:un)?authori[sz]ed|authenticat\w*)\b|session expired",
    re.IGNORECASE,
)

_PARTY = re.compile(
    r"\bpart(?:y|ies)\b|corporate[_ ]?user|referred[_ ]?(?:hospital[_ ]?)?organi[sz]ation", re.IGNORECASE
)

_NAMES: tuple[tuple[EntryField, str], ...] = (
    ("email", r"e-?mail(?: address)?"),
    ("name", r"first[_ ]?name|last[_ ]?name|patient[_ ]?name"),
    ("age", r"age(?:[_ ]?type)?"),
    ("gender", r"gender|sex"),
    (
        "phone",
        r"contact(?:[_ ]?(?:number|no))?|phone(?:[_ ]?(?:number|no))?|mobile(?:[_ ]?(?:number|no))?|country_code",
    ),
    ("address", r"address|google ?location"),
    ("pincode", r"pin[_ ]?code|postal code"),
    ("mode", r"booking[_ ]?type"),
    ("slot", r"scheduled?[_ ]?(?:at|time|date)|(?:time[_ ]?)?slots?"),
    ("items", r"(?:(?:un)?mapped[_ ]?)?(?:tests?|packages?)(?:[_ ]?ids?)?"),
    ("note", r"special[_ ]?instructions?"),
)
_FIELD = re.compile(
    "|".join(rf"(?P<{name}>(?<!\w)(?:{pattern})(?!\w))" for name, pattern in _NAMES), re.IGNORECASE
)


def speaks_of_login(detail: str) -> bool:
    """Whether an error is about our token rather than about what was sent. Some report both with the same status."""
    return _LOGIN.search(detail) is not None


def speaks_of_party(detail: str) -> bool:
    """Whether an error is about who sends the patient."""
    return _PARTY.search(detail) is not None


def named_field(detail: str) -> EntryField | None:
    """The one part of an entry that an error names; None when it names none, or several."""
    said = {found.lastgroup for found in _FIELD.finditer(detail)}
    named = [name for name, _ in _NAMES if name in said]
    return named[0] if len(named) == 1 else None


def personal_words(entry: Entry) -> Iterable[str | None]:
    """What of an entry an answer may repeat and nothing may keep."""
    yield from (entry.first_name, entry.last_name, entry.phone, entry.email, entry.address, entry.location)
    yield from (*entry.first_name.split(), *(entry.last_name or "").split())
