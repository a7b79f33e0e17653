"""What the demo's clinic decides in its file: each decision a switch of the page, all of them lines of `clinic.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args

from bot.clinic_file import Backend
from bot.sandbox.pricelist import Pricelist

COMPANY, DOCTOR, HOSPITAL = (
    "6530a4a6f1d2c8b7e9a99999",
    "6530a4a6f1d2c8b7e9a88888",
    "6530a4a6f1d2c8b7e9a77777",
)
PARTIES: Mapping[str, str] = {COMPANY: "Asha walk-ins", DOCTOR: "Dr Rao", HOSPITAL: "City Hospital"}
"""Who sends patients, by the lab system's id, as the page calls them."""
PARTY_LINK = "dr-rao"
"""What a link calls the doctor."""

_AGREED = {DOCTOR: 85, HOSPITAL: 80}
"""Hundredths of the list price, where another was agreed on."""


@dataclass(frozen=True, slots=True)
class ClinicSetup:
    """Where entries go (`backend`), whether the leads system is told beside (`leads_beside`) and of tests
    (`name_tests`), whether the account is scoped to `parties`, whether `old_reports` are offered, and whether the lab
    takes tests in the patient's `own_words`."""

    backend: Backend = "flabs"
    leads_beside: bool = False
    name_tests: bool = False
    parties: bool = False
    old_reports: bool = False
    own_words: bool = False

    def changed(self, setting: str, to: object) -> "ClinicSetup":
        """With another value. Raises `ValueError`."""
        if setting not in {each.name for each in fields(self)}:
            raise ValueError("there is no such setting")
        allowed: tuple[object, ...] = get_args(Backend) if setting == "backend" else (True, False)
        if not any(to is each or (isinstance(to, str) and to == each) for each in allowed):
            raise ValueError("that setting cannot be so")
        return replace(self, **{setting: to})  # type: ignore[arg-type]

    def written(self, clinic: str) -> str:
        """The clinic's file with these decisions in it."""
        clinic = re.sub(r"(?m)^backend = .*$", f'backend = "{self.backend}"', clinic, count=1)
        lab: list[str] = []
        # The leads system cannot stand beside itself.
        if self.leads_beside and self.backend != "glapi":
            lab.append("leads_beside = true")
        if self.name_tests:
            lab.append("name_tests = true")
        if self.own_words:
            lab += ["unmapped_tests = true", "unmapped_packages = true"]
        if self.parties:
            lab.append(f'parties = {{ corporate = "{COMPANY}" }}')
            lab.append(f'linked_parties.{PARTY_LINK} = {{ doctor = "{DOCTOR}" }}')
            # Of the last branch, in front of its hours.
            branches, hours, rest = clinic.rpartition("[branches.collection]\n")
            clinic = f'{branches}parties = {{ hospital = "{HOSPITAL}" }}\n\n{hours}{rest}'
        clinic = _under("[lab]", lab, clinic)
        return _under("[reports]", ["old = true"] if self.old_reports else [], clinic)


DEMO_SETUP = ClinicSetup(leads_beside=True)


def negotiated(prices: Pricelist) -> Mapping[str, Mapping[str, int]]:
    """What tests and packages cost those whom a party sends, in rupees, by party and id."""
    offers = (*prices.tests.values(), *prices.packages.values())
    return {
        party: {offer.id: round(offer.price * hundredths / 100) for offer in offers}
        for party, hundredths in _AGREED.items()
    }


def _under(heading: str, lines: list[str], clinic: str) -> str:
    return clinic.replace(f"{heading}\n", "\n".join([heading, *lines, ""]), 1)
