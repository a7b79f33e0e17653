"""A submission as the entry that goes to the lab."""

from collections.abc import Set

from bot.lab.port import DescribedItem, Entry, EntryItem
from dialogs.clinic import Parties
from dialogs.money import Paise
from dialogs.submission import Submission


def entry_of(submission: Submission, parties: Parties = Parties()) -> Entry:  # noqa: B008 - it is frozen
    """Equal submissions make equal entries; `parties` send the patient. Raises `EntryIncomplete`.

    A test that a package of the same entry contains is paid for with the package. A gender that the patient would
    not say is not told.
    """
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
        described=tuple(DescribedItem(name) for name in submission.described),
        discount=submission.discount,
        total=submission.total,
        instructions=submission.instructions,
        source=submission.source or None,
        parties=parties,
    )
