"""What GLAPI is sent, and what its answers look like, in its own spelling.

Two generations of it are public, and nobody says which one a host speaks: the documented one has its fields at the
top of a lead, the other keeps source, score and assignee under `metadata`, wraps single leads as `{"lead": …}` and may
list them as a bare array. What reads takes both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from pydantic import Field

from bot.lab import loose_json
from bot.lab.refusal_words import blotted
from bot.lab.request import Request, json_bytes

Status = Literal["new", "contacted", "qualified", "unqualified", "converted"]
Generation = Literal["documented", "metadata"]
"""Where a lead has its fields: at the top, or under `metadata`."""


class LeadCreate(Request):
    """Only the name is needed. A lead cannot be created as converted."""

    name: str = Field(repr=False)
    email: str | None = Field(default=None, repr=False)
    phone: str | None = Field(default=None, repr=False)
    company: str | None = Field(default=None, repr=False)
    source: str | None = None
    status: Literal["new", "contacted", "qualified", "unqualified"] | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    assignedTo: str | None = None
    notes: str | None = Field(default=None, repr=False)
    customFields: dict[str, Any] | None = Field(default=None, repr=False)


class LeadUpdate(Request):
    """A change: what is given is changed, None empties it, what is not given stays.

    `customFields` go out whole, since nobody says whether they are merged: read the lead first.
    """

    name: str | None = Field(default=None, min_length=1, repr=False)
    email: str | None = Field(default=None, repr=False)
    phone: str | None = Field(default=None, repr=False)
    company: str | None = Field(default=None, repr=False)
    source: str | None = None
    status: Status | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    assignedTo: str | None = None
    lastContactedAt: str | None = None
    notes: str | None = Field(default=None, repr=False)
    customFields: dict[str, Any] | None = Field(default=None, repr=False)
    isActive: bool | None = None

    def to_bytes(self) -> bytes:
        """Raises `ValueError` for a change of nothing, and for a name, status or activity that would be emptied."""
        change = self.model_dump(exclude_unset=True)
        if not change:
            raise ValueError("a change of nothing")
        for name in ("name", "status", "isActive"):
            if name in change and change[name] is None:
                raise ValueError(f"{name} cannot be emptied")
        return json_bytes(_plain(change))


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as far as an answer tells of it; lists may shorten it. `status` is None when it is none that is known."""

    id: str
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    company: str = field(default="", repr=False)
    source: str = ""
    status: Status | None = None
    score: int | None = None
    assigned_to: str | None = None
    last_contacted_at: datetime | None = None
    notes: str = field(default="", repr=False)
    custom_fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    is_active: bool = True
    created_at: datetime | None = None
    updated_at: datetime | None = None
    generation: Generation = "documented"


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One page of leads. `pages` is how many there are; `paged` whether the answer speaks of pages at all."""

    leads: tuple[Lead, ...]
    paged: bool
    total: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """The customer that a lead was made. `number` is the readable one, such as CUST-001."""

    customer_id: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the leads score: `low` up to 33, `medium` up to 66, `high` above; of the other generation, `high` is 70 and
    more, and the rest is not told."""

    average: Decimal | None = None
    low: int | None = None
    medium: int | None = None
    high: int | None = None
    total: int | None = None
    top: tuple[Lead, ...] = field(default=(), repr=False)


STATUSES: Mapping[str, Status] = {name: name for name in get_args(Status)}


def lead(body: bytes) -> Lead | None:
    """The one lead of an answer, bare or wrapped; None when there is none."""
    answer = loose_json.parse_or_none(body)
    for part in (answer, loose_json.child(answer, "lead", "data")):
        found = _lead(part)
        if found is not None:
            return found
    return None


def page(body: bytes) -> LeadPage | None:
    """The leads of an answer: a page, or a bare array. None when it is neither."""
    answer = loose_json.parse_or_none(body)
    listed = answer if isinstance(answer, list) else loose_json.child(answer, "data", "leads", "items")
    if not isinstance(listed, list):
        return None
    total = _whole(loose_json.child(answer, "total", "totalCount"))
    pages = _whole(loose_json.child(answer, "totalPages", "total_pages"))
    return LeadPage(tuple(_leads(listed)), total is not None or pages is not None, total, pages)


def conversion(body: bytes) -> Conversion | None:
    """The customer of an answer. Its record's id stands beside it as `customerId`, which inside it is the number."""
    answer = loose_json.parse_or_none(body)
    customer = loose_json.child(answer, "customer", "lead", "data")
    found = loose_json.identifier(loose_json.child(answer, "customerId")) or loose_json.identifier(
        loose_json.child(customer, "id", "_id")
    )
    if found is None:
        return None
    return Conversion(found, loose_json.text(loose_json.child(customer, "customerId")))


