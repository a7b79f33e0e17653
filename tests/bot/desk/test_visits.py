"""`/today`, `/booking` and `/open`, as the staff read them."""

from bot.desk.answer import LONGEST, pages
from dialogs.catalogue import Item
from dialogs.money import Paise
from tests.bot.desk.conftest import (
    FREE_T3,
    HBA1C,
    INDIRANAGAR,
    LIPID,
    THYROID,
    Reception,
    at,
)


def test_today_tells_the_visits_of_two_days_by_branch_and_hour(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(20, 7), items=(HBA1C, LIPID))
    reception.booked(
        "BBBB-3333", at(20, 7), patient_name="Ravi Kumar", phone="9123456789", state="unconfirmed"
    )
    reception.booked("CCCC-4444", at(20, 8, INDIRANAGAR), patient_name="Meera", pincode="560038")
    reception.booked("DDDD-5555", at(21, 6), items=(THYROID,), mode="lab")
    reception.booked("EEEE-6666", at(21, 6), state="failed")
    reception.booked("FFFF-7777", at(23, 6))
    assert reception.ask("/today") == "\n".join(
        [
            "Today, Fri 20 Nov · 3 visits",
            "📍 MG Road",
            "🕗 7:00 – 8:00 am",
            "• AAAA-2222 · Sunita, 560001, 2 tests, 12 h fasting, •••••• 3210 · booked",
            "• BBBB-3333 · Ravi, 560001, 1 test, •••••• 6789 · sent, no answer",
            "📍 Indiranagar",
            "🕗 8:00 – 9:00 am",
            "• CCCC-4444 · Meera, 560038, 1 test, •••••• 3210 · booked",
            "",
            "Tomorrow, Sat 21 Nov · 1 visit",
            "📍 MG Road",
            "🕗 6:00 – 7:00 am",
            "• DDDD-5555 · Sunita, At the lab, 1 test, •••••• 3210 · booked",
            "[AAAA-2222] [BBBB-3333] [CCCC-4444]",
            "[DDDD-5555]",
        ]
    )


def test_a_day_without_visits_is_said_so(reception: Reception) -> None:
    assert reception.ask("/today") == "Today, Fri 20 Nov · no visits\n\nTomorrow, Sat 21 Nov · no visits"


def test_many_visits_are_told_in_as_many_messages_as_they_need(reception: Reception) -> None:
    for number in range(60):
        reception.booked(f"AB{number:02}-2222", at(20, 6 + number % 4), capacity=99)
    said = reception.ask("/today").split("\n")
    told = list(pages(said))
    assert len(told) > 1
    assert all(len(page) <= LONGEST for page in told)
    assert sum(page.count("•••••• 3210") for page in told) == 60


def test_a_booking_is_told_with_everything_but_the_whole_number(reception: Reception) -> None:
    reception.booked(
        "AAAA-2222", at(21, 7), items=(HBA1C, LIPID), lab_id="lead-77", instructions="FASTING 12h from 19:00"
    )
    reception.case(
        "C1", "cancel_booking", minutes_ago=5, state="claimed", staff="Ravi", subject="asha-AAAA-2222"
    )
    told = [
        "AAAA-2222 · booked",
        "👤 Sunita Devi · 📱 •••••• 3210",
        "📍 MG Road · At home",
        "🕗 Sat 21 Nov, 7:00 – 8:00 am",
        "🏠 Flat 12, Rose Villa, 560001",
        "🧪 HbA1c, Lipid Profile",
        "💵 ₹1,250",
        "ℹ️ FASTING 12h from 19:00",
        "🏷 Number in the lab's system: lead-77",
        "💬 Wants to cancel a booking · with Ravi",
        "Asked for Fri 20 Nov, 9:15 am · Campaign: diwali",
    ]
    assert reception.ask("/booking AAAA-2222").split("\n") == told
    assert reception.ask("/booking aaaa 2222").split("\n") == told
    assert reception.ask("/booking #aaaa2222").split("\n") == told


def test_whoever_knows_the_number_is_shown_it(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(21, 7))
    told = reception.ask("/booking +91 98765 43210")
    assert "📱 98765 43210" in told
    assert "🏷 No number in the lab's system yet" in told


def test_several_bookings_of_a_number_are_a_list_with_buttons(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(21, 7), minutes_ago=90)
    reception.booked("BBBB-3333", at(22, 8), items=(FREE_T3,), state="with_staff", minutes_ago=30)
    assert reception.ask("/booking 9876543210") == "\n".join(
        [
            "2 bookings of this number:",
            "• BBBB-3333 · Sun 22 Nov, 8:00 – 9:00 am · with staff",
            "• AAAA-2222 · Sat 21 Nov, 7:00 – 8:00 am · booked",
            "[BBBB-3333] [AAAA-2222]",
        ]
    )
    assert reception.press("AAAA-2222").startswith("AAAA-2222 · booked\n")
    # The number was named in the first message, not on the button.
    assert "98765 43210" not in reception.press_data("o:desk:booking AAAA-2222")


def test_a_booking_that_is_not_there_is_said_so(reception: Reception) -> None:
    assert reception.ask("/booking ZZZZ-9999") == "There is no booking with this reference or number."
    assert reception.ask("/booking 9000000001") == "There is no booking with this reference or number."
    assert "/booking ABCD-2345" in reception.ask("/booking")


def test_open_tells_who_waits_how_long_and_why(reception: Reception) -> None:
    reception.booked("AAAA-2222", at(21, 7))
    reception.case("C1", "asked_for_person", minutes_ago=12, card=41)
    reception.case(
        "C2", "lab_unconfirmed", minutes_ago=185, subject="asha-AAAA-2222", chat_id=6, card=42, topic=40
    )
    reception.case("C3", "not_served", minutes_ago=60 * 50, state="claimed", staff="Ravi", chat_id=7)
    reception.case("C4", "emergency", minutes_ago=1, urgent=True, chat_id=8)
    reception.case("C6", "went_quiet", minutes_ago=3, state="offered", chat_id=10)
    reception.case("C5", "advice", minutes_ago=30, state="resolved", chat_id=9)
    assert reception.ask("/open") == "\n".join(
        [
            "Open cases: 4, 3 of them with nobody",
            "🚨 1. 🚨 EMERGENCY words · waiting · since 1 min",
            "2. PIN code not served · with Ravi · since 2 d 2 h",
            "3. Sent to the lab, no answer: is it there? (AAAA-2222) · waiting · since 3 h 5 min",
            "4. Wants to talk to a person · waiting · since 12 min",
            "[Card 3] [Card 4]",
        ]
    )
    assert [each.url for row in reception.buttons for each in row] == [
        "https://t.me/c/1234567890/40/42",
        "https://t.me/c/1234567890/41",
    ]


def test_open_says_so_when_nobody_waits(reception: Reception) -> None:
    assert reception.ask("/open") == "Nobody waits. All cases are done."


def test_what_a_person_must_tell_is_not_named(reception: Reception) -> None:
    hiv = Item("t-hiv", "test", "HIV 1 & 2 Antibody", Paise(60_000))
    reception.booked("AAAA-2222", at(21, 7), items=(HBA1C, hiv))
    told = reception.ask("/booking AAAA-2222")
    assert "🧪 HbA1c\n🔒 1 more" in told
    assert "HIV" not in told
    assert "HIV" not in reception.ask("/today")
