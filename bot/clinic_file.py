"""A clinic's file (`clinic.toml`): read, checked, and turned into the frozen values that the bot works with.

The models here are the file's own shape. The description of a field is what a person who got it wrong is told.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from bot.lab.entry_of import EntryRules
from bot.lab.port import Priority
from dialogs.clinic import Branch, Clinic, Desk, FollowUp, Opening, Parties, Prices, Privacy, StaffHours
from dialogs.money import Paise, rupees

Backend = Literal["flabs", "flabs-billing", "glapi"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class ConfigError(ValueError):
    """Wrong configuration: one sentence that names the key, the value (never a secret) and what would be right."""


@dataclass(frozen=True, slots=True)
class ClinicFile:
    """A clinic as its file describes it, with what only the shell needs beside what the conversation knows.

    `catalogue` is the clinic's own price list, to be used instead of the lab system's; `aliases` are what its
    patients call tests: words -> names or ids of items. `name_tests` is whether the leads system may hold what a
    patient comes for.
    """

    clinic: Clinic
    path: Path
    catalogue: Path | None = None
    lead_source: str = ""
    name_tests: bool = False
    custom_fields: Mapping[str, str | int | bool] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: EntryRules = field(default_factory=EntryRules)


def load_clinics(path: Path) -> tuple[Clinic, ...]:
    """The clinics of one file, or of all `*.toml` files of a folder in the order of their names.

    Raises `ConfigError`.
    """
    return tuple(each.clinic for each in load_clinic_files(path))


def load_clinic_files(path: Path) -> tuple[ClinicFile, ...]:
    """As `load_clinics`, with everything that the files say. Raises `ConfigError`."""
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            raise ConfigError(
                f"CLINIC_FILE is the folder {_shown(str(path))}; it must hold one .toml file a clinic"
            )
    elif path.is_file():
        files = [path]
    else:
        raise ConfigError(
            f"CLINIC_FILE is {_shown(str(path))}, where there is nothing; it must be a clinic's .toml file or a"
            " folder of them"
        )
    loaded = tuple(_load(file) for file in files)
    seen: dict[str, Path] = {}
    for each in loaded:
        name = env_suffix(each.clinic.id)
        if name in seen:
            raise ConfigError(
                f"{each.path.name}: id is {_shown(each.clinic.id)}, which {seen[name].name} has already; each clinic"
                " needs an id of its own"
            )
        seen[name] = each.path
    return loaded


def env_suffix(clinic_id: str) -> str:
    """The clinic's id as the end of an environment variable's name."""
    return clinic_id.upper().replace("-", "_")


def available_locales() -> frozenset[str]:
    """The languages that there are texts for."""
    root = resources.files("locales")
    return frozenset(
        folder.name
        for folder in root.iterdir()
        if folder.is_dir() and any(text.name.endswith(".ftl") for text in folder.iterdir())
    )


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("no time of day")
    return time(int(match[1]), int(match[2]))


def _span(value: object) -> StaffHours:
    opens, dash, closes = value.partition("-") if isinstance(value, str) else ("", "", "")
    hours = StaffHours(_clock(opens.strip()), _clock(closes.strip()))
    if not dash or hours.opens >= hours.closes:
        raise ValueError("no span of hours")
    return hours


def _day(value: object) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError("no date")
    return value


def _weekday(value: object) -> int:
    if value not in _DAYS:
        raise ValueError("no day of the week")
    return _DAYS.index(str(value))


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or value not in available_timezones():
        raise ValueError("no zone")
    return ZoneInfo(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("no number")
    return float(value)


def _money(value: object) -> Paise:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("no amount")
    amount = Decimal(value)
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("no amount")
    return rupees(amount)


_Clock = Annotated[time, BeforeValidator(_clock)]
_Day = Annotated[date, BeforeValidator(_day)]
_Weekday = Annotated[int, BeforeValidator(_weekday)]
_Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
_Minutes = Annotated[float, BeforeValidator(_number), Field(ge=0, allow_inf_nan=False)]
_Money = Annotated[int, BeforeValidator(_money)]
_Count = Annotated[int, Field(strict=True)]
_Words = Annotated[str, Field(strict=True)]
_Flag = Annotated[bool, Field(strict=True)]
_GroupId = Annotated[int, Field(strict=True, lt=0)]

_MINUTES_MEAN = "minutes, 0 or more; a fraction is allowed"
_MONEY_MEANS = "rupees, 0 or more, with at most two decimals"
_CLOCK_MEANS = 'a time of day like "06:00"'
_PARTIES_MEAN = "a table with corporate, doctor or hospital"
_GROUP_MEANS = "the id of a Telegram group: a negative number without quotes, like -1001234567890"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _Opening(_Part):
    days: list[_Weekday] = Field(
        default=list(range(7)), min_length=1, description=f"a list of days out of {', '.join(_DAYS)}"
    )
    opens: _Clock = Field(default=time(6), description=_CLOCK_MEANS)
    closes: _Clock = Field(default=time(12), description=_CLOCK_MEANS)
    slot_minutes: _Count = Field(
        default=60, ge=5, le=720, description="a whole number of minutes from 5 to 720"
    )
    capacity: _Count = Field(
        default=4, ge=1, description="how many visits fit into a slot: a whole number, 1 or more"
    )
    notice_minutes: _Count = Field(default=120, ge=0, description="a whole number of minutes, 0 or more")
    horizon_days: _Count = Field(default=7, ge=1, le=90, description="a whole number of days from 1 to 90")
    closed: list[_Day] = Field(default=[], description='a list of dates like "2026-12-25"')


class _Parties(_Part):
    corporate: _Words = Field(default="", description="the lab system's id of a corporate, in quotes")
    doctor: _Words = Field(default="", description="the lab system's id of a doctor, in quotes")
    hospital: _Words = Field(default="", description="the lab system's id of a hospital, in quotes")


class _Branch(_Part):
    id: _Words = Field(
        min_length=1, pattern=r"^\S+$", description="the lab system's id of the branch, in quotes"
    )
    slug: _Words = Field(
        max_length=24,
        pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        description='up to 24 letters, digits and hyphens without an underscore, like "mg-road"',
    )
    pincodes: list[Annotated[str, Field(strict=True, pattern=r"^([1-9][0-9]{5}|([1-9][0-9]{0,4})?\*)$")]] = (
        Field(
            min_length=1,
            description='a list of six-digit pincodes that do not start with 0 ("560001"), or beginnings with a * ("5600*")',
        )
    )
    collection: _Opening = Field(
        description="a table [branches.collection] with the hours of home collection"
    )
    visit: _Opening | None = Field(
        default=None, description="a table [branches.visit] with the hours for visits"
    )
    name: _Words = Field(default="", description="a text in quotes")
    address: _Words = Field(default="", description="a text in quotes")
    phone: _Words = Field(default="", description='a phone number in quotes, like "080 1234 5678"')
    opening: _Words = Field(default="", description="a text in quotes")
    parties: _Parties | None = Field(default=None, description=_PARTIES_MEAN)
    timezone: _Zone | None = Field(default=None, description='a time zone like "Asia/Kolkata"')


class _Staff(_Part):
    chat_id: _GroupId = Field(description=_GROUP_MEANS)
    hours: Annotated[StaffHours, BeforeValidator(_span)] | None = Field(
        default=None, description='from and to on the same day, like "09:00-19:00"'
    )
    escalate_chat_id: _GroupId | None = Field(default=None, description=_GROUP_MEANS)
    claim_minutes: _Minutes = Field(default=10, description=_MINUTES_MEAN)
    first_reply_minutes: _Minutes = Field(default=10, description=_MINUTES_MEAN)
    next_reply_minutes: _Minutes = Field(default=15, description=_MINUTES_MEAN)
    resolution_minutes: _Minutes = Field(default=480, description=_MINUTES_MEAN)
    initials: list[Annotated[str, Field(strict=True, pattern=r"^[^\s:-]{1,12}$")]] = Field(
        default=[],
        max_length=24,
        description='a list of initials of those who share one account, like ["RK", "MS"]',
    )
    on_duty: list[Annotated[str, Field(strict=True, pattern=r"^@[A-Za-z0-9_]{4,32}$")]] = Field(
        default=[], description='a list of Telegram user names, like ["@asha_reception"]'
    )
    replies: dict[
        Annotated[str, Field(pattern=r"^[^:]{1,12}$")],
        dict[str, Annotated[_Words, Field(min_length=1, max_length=1000)]],
    ] = Field(
        default={},
        max_length=20,
        description='a table a ready answer, named by up to 12 letters, with its words by language, like en = "…"',
    )


class _FollowUp(_Part):
    card_minutes: _Minutes = Field(default=10, description=_MINUTES_MEAN)
    nudge_minutes: _Minutes = Field(default=15, description=_MINUTES_MEAN)
    after_minutes: _Minutes = Field(default=120, description=_MINUTES_MEAN)


LeadCause = Literal["asked_for_call", "not_served", "unknown_test", "prescription", "went_quiet"]


class _Lab(_Part):
    unconfirmed_minutes: _Minutes = Field(default=10, description=_MINUTES_MEAN)
    lead_source: _Words = Field(
        default="telegram_bot", min_length=1, description="a source that exists at the lab"
    )
    send_email: _Flag = Field(default=False, description="true or false")
    leads_beside: _Flag = Field(default=False, description="true or false")
    name_tests: _Flag = Field(
        default=False,
        description="true or false; true only if the clinic's privacy notice says that tests go to the leads system",
    )
    custom_fields: dict[str, StrictStr | StrictBool | StrictInt] = Field(
        default={},
        description="texts, whole numbers, true or false, by the name of a field that exists at the lab",
    )
    sources: dict[str, _Words] = Field(
        default={}, description='what the lab calls a campaign, like "diwali" = "Google Ads"'
    )
    priorities: dict[LeadCause, Priority] = Field(
        default={},
        description="urgent, high, medium or low, by asked_for_call, not_served, unknown_test, prescription or went_quiet",
    )
    unmapped_tests: _Flag = Field(
        default=False, description="true or false; true if the lab takes tests in the patient's words"
    )
    unmapped_packages: _Flag = Field(
        default=False, description="true or false; true if the lab takes packages in the patient's words"
    )
    parties: _Parties = Field(default=_Parties(), description=_PARTIES_MEAN)
    linked_parties: dict[
        Annotated[str, Field(max_length=24, pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")], _Parties
    ] = Field(
        default={},
        description='tables with corporate, doctor or hospital by a name of up to 24 letters, digits and hyphens, like "dr-rao"',
    )


class _Price(_Part):
    visit_charge: _Money = Field(default=0, description=_MONEY_MEANS)
    free_above: _Money | None = Field(default=None, description=_MONEY_MEANS)
    ad_price: dict[str, dict[str, _Money]] = Field(
        default={}, description="a table a campaign, with rupees by the lab system's id of a test or package"
    )


class _Change(_Part):
    cutoff_minutes: _Count = Field(default=720, ge=0, description="a whole number of minutes, 0 or more")


class _Reports(_Part):
    old: _Flag = Field(
        default=False,
        description="true or false; true offers old reports by a code to the patient's phone, which Flabs must allow",
    )
    hosts: list[
        Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$")]
    ] = Field(
        default=[], description='a list of host names without https:// or a path, like "files.example.org"'
    )


class _Privacy(_Part):
    notice_url: Annotated[str, Field(strict=True, pattern=r"^(https?://\S+)?$")] = Field(
        default="", description="a web address that begins with https://"
    )
    notice_version: _Words = Field(default="1", min_length=1, description='a text in quotes, like "1"')
    grievance_contact: _Words = Field(
        default="", description="a text in quotes: whom a patient can write to or call"
    )
    retention_days: _Count = Field(default=365, ge=1, description="a whole number of days, 1 or more")


class _File(_Part):
    id: Annotated[str, Field(strict=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")] | None = Field(
        default=None, description='up to 32 small letters, digits, - and _, like "asha"'
    )
    name: _Words = Field(
        min_length=1, max_length=80, description="the clinic's name as patients know it, in quotes"
    )
    timezone: _Zone = Field(default=ZoneInfo("Asia/Kolkata"), description='a time zone like "Asia/Kolkata"')
    locales: list[_Words] = Field(default=[], description='a list of languages like ["en", "hi"]')
    backend: Backend = Field(description='one of "flabs", "flabs-billing", "glapi"')
    catalogue: _Words | None = Field(
        default=None, min_length=1, description="the name of a .csv file in quotes"
    )
    aliases: dict[str, list[_Words]] = Field(
        default={}, description='words of patients with names or ids of tests, like "sugar pack" = ["HbA1c"]'
    )
    order: Literal["tests-first", "person-first"] = Field(
        default="tests-first", description='"tests-first" or "person-first"'
    )
    staff: _Staff = Field(description="a table [staff] with the chat_id of the staff's Telegram group")
    follow_up: _FollowUp = Field(default=_FollowUp(), description="a table")
    lab: _Lab = Field(default=_Lab(), description="a table")
    price: _Price = Field(default=_Price(), description="a table")
    change: _Change = Field(default=_Change(), description="a table")
    reports: _Reports = Field(default=_Reports(), description="a table")
    privacy: _Privacy = Field(default=_Privacy(), description="a table")
    branches: list[_Branch] = Field(
        min_length=1, description="at least one [[branches]] with id, slug and pincodes"
    )


def _load(path: Path) -> ClinicFile:
    try:
        content = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name} is not written as TOML should be: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{path.name} cannot be read: {reason}") from None
    try:
        parsed = _File.model_validate(content)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {_told(error, content)}") from None
    trouble = next(_troubles(parsed, path), None)
    if trouble is not None:
        raise ConfigError(f"{path.name}: {trouble}")
    return _clinic_file(parsed, path)


def _troubles(file: _File, path: Path) -> Iterator[str]:
    """What is wrong between values that are each right by themselves."""
    if file.id is None and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", path.stem.lower()):
        yield f"id is missing and cannot be the file's name; {_must_be(_File, 'id')}"
    known = available_locales()
    for locale in file.locales:
        if locale not in known:
            yield f"locales has {_shown(locale)}; there are texts for {', '.join(sorted(known))}"
    for name, repeated in (
        ("locales", _twice(file.locales)),
        ("id of [[branches]]", _twice(branch.id for branch in file.branches)),
        ("slug of [[branches]]", _twice(branch.slug.lower() for branch in file.branches)),
    ):
        if repeated is not None:
            yield f"{name} is {_shown(repeated)} twice; each must be there once"
    if file.catalogue is not None and not (path.parent / file.catalogue).is_file():
        yield f"catalogue is {_shown(file.catalogue)}, which is no file beside {path.name}; name one that is there"
    if file.lab.leads_beside and file.backend == "glapi":
        yield 'lab.leads_beside is true, but backend is "glapi" already; leave one of them out'
    for name, parties in file.lab.linked_parties.items():
        if not _parties(parties).each:
            yield f"lab.linked_parties.{name} names nobody; give corporate, doctor or hospital there"
    scoped = [bool(_parties(branch.parties or file.lab.parties).each) for branch in file.branches]
    if file.lab.linked_parties and not all(scoped):
        yield (
            "lab.linked_parties is given, but not every branch has parties of its own; an account that is scoped to"
            " parties takes no patient without one: add [lab.parties]"
        )
    if file.staff.escalate_chat_id == file.staff.chat_id:
        yield "staff.escalate_chat_id is the same group as staff.chat_id; name another one or none"
    for number, branch in enumerate(file.branches, start=1):
        for mode, opening in (("collection", branch.collection), ("visit", branch.visit)):
            if opening is None:
                continue
            where = f"branches {number}, {mode}"
            opens, closes = _minute(opening.opens), _minute(opening.closes)
            if opens >= closes:
                yield f"{where}.closes is {_shown(opening.closes)}; it must be later than opens ({_shown(opening.opens)})"
            elif closes - opens < opening.slot_minutes:
                yield (
                    f"{where}.slot_minutes is {opening.slot_minutes}; a slot must fit between opens and closes,"
                    f" which are {closes - opens} minutes apart"
                )


def _clinic_file(file: _File, path: Path) -> ClinicFile:
    known = available_locales()
    clinic = Clinic(
        id=file.id or path.stem.lower(),
        name=file.name,
        zone=file.timezone,
        locales=tuple(file.locales) or tuple(locale for locale in ("en", "hi", "hi-Latn") if locale in known),
        backend=file.backend,
        branches=tuple(_branch(branch, file) for branch in file.branches),
        staff_chat_id=file.staff.chat_id,
        staff_hours=file.staff.hours,
        desk=Desk(
            file.staff.claim_minutes,
            file.staff.first_reply_minutes,
            file.staff.next_reply_minutes,
            file.staff.resolution_minutes,
            tuple(file.staff.initials),
            tuple(file.staff.on_duty),
            file.staff.escalate_chat_id,
            file.staff.replies,
        ),
        order=file.order,
        follow_up=FollowUp(
            file.follow_up.card_minutes, file.follow_up.nudge_minutes, file.follow_up.after_minutes
        ),
        unconfirmed_minutes=file.lab.unconfirmed_minutes,
        send_email=file.lab.send_email,
        prices=Prices(
            visit_charge=Paise(file.price.visit_charge),
            free_above=None if file.price.free_above is None else Paise(file.price.free_above),
            ad_price={
                campaign: {item: Paise(price) for item, price in prices.items()}
                for campaign, prices in file.price.ad_price.items()
            },
        ),
        cutoff_minutes=file.change.cutoff_minutes,
        report_hosts=tuple(host.lower() for host in file.reports.hosts),
        old_reports=file.reports.old,
        privacy=Privacy(
            file.privacy.notice_url,
            file.privacy.notice_version,
            file.privacy.grievance_contact,
            file.privacy.retention_days,
        ),
        leads_beside=file.lab.leads_beside,
        linked_parties={name: _parties(parties) for name, parties in file.lab.linked_parties.items()},
    )
    return ClinicFile(
        clinic=clinic,
        path=path,
        catalogue=None if file.catalogue is None else path.parent / file.catalogue,
        lead_source=file.lab.lead_source,
        name_tests=file.lab.name_tests,
        custom_fields=file.lab.custom_fields,
        aliases={said.strip(): tuple(items) for said, items in file.aliases.items()},
        rules=EntryRules(
            sources=file.lab.sources,
            priorities={str(cause): priority for cause, priority in file.lab.priorities.items()},
            custom_fields=file.lab.custom_fields,
            unmapped_tests=file.lab.unmapped_tests,
            unmapped_packages=file.lab.unmapped_packages,
        ),
    )


def _parties(parties: _Parties) -> Parties:
    return Parties(parties.corporate, parties.hospital, parties.doctor)


def _branch(branch: _Branch, file: _File) -> Branch:
    return Branch(
        id=branch.id,
        slug=branch.slug,
        pincodes=tuple(branch.pincodes),
        collection=_opening(branch.collection),
        zone=branch.timezone or file.timezone,
        visit=None if branch.visit is None else _opening(branch.visit),
        name=branch.name,
        address=branch.address,
        phone=branch.phone,
        opening=branch.opening,
        parties=_parties(branch.parties or file.lab.parties),
    )


def _opening(opening: _Opening) -> Opening:
    return Opening(
        days=frozenset(opening.days),
        opens=opening.opens,
        closes=opening.closes,
        slot_minutes=opening.slot_minutes,
        capacity=opening.capacity,
        notice_minutes=opening.notice_minutes,
        horizon_days=opening.horizon_days,
        closed=frozenset(opening.closed),
    )


def _told(error: ValidationError, content: Mapping[str, Any]) -> str:
    """The first thing that is wrong, in a sentence. An unknown key comes first: it explains a missing one."""
    problems = sorted(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    problem = problems[0]
    place = tuple(
        step
        for step in problem["loc"]
        if isinstance(step, int) or not step.startswith(("function-", "nullable"))
    )
    if problem["type"] == "extra_forbidden":
        return _unknown_key(place)
    model, name, depth = _field_at(place)
    where = _where(place[: depth + 1])
    right = _must_be(model, name)
    if problem["type"] == "missing":
        return f"{where} is missing; {right}"
    return f"{where} {_found(content, place)}; {right}"


def _field_at(place: Sequence[str | int]) -> tuple[type[_Part], str, int]:
    """The innermost field on the way to a place: its model, its name, and how deep it lies."""
    model: type[_Part] = _File
    found = (model, str(place[0]), 0)
    for depth, step in enumerate(place):
        if not isinstance(step, str) or step not in model.model_fields:
            continue
        found = (model, step, depth)
        inner = _MODELS.get(step)
        if inner is None:
            break
        model = inner
    return found


_MODELS: Mapping[str, type[_Part]] = {
    "staff": _Staff,
    "follow_up": _FollowUp,
    "lab": _Lab,
    "parties": _Parties,
    "price": _Price,
    "change": _Change,
    "reports": _Reports,
    "privacy": _Privacy,
    "branches": _Branch,
    "collection": _Opening,
    "visit": _Opening,
}


def _unknown_key(place: Sequence[str | int]) -> str:
    model: type[_Part] = _File
    for step in place[:-1]:
        model = _MODELS.get(str(step), model)
    key = str(place[-1])
    table = f"{_where(place[:-1])} has" if len(place) > 1 else "there is"
    close = get_close_matches(key, model.model_fields, n=1, cutoff=0.6)
    elsewhere = [name for name, other in _MODELS.items() if key in other.model_fields and other is not model]
    if close:
        advice = f"did you mean {_shown(close[0])}?"
    elif elsewhere:
        advice = f"it belongs into the table {elsewhere[0]}"
    else:
        advice = f"there can be {', '.join(model.model_fields)}"
    return f"{table} no key {_shown(key)}; {advice}"


def _must_be(model: type[_Part], name: str) -> str:
    return f"it must be {model.model_fields[name].description}"


def _where(place: Sequence[str | int]) -> str:
    words = ""
    for step in place:
        if isinstance(step, int):
            words += f" {step + 1},"
        else:
            words += f" {step}" if words.endswith(",") else f".{step}" if words else step
    return words.rstrip(",")


def _found(content: Any, place: Sequence[str | int]) -> str:
    """The value that stands there; of a list, the entry that is wrong."""
    value, inside_list = content, False
    for step in place:
        inside_list = isinstance(value, list)
        try:
            value = value[step]
        except (LookupError, TypeError):
            break
    return f"has {_shown(value)}" if inside_list else f"is {_shown(value)}"


def _shown(value: object) -> str:
    match value:
        case str():
            short = value if len(value) <= 160 else value[:159] + "…"
            return '"' + short.replace("\n", " ") + '"'
        case bool():
            return "true" if value else "false"
        case time():
            return f'"{value:%H:%M}"'
        case dict():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return str(value)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _twice(values: Any) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return str(value)
        seen.add(value)
    return None
