"""`/slots`, by words and by buttons, and what a patient is offered then."""

import pytest

from bot.store import overrides
from dialogs.slots import free
from tests.bot.desk.conftest import INDIRANAGAR, MG_ROAD, NOW, Reception, at


def offered(reception: Reception, day: int) -> list[int]:
    """The hours of a day at MG Road that a patient can still choose."""
    known = reception.database.alone(lambda c: overrides.since(c, "asha", NOW.date()))
    slots = free(MG_ROAD, "home", NOW, {}, overrides=known)
    local = [slot.key.start.astimezone(MG_ROAD.zone) for slot in slots]
    return [each.hour for each in local if each.day == day]


def test_the_next_days_at_a_glance(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(21, 7))
    assert reception.ask("/slots mg-road") == "\n".join(
        [
            "MG Road · At home",
            "Sat 21 Nov: 1 of 8 taken",
            "Sun 22 Nov: 0 of 8 taken",
            "Mon 23 Nov: 0 of 8 taken",
            "[Sat 21 Nov] [Sun 22 Nov]",
            "[Mon 23 Nov]",
        ]
    )


def test_with_several_branches_one_is_chosen_and_visits_to_the_lab_are_beside(reception: Reception) -> None:
    assert reception.ask("/slots") == "Which branch?\n[MG Road] [Indiranagar]"
    assert reception.press("Indiranagar").endswith("\n[At the lab]")
    assert reception.press("At the lab").startswith("Indiranagar · At the lab\n")
    assert reception.ask("/slots mg-road lab") == "This branch takes no visits at the lab."


def test_an_hour_is_closed_by_words_and_opened_by_a_button(reception: Reception) -> None:
    reception.one_branch()
    assert reception.ask("/slots mg-road 23 nov 09:00 close") == "\n".join(
        [
            "(Done.)",
            "⛔ Closed: Mon 23 Nov, 9:00 – 10:00 am",
            "",
            "MG Road · At home",
            "Mon 23 Nov, 9:00 – 10:00 am: closed",
            "[1]",
            "[Open]",
            "[Mon 23 Nov]",
        ]
    )
    assert offered(reception, 23) == [6, 7, 8]
    assert reception.press("Open").startswith("(Done.)\n✎ Mon 23 Nov, 9:00 – 10:00 am: 2 visits at a time")
    assert offered(reception, 23) == [6, 7, 8, 9]


def test_an_hour_takes_more_and_then_as_many_as_usual(reception: Reception) -> None:
    reception.one_branch()
    assert "Sun 22 Nov, 8:00 – 9:00 am: 0 of 6 taken ✎" in reception.ask("/slots 22 nov 8am 6")
    assert "0 of 7 taken ✎" in reception.press("7")
    assert "0 of 6 taken ✎" in reception.press("6")
    assert "Sun 22 Nov, 8:00 – 9:00 am: 0 of 2 taken\n" in reception.press("As usual")


def test_a_day_is_closed_and_opened_by_buttons_alone(reception: Reception) -> None:
    reception.one_branch()
    reception.ask("/slots")
    assert reception.press("Sun 22 Nov") == "\n".join(
        [
            "MG Road · At home",
            "Sun 22 Nov",
            "6:00 – 7:00 am: 0 of 2 taken",
            "7:00 – 8:00 am: 0 of 2 taken",
            "8:00 – 9:00 am: 0 of 2 taken",
            "9:00 – 10:00 am: 0 of 2 taken",
            "[6:00 – 7:00 am] [7:00 – 8:00 am]",
            "[8:00 – 9:00 am] [9:00 – 10:00 am]",
            "[Close the day]",
            "[‹ All days]",
        ]
    )
    closed = reception.press("Close the day")
    assert "⛔ Closed: Sun 22 Nov" in closed
    assert "7:00 – 8:00 am: closed" in closed
    assert offered(reception, 22) == []
    assert "✅ As usual again: Sun 22 Nov" in reception.press("Open the day")
    assert offered(reception, 22) == [6, 7, 8, 9]
    assert reception.press("‹ All days").startswith("MG Road · At home\nSat 21 Nov")


def test_a_closed_day_can_have_one_open_hour(reception: Reception) -> None:
    reception.ask("/slots mg-road 22 nov close")
    reception.ask("/slots mg-road 22 nov 7:00 3")
    assert offered(reception, 22) == [7]


def test_several_days_and_part_of_a_day_at_once(reception: Reception) -> None:
    reception.ask("/slots mg-road 22-23 nov close")
    assert (offered(reception, 21), offered(reception, 22), offered(reception, 23)) == ([6, 7, 8, 9], [], [])
    reception.ask("/slots mg-road 2026-11-21 0700 close")
    assert offered(reception, 21) == [6, 8, 9]


def test_bookings_that_have_no_place_any_more_are_named(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(22, 8), minutes_ago=90)
    reception.booked("BBBB-3333", at(22, 8), minutes_ago=30, chat_id=6)
    reception.booked("CCCC-4444", at(22, 9), minutes_ago=20, chat_id=7)
    told = reception.ask("/slots mg-road 22 nov 8am 1")
    assert "⚠️ Sun 22 Nov, 8:00 – 9:00 am: one booking has no place any more: BBBB-3333. Please call." in told
    assert "2 of 1 taken ✎\nBooked: AAAA-2222 and BBBB-3333" in told
    told = reception.ask("/slots mg-road 22 nov close")
    assert "2 bookings have no place any more: AAAA-2222 and BBBB-3333. Please call." in told
    assert "9:00 – 10:00 am: one booking has no place any more: CCCC-4444." in told
    assert "no place" not in reception.ask("/slots mg-road 22 nov open")


def test_who_is_just_choosing_is_counted_and_not_named(reception: Reception) -> None:
    reception.holding(77, at(22, 8))
    told = reception.ask("/slots mg-road 22 nov 8am")
    assert "1 of 2 taken" in told
    assert "Being chosen just now: 1" in told
    assert "77" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/slots mg-road 19 nov close", "Which day or hour? From today on, half a year ahead at most."),
        ("/slots mg-road xyz close", "Which day or hour? From today on, half a year ahead at most."),
        ("/slots mg-road 20261399 close", "Which day or hour? From today on, half a year ahead at most."),
        ("/slots mg-road 22 nov 5pm close", "There are no visits at that time by the clinic's own hours."),
        ("/slots mg-road today 7am close", "There are no visits at that time by the clinic's own hours."),
    ],
)
def test_what_cannot_be_is_said_kindly(reception: Reception, typed: str, told: str) -> None:
    assert reception.ask(typed).startswith(told)


def test_another_branch_is_left_alone(reception: Reception) -> None:
    reception.ask("/slots indiranagar 22 nov close")
    assert offered(reception, 22) == [6, 7, 8, 9]
    known = reception.database.alone(lambda c: overrides.since(c, "asha", NOW.date()))
    assert all(
        slot.key.start.astimezone(MG_ROAD.zone).day != 22
        for slot in free(INDIRANAGAR, "home", NOW, {}, overrides=known)
    )


def test_every_button_fits_and_names_nobody(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(22, 8))
    for typed in ("/slots", "/slots mg-road", "/slots mg-road 22 nov", "/slots mg-road 22 nov 8am"):
        reception.ask(typed)
        for each in (each for row in reception.buttons for each in row):
            assert len(each.data.encode()) <= 64
            assert "9876543210" not in each.data
