"""A submission as the entry that goes to the lab."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from bot.lab.port import DescribedItem, Entry, EntryItem, Priority
from dialogs.clinic import Parties
from dialogs.money import Paise
from dialogs.submission import Submission

LONGEST_INSTRUCTIONS = 500
_PACKAGE = re.compile(r"package|profile|panel|check.?up|पैकेज|प्रोफाइल|चेकअप", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What a clinic's account takes beyond what every account takes.

    `sources` name campaigns as the lab knows them; `priorities` are those of leads, by their cause; `custom_fields`
    exist in the lab's settings. Tests and packages that only the patient's words describe go as such where the
    account is said to take them, else they stand in the note.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)
    custom_fields: Mapping[str, str | int | bool] = field(default_factory=dict)
    unmapped_tests: bool = True
    unmapped_packages: bool = True


def entry_of(
    submission: Submission,
    parties: Parties = Parties(),  # noqa: B008 - it is frozen
    rules: EntryRules | None = None,
) -> Entry:
    """Equal submissions make equal entries; `parties` send the patient. Raises `EntryIncomplete`.

    A test that a package of the same entry contains is paid for with the package. A gender that the patient would
    not say is not told.
    """
    rules = rules or EntryRules()
    described = tuple(
        DescribedItem(name, "package" if _PACKAGE.search(name) else "test") for name in submission.described
    )
    taken = {"test": rules.unmapped_tests, "package": rules.unmapped_packages}
    noted = [each.name for each in described if not taken[each.kind]]
    contained: Set[str] = {
        test for item in submission.items if item.kind == "package" for test in item.contains
    }
    return Entry(
        key=submission.id,
        phase=submission.phase,
        branch_id=submission.branch_id,
        first_name=submission.first_name,
        last_name=submission.last_name or None,
        phone=submission.phone,
        age=submission.age.value,
        age_unit=submission.age.unit,
        gender=None if submission.gender == "undisclosed" else submission.gender,
        address=submission.address or None,
        pincode=submission.pincode or None,
        location=submission.location or None,
        mode=submission.mode,
        slot=submission.slot,
        items=tuple(
            EntryItem(
                item.id,
                item.kind,
                Paise(0) if item.kind == "test" and item.id in contained else item.price,
                item.contains,
                item.name,
            )
            for item in submission.items
        ),
        described=tuple(each for each in described if taken[each.kind]),
        discount=submission.discount,
        total=submission.total,
        instructions=" | ".join([*(f"WANTS {name}" for name in noted), submission.instructions])[
            :LONGEST_INSTRUCTIONS
        ],
        source=rules.sources.get(submission.source, submission.source) or None,
        priority=rules.priorities.get(submission.cause) if submission.cause else None,
        custom_fields=dict(rules.custom_fields),
        parties=parties,
    )
