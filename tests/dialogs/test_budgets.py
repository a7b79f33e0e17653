"""How much a booking may ask of people: taps, typed messages, and messages of the bot."""

import pytest

from tests.dialogs.transcript import Player

FIRST = {
    "en": (
        "/start mg-road_diwali", "hba1c", "[Yes, go on", "560001", "(contact)", "Sunita Devi, 58, F",
        "[Sat 21 Nov, 6:00", "Flat 12, Rose Villa, 4th Cross", "[✓ Book it",
    ),
    "hi": (
        "/start mg-road_diwali", "hba1c", "[हाँ, आगे", "560001", "(contact)", "सुनीता देवी, 58, महिला",
        "[शनि 21", "मकान 12, रोज़ विला, चौथी गली", "[✓ बुक",
    ),
}  # fmt: skip
AGAIN = {
    "en": ("[As last time", "[Sunita Devi", "[Mon 21 Dec, 6:00", "[✓ Book it"),
    "hi": ("[पिछली बार", "[सुनीता देवी", "[सोम 21", "[✓ बुक"),
}
SAME = {
    "en": ("/mybookings", "[Book again: Sunita", "[Mon 21 Dec, 6:00", "[✓ Book it"),
    "hi": ("/mybookings", "[फिर से बुक करें: सुनीता", "[सोम 21", "[✓ बुक"),
}
MOVE = {
    "en": ("[Change", "[Sat 21 Nov, 7:00", "[✓ Ask"),
    "hi": ("[बदलें", "[शनि 21 नव॰, सुबह 7", "[✓ यह"),
}
DROP = {
    "en": ("[Cancel", "[The price", "[Yes"),
    "hi": ("[रद्द", "[कीमत", "[हाँ"),
}
SENTENCE = {
    "en": "tomorrow 8 am hba1c for Sunita Devi",
    "hi": "कल सुबह 8 बजे सुनीता देवी का hba1c",
}


def played(player: Player, acts: tuple[str, ...]) -> tuple[int, int]:
    """Plays the acts; taps (a start and a shared contact among them) and typed messages."""
    taps = typed = 0
    for act in acts:
        tap = act.startswith(("[", "(contact", "/"))
        taps, typed = taps + tap, typed + (not tap)
        player.turn(f"> {act}")
    return taps, typed


@pytest.fixture(params=["en", "hi"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def booked(language: str) -> Player:
    player = Player({"language": language})
    played(player, FIRST[language])
    player.turn("@ lab created")
    return player


def test_a_first_booking_takes_eight_taps_and_four_typed_messages_at_most(language: str) -> None:
    player = Player({"language": language})
    taps, typed = played(player, FIRST[language])
    player.turn("@ lab created")
    assert [booking.state for booking in player.chat.bookings.values()] == ["confirmed"]
    assert taps <= 8
    assert typed <= 4
    assert player.chat.new_messages <= 10


def test_a_returning_patient_takes_four_taps_and_types_nothing(language: str) -> None:
    player = booked(language)
    player.turn("@ 43200 min")
    player.turn("> /start")
    taps, typed = played(player, AGAIN[language])
    player.turn("@ lab created")
    assert [booking.state for booking in player.chat.bookings.values()] == ["confirmed", "confirmed"]
    assert taps <= 4
    assert typed == 0


def test_one_good_sentence_of_a_returning_patient_leads_to_the_review(language: str) -> None:
    player = booked(language)
    player.turn("@ 43200 min")
    player.turn(f"> {SENTENCE[language]}")
    assert player.chat.screen is not None
    assert player.chat.screen.question == "review"
    assert "8:00" in player.chat.screen.html


def test_the_same_again_takes_four_taps_and_nothing_typed(language: str) -> None:
    player = booked(language)
    player.turn("@ 43200 min")
    taps, typed = played(player, SAME[language])
    player.turn("@ lab created")
    assert [booking.state for booking in player.chat.bookings.values()] == ["confirmed", "confirmed"]
    first, again = (booking.submission for booking in player.chat.bookings.values())
    assert (again.patient_name, again.items, again.address) == (
        first.patient_name,
        first.items,
        first.address,
    )
    assert taps <= 4
    assert typed == 0


@pytest.mark.parametrize("way", [MOVE, DROP])
def test_a_change_of_plan_takes_three_taps_and_nothing_typed(
    language: str, way: dict[str, tuple[str, ...]]
) -> None:
    player = booked(language)
    taps, typed = played(player, way[language])
    assert [booking.awaited is not None for booking in player.chat.bookings.values()] == [True]
    assert taps <= 3
    assert typed == 0