def scoring(body: bytes) -> Scoring | None:
    """The statistics of an answer; None when it tells none."""
    answer = loose_json.parse_or_none(body)
    if not isinstance(answer, Mapping):
        return None
    told = (
        answer if loose_json.child(answer, "averageScore") is not None else loose_json.child(answer, "data")
    )
    if not isinstance(told, Mapping):
        told = answer
    spread = loose_json.child(told, "scoreDistribution")
    top = loose_json.child(told, "topScorers")
    high = loose_json.child(spread, "high")
    if high is None:
        high = loose_json.child(told, "highScoringLeads")
    found = Scoring(
        average=_number(loose_json.child(told, "averageScore")),
        low=_whole(loose_json.child(spread, "low")),
        medium=_whole(loose_json.child(spread, "medium")),
        high=len(high) if isinstance(high, list) else _whole(high),
        total=_whole(loose_json.child(told, "totalLeads", "total")),
        top=tuple(_leads(top)) if isinstance(top, list) else (),
    )
    return None if found == Scoring() else found


def error_detail(body: bytes, personal: Iterable[str | None] = ()) -> str:
    """What an error answer says in any of its three shapes, fit to be kept: see `refusal_words.blotted`.

    `{error: text, details: [{message}]}`, `{error: {code, message}}`, `{message, code, details | errors}`.
    """
    answer = loose_json.parse_or_none(body)
    error = loose_json.child(answer, "error")
    said = (
        _messages(loose_json.child(answer, "details", "errors"))
        or _messages(loose_json.child(error, "details", "errors"))
        or loose_json.text(loose_json.child(error, "message", "code"))
        or loose_json.text(loose_json.child(answer, "message"))
        or loose_json.text(error)
        or loose_json.text(loose_json.child(answer, "code"))
        or (loose_json.text(body.decode("utf-8", "replace")) if answer is None else "")
    )
    return blotted(said, personal)


def _messages(details: object) -> str:
    """Every message of a list of details, or the one of a single detail."""
    if isinstance(details, list):
        said = (
            loose_json.text(loose_json.child(each, "message")) or loose_json.text(each) for each in details
        )
        return "; ".join(each for each in said if each)
    return loose_json.text(loose_json.child(details, "message")) or loose_json.text(details)


def _leads(listed: list[object]) -> Iterable[Lead]:
    return (found for each in listed if (found := _lead(each)) is not None)


def _lead(value: object) -> Lead | None:
    found = loose_json.identifier(loose_json.child(value, "id", "_id"))
    if found is None or not isinstance(value, Mapping):
        return None
    metadata = loose_json.child(value, "metadata")
    inside = isinstance(metadata, Mapping)
    custom = loose_json.child(value, "customFields")
    if not isinstance(custom, Mapping):
        custom = loose_json.child(metadata, "customFields")

    def words(*names: str) -> str:
        return loose_json.text(loose_json.child(value, *names)) or loose_json.text(
            loose_json.child(metadata, *names)
        )

    score = _whole(loose_json.child(value, "score"))
    status = words("status").casefold()
    assignee = loose_json.identifier(loose_json.child(value, "assignedTo"))
    notes = loose_json.child(value, "notes") or loose_json.child(metadata, "notes")
    return Lead(
        id=found,
        name=words("name", "companyName"),
        email=words("email", "contactEmail"),
        phone=words("phone", "contactPhone"),
        company=words("company"),
        source=words("source"),
        status=STATUSES.get(status),
        score=score if score is not None else _whole(loose_json.child(metadata, "leadScore", "score")),
        assigned_to=assignee or loose_json.identifier(loose_json.child(metadata, "assignedTo")),
        last_contacted_at=_moment(loose_json.child(value, "lastContactedAt")),
        notes=notes if isinstance(notes, str) else "",
        custom_fields=custom if isinstance(custom, Mapping) else {},
        is_active=loose_json.flag(loose_json.child(value, "isActive")) is not False and status != "inactive",
        created_at=_moment(loose_json.child(value, "createdAt")),
        updated_at=_moment(loose_json.child(value, "updatedAt")),
        generation="metadata" if inside or status in ("active", "inactive") else "documented",
    )


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return (
            int(value)
            if value.is_finite() and value == value.to_integral_value() and abs(value) < 10**9
            else None
        )
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:9])
    return value if isinstance(value, int) else None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def _moment(value: object) -> datetime | None:
    """A time with its zone; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        said = datetime.fromisoformat(value)
        return said.astimezone(UTC) if said.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _plain(value: Any) -> Any:
    """Exact numbers, as they were read, back as JSON has them."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
