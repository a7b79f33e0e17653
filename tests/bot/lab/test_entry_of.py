from dataclasses import replace

from bot.lab.entry_of import EntryRules, entry_of
from bot.lab.port import DescribedItem, EntryItem, entry_to_json
from dialogs.money import Paise
from dialogs.submission import OrderedItem
from dialogs.understanding.readings import Age
from tests.bot.engine.stage import submission

CBC = OrderedItem("t1", "test", "CBC", Paise(35000))
LFT = OrderedItem("t2", "test", "LFT", Paise(50000))
FULL = OrderedItem("p1", "package", "Full body", Paise(149900), ("t1", "t9"))


def test_every_part_of_a_submission_reaches_the_entry() -> None:
    sent = replace(submission(), age=Age(7, "months"), items=(FULL, CBC, LFT), total=Paise(199900))
    entry = entry_of(sent)
    assert (entry.key, entry.phase, entry.branch_id) == (sent.id, "booking", "b1")
    assert (entry.first_name, entry.last_name, entry.phone) == ("Sunita", "Devi", "9876543210")
    assert (entry.age, entry.age_unit, entry.gender) == (7, "months", "female")
    assert (entry.address, entry.pincode, entry.mode, entry.slot) == (
        sent.address,
        "560001",
        "home",
        sent.slot,
    )
    assert (entry.total, entry.source, entry.email) == (Paise(199900), "telegram", None)
    assert entry.described == (DescribedItem("CBC"),)


def test_a_test_inside_a_chosen_package_is_not_charged() -> None:
    items = entry_of(replace(submission(), items=(FULL, CBC, LFT))).items
    assert items == (
        EntryItem("p1", "package", Paise(149900), ("t1", "t9"), "Full body"),
        EntryItem("t1", "test", Paise(0), name="CBC"),
        EntryItem("t2", "test", Paise(50000), name="LFT"),
    )


def test_what_was_not_said_is_not_told() -> None:
    sent = replace(submission(), gender="undisclosed", last_name="", location="", source="", described=())
    entry = entry_of(sent)
    assert (entry.gender, entry.last_name, entry.location, entry.source) == (None, None, None, None)


def test_equal_submissions_make_the_same_bytes() -> None:
    assert entry_to_json(entry_of(submission())) == entry_to_json(entry_of(submission()))


def test_a_lead_carries_what_the_clinic_has_mapped_and_nothing_else() -> None:
    sent = replace(submission(), phase="lead", cause="asked_for_call", source="diwali", described=("vit k",))
    rules = EntryRules(
        sources={"diwali": "Google Ads"},
        priorities={"asked_for_call": "urgent"},
        custom_fields={"utm_medium": "telegram"},
        unmapped_tests=False,
        unmapped_packages=False,
    )
    entry = entry_of(sent, rules=rules)
    assert (entry.source, entry.priority) == ("Google Ads", "urgent")
    assert entry.custom_fields == {"utm_medium": "telegram"}
    assert entry.described == ()
    assert entry.instructions.startswith("WANTS vit k | ")
    assert entry_of(replace(sent, phase="booking", cause=""), rules=rules).priority is None


def test_words_for_a_package_go_as_a_package_where_the_lab_takes_those() -> None:
    sent = replace(submission(), described=("fever package", "vit k"))
    rules = EntryRules(unmapped_tests=False, unmapped_packages=True)
    entry = entry_of(sent, rules=rules)
    assert entry.described == (DescribedItem("fever package", "package"),)
    assert entry.instructions.startswith("WANTS vit k")
