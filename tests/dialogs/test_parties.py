"""Who sends a patient: by the link, else by the branch; and what that means for prices and for the lab."""

from dataclasses import replace

import pytest

from dialogs.clinic import Offer, Parties, Party
from dialogs.conversation import Attribution
from dialogs.links import LONGEST, make_payload, read_payload
from tests.dialogs.paper import clinic

RAO, ACME, CITY = Parties(doctor="RAO"), Parties(corporate="ACME"), Parties(hospital="CITY", doctor="ANY")


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ("mg-road--dr-rao_diwali_P002", Attribution("mg-road", "diwali", "P002", "dr-rao")),
        ("mg-road--dr-rao", Attribution("mg-road", party="dr-rao")),
        ("--dr-rao_diwali", Attribution("", "diwali", party="dr-rao")),
        ("mg-road_a--b", Attribution("mg-road", "a--b")),
    ],
)
def test_a_link_may_name_who_sends_the_patient(payload: str, link: Attribution) -> None:
    assert read_payload(payload) == link
    assert make_payload(link) == payload


def test_a_link_with_a_party_is_not_longer_than_telegram_takes() -> None:
    with pytest.raises(ValueError, match=str(LONGEST)):
        make_payload(Attribution("mg-road", "x" * 50, party="dr-rao"))
    with pytest.raises(ValueError, match="no underscore"):
        make_payload(Attribution("mg-road", party="dr_rao"))


def test_the_link_says_who_sends_before_the_branch_does() -> None:
    first, second = clinic().branches[:2]
    ours = replace(
        clinic(),
        branches=(replace(first, parties=ACME), replace(second, parties=CITY)),
        linked_parties={"dr-rao": RAO},
    )
    assert ours.parties_of(first.id) == ACME
    assert ours.parties_of(second.id, "unknown") == CITY
    assert ours.parties_of(second.id, "dr-rao") == RAO
    assert ours.parties_of("nowhere") == Parties()
    assert [offer.party for offer in ours.offers] == [
        Party("corporate", "ACME"),
        Party("hospital", "CITY"),
        Party("doctor", "RAO"),
        Party("doctor", "RAO"),
    ]
    assert len({offer.key for offer in ours.offers}) == 4
    assert [party.id for party in ours.parties] == ["ACME", "CITY", "ANY", "RAO"]


def test_an_account_without_parties_has_one_offer_a_branch() -> None:
    assert clinic().offers == tuple(Offer(branch.id) for branch in clinic().branches)
    assert [offer.key for offer in clinic().offers] == [branch.id for branch in clinic().branches]
