"""`/stats` in words and as a picture, and `/link`."""

import io

import pytest
from PIL import Image

from bot.desk.stats import STEPS
from bot.desk.stats_picture import Funnel, drawn
from dialogs.case import Case, StaffTask
from dialogs.conversation import Attribution
from dialogs.effects import Journey
from dialogs.links import read_payload
from dialogs.money import Paise
from dialogs.steps import answered_by_person, booked, collected, completed
from dialogs.text import Text
from dialogs.words import Words
from tests.bot.desk.conftest import HBA1C, LIPID, MG_ROAD, NOW, Reception, at


def campaign(reception: Reception) -> None:
    """Three began on the Diwali advertisement, one of them booked and got the report; one came by themselves."""
    sent = reception.booked("AAAA-2222", at(21, 7), items=(HBA1C, LIPID))
    for chat_id in (1, 2, 3):
        reception.step(chat_id, Journey("started", "diwali"), Journey("started", "diwali"))
    reception.step(1, Journey("price_seen", "diwali"))
    reception.step(2, Journey("price_seen", "diwali"))
    reception.step(1, Journey("contact", "diwali"))
    reception.step(1, *booked(sent), minutes_ago=50)
    reception.step(1, collected(sent), minutes_ago=40)
    reception.step(1, collected(sent), completed(sent), *booked(sent), minutes_ago=30)
    reception.step(4, Journey("started"))


def test_each_campaign_is_told_with_its_money(reception: Reception) -> None:
    campaign(reception)
    assert reception.ask("/stats") == "\n".join(
        [
            "The last 7 days",
            "",
            "diwali",
            "3 started · 2 saw the price · 1 gave a number · 1 booked · 1 collected · 1 completed",
            "₹1,250 booked · ₹1,250 collected",
            "",
            "without a campaign",
            "1 started · 0 saw the price · 0 gave a number · 0 booked · 0 collected · 0 completed",
            "₹0 booked · ₹0 collected",
            "<stats.png>",
        ]
    )


def test_the_wait_for_a_person_is_the_time_to_the_first_who_took_the_case(reception: Reception) -> None:
    for chat_id, waited in ((1, 4), (2, 10), (3, 90)):
        case = Case(f"C{chat_id}", "claimed", NOW, (StaffTask(1, "asked_for_person", NOW),))
        reception.step(chat_id, Journey("handoff", "diwali"), minutes_ago=200)
        reception.step(chat_id, answered_by_person("diwali", case), minutes_ago=200 - waited)
        # The first words count.
        reception.step(chat_id, answered_by_person("diwali", case), minutes_ago=100 - waited)
    reception.step(4, Journey("handoff", "diwali"), minutes_ago=50)
    assert "10 min until a person was there (half of 3 waited less)" in reception.ask("/stats")


def test_only_the_days_that_were_asked_for_count(reception: Reception) -> None:
    reception.step(1, Journey("started", "holi"), minutes_ago=60 * 24 * 20)
    assert reception.ask("/stats 10") == "Nobody has written in the last 10 days."
    assert "holi\n1 started" in reception.ask("/stats 30")


@pytest.mark.parametrize("typed", ["/stats 0", "/stats many", "/stats 9999", "/stats -1"])
def test_days_that_are_none_are_asked_for_kindly(reception: Reception, typed: str) -> None:
    assert reception.ask(typed) == "Please write it like this: /stats 30 (days, 366 at most)"


def test_the_figures_name_nobody(reception: Reception) -> None:
    campaign(reception)
    told = reception.ask("/stats")
    assert not any(word in told for word in ("Sunita", "9876543210", "3210", "AAAA"))


def test_the_picture_shows_a_longer_bar_for_more() -> None:
    def coloured(count: int) -> int:
        image = Image.open(io.BytesIO(drawn([Funnel("diwali", (100, count))], ["Started", "Booked"])))
        assert image.format == "PNG"
        colours = image.convert("RGB").getcolors(1 << 20) or []
        return sum(times for times, colour in colours if colour == (0x7F, 0xB2, 0xDD))

    assert coloured(90) > 2 * coloured(30) > 0
    assert coloured(0) == 0


def test_a_picture_of_many_campaigns_with_long_names_is_drawn() -> None:
    funnels = [Funnel("x" * 64, (0, 0, 0, 0, 0, 0)), Funnel("b", (5, 4, 3, 2, 1, 0))]
    image = Image.open(io.BytesIO(drawn(funnels, [str(each) for each in range(6)])))
    assert image.width >= 640


@pytest.mark.parametrize("language", ["en", "hi", "hi-Latn"])
def test_the_pictures_words_have_letters_that_its_font_has(language: str, reception: Reception) -> None:
    words: Words = reception.words
    keys = [*(f"desk-picture-{step}" for step in STEPS), "desk-picture-no-campaign"]
    assert all(words.plain(Text(key), language).isascii() for key in keys)


def test_a_link_for_an_advertisement_comes_with_a_code(reception: Reception) -> None:
    told = reception.ask("/link mg-road diwali lipid profile").split("\n")
    assert told == [
        "MG Road · Campaign: diwali · Test: Lipid Profile",
        "https://t.me/asha_bot?start=mg-road_diwali_t-lipid",
        "<link-mg-road-diwali.png>",
    ]
    assert read_payload(told[1].rpartition("=")[2]) == Attribution("mg-road", "diwali", "t-lipid")
    assert reception.last is not None
    assert reception.last.attachment is not None
    code = Image.open(io.BytesIO(reception.last.attachment.content))
    assert code.width == code.height >= 500


def test_a_test_that_may_be_several_is_asked_for(reception: Reception) -> None:
    told = reception.ask("/link mg-road diwali thyroid").split("\n")
    assert told[0] == "Which one is “thyroid”?"
    assert reception.press("Thyroid TSH").startswith("MG Road · Campaign: diwali · Test: Thyroid TSH\n")


def test_links_without_more_are_the_branches_own(reception: Reception) -> None:
    assert reception.ask("/link").split("\n") == [
        "📍 MG Road: https://t.me/asha_bot?start=mg-road",
        "📍 Indiranagar: https://t.me/asha_bot?start=indiranagar",
        "Please write it like this: /link mg-road diwali thyroid",
    ]
    assert reception.ask("/link elsewhere diwali").startswith("There is no branch of that name.")


def test_with_one_branch_its_name_can_be_left_out(reception: Reception) -> None:
    reception.one_branch()
    assert f"start={MG_ROAD.slug}_holi" in reception.ask("/link holi")


def test_what_no_link_can_carry_is_said(reception: Reception) -> None:
    assert reception.ask("/link mg-road दिवाली").startswith("Such a link cannot be made.")
    assert reception.ask("/link mg-road a_b").startswith("Such a link cannot be made.")
    assert reception.ask(f"/link mg-road {'x' * 70}").startswith("Such a link cannot be made.")
    assert reception.ask("/link mg-road diwali qqqqzzzz").startswith("No test or package here is called")


def test_money_is_whole_paise(reception: Reception) -> None:
    reception.step(1, Journey("booked", "diwali", "b-mg", Paise(12_345_650), "S1"))
    assert "₹1,23,456.50 booked · ₹0 collected" in reception.ask("/stats")
