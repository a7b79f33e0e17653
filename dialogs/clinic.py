"""A clinic as its file describes it: branches, opening, prices, policies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from dialogs.money import NOTHING, Paise

CollectionMode = Literal["home", "lab"]
"""Where the sample is taken: at the patient's home, or at the lab."""


@dataclass(frozen=True, slots=True)
class Opening:
    """When slots exist, in the branch's zone. `days` counts Monday as 0; `capacity` is visits a slot."""

    days: frozenset[int]
    opens: time
    closes: time
    slot_minutes: int = 60
    capacity: int = 4
    notice_minutes: int = 120
    horizon_days: int = 7
    closed: frozenset[date] = frozenset()


PartyKind = Literal["corporate", "hospital", "doctor"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who sends patients to the lab, by the lab system's id."""

    kind: PartyKind
    id: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Who sends a patient, where the lab's account is scoped to parties: the lab system's ids."""

    corporate: str = ""
    hospital: str = ""
    doctor: str = ""

    @property
    def each(self) -> tuple[Party, ...]:
        named: tuple[Party, ...] = (
            Party("corporate", self.corporate),
            Party("hospital", self.hospital),
            Party("doctor", self.doctor),
        )
        return tuple(party for party in named if party.id)

    @property
    def pricing(self) -> Party | None:
        """Whose prices apply: the lab asks for one party, the corporate before the hospital before the doctor."""
        return next(iter(self.each), None)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a branch sells, at the prices of a party where the lab's account has such."""

    branch_id: str
    party: Party | None = None

    @property
    def key(self) -> str:
        """What the offer is kept under."""
        return f"{self.branch_id} {self.party.kind} {self.party.id}" if self.party else self.branch_id


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the clinic. `id` is the lab system's, `slug` stands in links, a pincode may end in `*`. `parties`
    send its patients where no link says who does."""

    id: str
    slug: str
    pincodes: tuple[str, ...]
    collection: Opening
    zone: ZoneInfo
    visit: Opening | None = None
    name: str = ""
    address: str = ""
    phone: str = ""
    opening: str = ""
    parties: Parties = Parties()

    def serves(self, pincode: str) -> bool:
        return any(
            pincode.startswith(rule[:-1]) if rule.endswith("*") else pincode == rule for rule in self.pincodes
        )

    def hours(self, mode: CollectionMode) -> Opening | None:
        return self.collection if mode == "home" else self.visit


@dataclass(frozen=True, slots=True)
class Prices:
    """`ad_price` is what an advertisement promised: campaign -> item id -> price."""

    visit_charge: Paise = NOTHING
    free_above: Paise | None = None
    ad_price: Mapping[str, Mapping[str, Paise]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffHours:
    """When staff are there, every day, in the clinic's zone."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Desk:
    """How the staff work. Minutes count only while they are there. `initials` are those of whoever shares the
    reception's account; `on_duty` are named in a reminder that is nobody's yet, as Telegram writes users ("@name");
    `escalate_chat_id` is a second chat for what was missed twice. `replies` are ready answers: by name, then
    by language."""

    claim_minutes: float = 10
    first_reply_minutes: float = 10
    next_reply_minutes: float = 15
    resolution_minutes: float = 480
    initials: tuple[str, ...] = ()
    on_duty: tuple[str, ...] = ()
    escalate_chat_id: int | None = None
    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Minutes after the patient's last act. `nudge >= after` means that there is no nudge."""

    card_minutes: float = 10
    nudge_minutes: float = 15
    after_minutes: float = 120


@dataclass(frozen=True, slots=True)
class Privacy:
    notice_url: str = ""
    notice_version: str = "1"
    grievance_contact: str = ""
    retention_days: int = 365


@dataclass(frozen=True, slots=True)
class Clinic:
    """Everything that a clinic decides. `id` is the first part of every key. `linked_parties` are those that a link
    may name; `leads_beside` says that a leads system is told of patients beside the lab."""

    id: str
    name: str
    zone: ZoneInfo
    locales: tuple[str, ...]
    backend: Literal["flabs", "flabs-billing", "glapi"]
    branches: tuple[Branch, ...]
    staff_chat_id: int
    staff_hours: StaffHours | None = None
    desk: Desk = Desk()
    order: Literal["tests-first", "person-first"] = "tests-first"
    follow_up: FollowUp = FollowUp()
    unconfirmed_minutes: float = 10
    send_email: bool = False
    prices: Prices = field(default_factory=Prices)
    cutoff_minutes: int = 720
    report_hosts: tuple[str, ...] = ()
    old_reports: bool = False
    privacy: Privacy = Privacy()
    linked_parties: Mapping[str, Parties] = field(default_factory=dict)
    leads_beside: bool = False

    def parties_of(self, branch_id: str, link: str = "") -> Parties:
        """Who sends a patient of the branch: whom the link names, else the branch's own."""
        branch = self.branch(branch_id)
        return self.linked_parties.get(link) or (branch.parties if branch else Parties())

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who sends patients, each once."""
        groups = (*(branch.parties for branch in self.branches), *self.linked_parties.values())
        return tuple(dict.fromkeys(party for group in groups for party in group.each))

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Every list of prices that somebody may be shown; the branches' own come first."""
        links = ("", *self.linked_parties)
        every = (
            Offer(branch.id, self.parties_of(branch.id, link).pricing)
            for link in links
            for branch in self.branches
        )
        return tuple(dict.fromkeys(every))

    def branch(self, branch_id: str) -> Branch | None:
        return next((branch for branch in self.branches if branch.id == branch_id), None)

    def branch_by_slug(self, slug: str) -> Branch | None:
        return next((branch for branch in self.branches if branch.slug == slug), None)

    def serving(self, pincode: str, preferred: str | None = None) -> Branch | None:
        """The branch that serves a pincode: the preferred one if it does, else the first that does."""
        serving = [branch for branch in self.branches if branch.serves(pincode)]
        return next((b for b in serving if b.id == preferred), serving[0] if serving else None)
