import contextlib
import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import (
    ANONYMOUS,
    Decline,
    Destination,
    Ignore,
    StaffCommand,
    StaffMoved,
    ToCard,
    ToPatient,
    ToTopic,
    UpdateUnreadable,
    event_of,
    media_group_of,
    newest_message_of,
    query_of,
    route,
    staff_command_of,
    update_key,
)
from dialogs.events import (
    Blocked,
    Commanded,
    ContactShared,
    Edited,
    Event,
    LocationShared,
    MediaSent,
    ObjectPressed,
    Pressed,
    Said,
    StaffActed,
    StaffSaid,
    StaffSaidKind,
    Stamp,
    Started,
    Unblocked,
)
from tests.bot.telegram.updates import (
    BOT,
    CLIP,
    CONTACT,
    FILE,
    PATIENT,
    PHOTO,
    STAFF,
    STAFF_MEMBER,
    USER_ORIGIN,
    edited,
    group,
    membership,
    message,
    person,
    press,
    private,
)

NOW = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
STAMP = Stamp(NOW, "seed", "hi-IN")
ASKED = {"message_id": 20, "date": 1_795_000_000, "chat": private(), "text": "When?"}
MINE = ToPatient(PATIENT, PATIENT)
STRANGERS = group(-100777)
CARD = {"message_id": 500, "date": 1_795_000_000, "chat": group(), "text": "card"}
RAVI = person(STAFF_MEMBER, first_name="Ravi", last_name="Kumar", language_code="en")
ROBOT = {"id": 9, "is_bot": True, "first_name": "Robot"}
OPENING = {
    "message_id": 70,
    "date": 1_795_000_000,
    "chat": group(),
    "forum_topic_created": {"name": "K7", "icon_color": 7322096},
}
ROWS = {
    "inline_keyboard": [
        [{"text": "Map", "url": "https://a.b"}, {"text": "Claim", "callback_data": "o:claim:K7"}]
    ]
}
THIS_BOT = {"id": BOT, "is_bot": True, "first_name": "phlebot"}


def said(text: str | None = None, **more: Any) -> dict[str, Any]:
    """What Ravi writes in the staff chat."""
    words = {} if text is None else {"text": text}
    return message(chat=group(), sender=RAVI, **words, **more)


def in_topic(text: str | None = None, **more: Any) -> dict[str, Any]:
    """The same in topic 70, as Telegram says it: an answer to the opening message if it answers no other."""
    return said(
        text, **({"message_thread_id": 70, "is_topic_message": True, "reply_to_message": OPENING} | more)
    )


def changed(raw: dict[str, Any]) -> dict[str, Any]:
    return {"update_id": 901, "edited_message": raw["message"] | {"edit_date": 1_795_000_050}}


def read(raw: dict[str, Any], case_id: str = "") -> Event | None:
    return event_of(raw, NOW, "seed", staff_chat_id=STAFF, bot_id=BOT, case_id=case_id)


@pytest.mark.parametrize(
    ("raw", "destination"),
    [
        (message(text="hello"), MINE),
        (edited(text="hello"), MINE),
        (press("q:slot:1:x"), MINE),
        (membership("kicked"), MINE),
        (
            message(chat=group(), sender=RAVI, text="on my way", reply_to_message=CARD),
            ToCard(500, STAFF_MEMBER, own_id=31),
        ),
        (
            said("ok", reply_to_message=CARD | {"reply_markup": ROWS}),
            ToCard(500, STAFF_MEMBER, "K7", own_id=31),
        ),
        (said("ok", reply_to_message=CARD, message_thread_id=500), ToCard(500, STAFF_MEMBER, own_id=31)),
        (
            said("ok", reply_to_message=CARD | {"from": THIS_BOT, "text": "hello #2345ABCDEF"}),
            ToCard(500, STAFF_MEMBER, "2345ABCDEF", own_id=31, ours=True),
        ),
        (
            said("ok", reply_to_message=CARD | {"from": RAVI, "text": "hello #2345ABCDEF"}),
            ToCard(500, STAFF_MEMBER, own_id=31),
        ),
        (
            said("ok", reply_to_message=CARD | {"from": THIS_BOT, "text": "late: #2345ABCDEF, #2345ABCDEG"}),
            ToCard(500, STAFF_MEMBER, own_id=31, ours=True),
        ),
        (changed(said("ok", reply_to_message=CARD)), ToCard(500, STAFF_MEMBER, edited=True, own_id=31)),
        (in_topic("on my way"), ToTopic(70, 31, STAFF_MEMBER)),
        (in_topic("on my way", reply_to_message=None), ToTopic(70, 31, STAFF_MEMBER)),
        (in_topic("at 5", reply_to_message=CARD), ToTopic(70, 31, STAFF_MEMBER, 500)),
        (
            in_topic("at 5", reply_to_message=CARD | {"reply_markup": ROWS}),
            ToTopic(70, 31, STAFF_MEMBER, 500, "K7"),
        ),
        (changed(in_topic("at 6")), ToTopic(70, 31, STAFF_MEMBER, edited=True)),
        (in_topic(photo=PHOTO, caption="/today"), ToTopic(70, 31, STAFF_MEMBER)),
        (in_topic("..and at 5"), ToTopic(70, 31, STAFF_MEMBER)),
        (said("/today"), StaffCommand("today", "", STAFF_MEMBER, 31)),
        (said("/Booking  K7 98\n"), StaffCommand("booking", "K7 98", STAFF_MEMBER, 31)),
        (said("/today", reply_to_message=CARD), StaffCommand("today", "", STAFF_MEMBER, 31)),
        (said("/today@Phlebot 2"), StaffCommand("today", "2", STAFF_MEMBER, 31, addressed="phlebot")),
        (in_topic("/fill age 58"), StaffCommand("fill", "age 58", STAFF_MEMBER, 31, 70)),
        (in_topic("/आज"), StaffCommand("", "/आज", STAFF_MEMBER, 31, 70)),
        (message(text="/today"), MINE),
        (message(chat=STRANGERS, text="/start@phlebot"), Decline(-100777)),
        (message(chat=STRANGERS, new_chat_members=[THIS_BOT]), Decline(-100777)),
        (message(chat=group(-99, "group"), group_chat_created=True), Decline(-99)),
        (membership("member", STRANGERS), Decline(-100777)),
        (membership("administrator", group(-100778, "channel")), Decline(-100778)),
        (press("q:slot:1:x", STRANGERS), Decline(-100777)),
        (message(chat=group(STAFF, "group"), migrate_to_chat_id=-100999), StaffMoved(-100999)),
        (message(chat=group(-100999), migrate_from_chat_id=STAFF), StaffMoved(-100999)),
    ],
)
def test_every_update_finds_its_place(raw: dict[str, Any], destination: Destination) -> None:
    assert route(raw, STAFF, BOT, "phlebot") == destination


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (message(sender=ROBOT, text="hello"), "another bot"),
        (message(chat=group(), sender=RAVI, text="lunch?"), "talk among the staff"),
        (message(chat=group(), sender=ROBOT, text="x", reply_to_message=CARD), "a bot"),
        (
            message(chat=group(), sender=ROBOT, sender_chat=group(), text="x", reply_to_message=CARD),
            "button only",
        ),
        (message(chat=group(), sender=ROBOT, sender_chat=group(), text="/today"), "button only"),
        (message(chat=group(), sender=ROBOT, sender_chat=STRANGERS, text="news"), "name of a chat"),
        (changed(message(chat=group(), sender=ROBOT, sender_chat=group(), text="x")), "name of a chat"),
        (said("// she sounds upset", reply_to_message=CARD), "a note"),
        (in_topic("// she sounds upset"), "a note"),
        (in_topic(". call her sister"), "a note"),
        (in_topic(photo=PHOTO, caption="// his chart"), "a note"),
        (changed(in_topic("// she sounds upset")), "a note"),
        (said("/today@otherbot"), "another bot"),
        (changed(said("/today")), "when it is sent"),
        (in_topic(forum_topic_closed={}), "a notice"),
        (in_topic(forum_topic_edited={"name": "K7"}), "a notice"),
        (changed(said("lunch?")), "talk among the staff"),
        (message(chat=group(), sender=RAVI, pinned_message=CARD, reply_to_message=CARD), "a notice"),
        (message(chat=group(-99, "group"), migrate_to_chat_id=-100999), "not the staff's"),
        (message(chat=STRANGERS, left_chat_member=THIS_BOT), "left"),
        (membership("left", STRANGERS), "out of a group"),
        (membership("administrator", group()), "in the staff chat"),
        (edited(chat=STRANGERS, text="x"), "was edited"),
        ({"update_id": 1, "poll": {"id": "1"}}, "not asked for"),
        ({"update_id": 1}, "not asked for"),
        ({"update_id": 1, "message": 7}, "not asked for"),
        ({"update_id": 1, "message": {"text": "x"}}, "without a chat"),
    ],
)
def test_what_is_nobodys_is_passed_over_with_a_reason(raw: dict[str, Any], why: str) -> None:
    destination = route(raw, STAFF, BOT, "phlebot")
    assert isinstance(destination, Ignore)
    assert why in destination.reason
    assert destination.query_id == ""
    assert read(raw) is None


def test_an_anonymous_admin_who_writes_can_be_told_where_they_wrote() -> None:
    raw = in_topic("on my way")
    raw["message"] |= {"from": ROBOT, "sender_chat": group()}
    assert route(raw, STAFF, BOT) == Ignore(ANONYMOUS, message_id=31, thread_id=70)


def test_without_the_bots_name_every_command_counts() -> None:
    command = StaffCommand("today", "", STAFF_MEMBER, 31, addressed="otherbot")
    assert route(said("/today@otherbot"), STAFF, BOT) == command


@pytest.mark.parametrize("data", ["q:slot:1:x", "nonsense", None])
def test_a_stray_press_in_the_staff_chat_can_still_be_answered(data: str | None) -> None:
    destination = route(press(data, group(), RAVI), STAFF, BOT)
    assert isinstance(destination, Ignore)
    assert destination.query_id == "77001"


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        (message(text="/start"), Started(STAMP)),
        (message(text="/start mg-road_jan_tsh"), Started(STAMP, "mg-road_jan_tsh")),
        (message(text="/START@phlebot jan"), Started(STAMP, "jan")),
        (message(text="/mybookings"), Commanded(STAMP, "mybookings")),
        (message(text="/Book  thyroid \n and sugar "), Commanded(STAMP, "book", "thyroid \n and sugar")),
        (message(text="kal subah 8 baje"), Said(STAMP, "kal subah 8 baje", 31)),
        (message(text="10/2 ya 11/2"), Said(STAMP, "10/2 ya 11/2", 31)),
        (message(text="/12 flat"), Said(STAMP, "/12 flat", 31)),
        (message(text="half \ud83d"), Said(STAMP, "half ?", 31)),
        (message(text="at 5", reply_to_message=ASKED), Said(STAMP, "at 5", 31, 20)),
        (message(photo=PHOTO, reply_to_message=ASKED), MediaSent(STAMP, "photo", (31,), "", 20)),
        (
            message(contact=CONTACT, reply_to_message=ASKED),
            ContactShared(STAMP, "+919876543210", True, 31, 20),
        ),
        (
            message(location={"latitude": 1, "longitude": 2}, reply_to_message=ASKED),
            LocationShared(STAMP, 1.0, 2.0, 31, 20),
        ),
        (edited(text="58"), Edited(STAMP, "58", 31)),
        (edited(photo=PHOTO, caption="sugar"), Edited(STAMP, "sugar", 31, True)),
        (edited(photo=PHOTO), None),
        (edited(location={"latitude": 1.0, "longitude": 2.0}), None),
        (press("q:slot:2s:mon:8"), Pressed(STAMP, "slot", 100, "mon:8", "77001")),
        (press("o:cancel:B42"), ObjectPressed(STAMP, "cancel", "B42", "77001")),
        (press("another release"), Pressed(STAMP, "", -1, "", "77001")),
        (press(None), Pressed(STAMP, "", -1, "", "77001")),
        (message(contact=CONTACT), ContactShared(STAMP, "+919876543210", True, 31)),
        (message(contact=CONTACT | {"user_id": 5}), ContactShared(STAMP, "+919876543210", False, 31)),
        (message(contact={"phone_number": "1", "first_name": "A"}), ContactShared(STAMP, "1", False, 31)),
        (
            message(contact=CONTACT, forward_origin=USER_ORIGIN),
            ContactShared(STAMP, "+919876543210", False, 31),
        ),
        (message(contact=CONTACT, forward_date=1), ContactShared(STAMP, "+919876543210", False, 31)),
        (message(contact=CONTACT, via_bot=ROBOT), ContactShared(STAMP, "+919876543210", False, 31)),
        (message(location={"latitude": 12.97, "longitude": 77}), LocationShared(STAMP, 12.97, 77.0, 31)),
        (message(photo=PHOTO, caption="sugar"), MediaSent(STAMP, "photo", (31,), "sugar")),
        (message(document=FILE), MediaSent(STAMP, "document", (31,))),
        (message(voice=CLIP), MediaSent(STAMP, "voice", (31,))),
        (message(audio=CLIP), MediaSent(STAMP, "audio", (31,))),
        (message(video=CLIP | {"width": 1, "height": 1}), MediaSent(STAMP, "video", (31,))),
        (message(video_note=CLIP | {"length": 1}), MediaSent(STAMP, "video", (31,))),
        (
            message(animation=CLIP | {"width": 1, "height": 1}, document=FILE),
            MediaSent(STAMP, "video", (31,)),
        ),
        (message(dice={"emoji": "x", "value": 1}), MediaSent(STAMP, "other", (31,))),
        (message(hologram={"of": "tomorrow"}), MediaSent(STAMP, "other", (31,))),
        (message(pinned_message=CARD), None),
        (message(write_access_allowed={}), None),
        (membership("kicked"), Blocked(STAMP)),
        (membership("member"), Unblocked(STAMP)),
    ],
)
def test_what_a_patient_does_becomes_an_event(raw: dict[str, Any], event: Event | None) -> None:
    assert read(raw) == event


def test_a_sticker_is_told_from_other_media() -> None:
    sticker = FILE | {"width": 1, "height": 1, "type": "regular", "is_animated": False, "is_video": False}
    assert read(message(sticker=sticker)) == MediaSent(STAMP, "sticker", (31,))


def test_what_staff_do_becomes_an_event_of_the_case() -> None:
    stamp = Stamp(NOW, "seed", "en")
    reply = message(chat=group(), sender=RAVI, text="on my way", reply_to_message=CARD)
    assert read(reply, case_id="K7") == StaffSaid(
        stamp, "K7", 31, "Ravi Kumar", STAFF_MEMBER, "on my way", "text", 500
    )
    assert read(reply) is None
    assert read(press("o:claim:K7", group(), RAVI)) == StaffActed(
        stamp, "K7", "claim", "Ravi Kumar", "77001", STAFF_MEMBER
    )


@pytest.mark.parametrize(
    ("raw", "text", "kind", "reply_to", "was_changed"),
    [
        (in_topic("on my way"), "on my way", "text", None, False),
        (in_topic("at 5", reply_to_message=CARD), "at 5", "text", 500, False),
        (changed(in_topic("at 6", reply_to_message=CARD)), "at 6", "text", 500, True),
        (in_topic(photo=PHOTO, caption="the way"), "the way", "photo", None, False),
        (in_topic(voice=CLIP), "", "voice", None, False),
        (in_topic(document=FILE), "", "document", None, False),
        (in_topic(location={"latitude": 1, "longitude": 2}), "", "location", None, False),
        (in_topic(contact=CONTACT), "", "contact", None, False),
        (changed(in_topic(photo=PHOTO, caption="this way")), "this way", "photo", None, True),
    ],
)
def test_what_staff_write_in_a_topic_is_for_its_patient(
    raw: dict[str, Any], text: str, kind: StaffSaidKind, reply_to: int | None, was_changed: bool
) -> None:
    stamp = Stamp(NOW, "seed", "en")
    event = StaffSaid(
        stamp, "K7", 31, "Ravi Kumar", STAFF_MEMBER, text, kind, reply_to=reply_to, edited=was_changed
    )
    assert read(raw, case_id="K7") == event
    assert read(raw) is None


def test_a_command_of_the_staff_is_no_event_of_a_case() -> None:
    assert read(in_topic("/today"), case_id="K7") is None


def test_fields_that_nobody_knows_yet_do_no_harm() -> None:
    raw = message(text="hello", sparkle=True) | {"epoch": {"a": 1}}
    assert read(raw) == Said(STAMP, "hello", 31)


@pytest.mark.parametrize(
    "raw",
    [
        message(text=5),
        message(text="x") | {"message": message(text="x")["message"] | {"date": "today"}},
        message(photo=7),
        message(contact={"phone_number": ["5"]}),
        message(location={"latitude": "a", "longitude": None}),
        membership("kicked") | {"my_chat_member": membership("kicked")["my_chat_member"] | {"date": "x"}},
    ],
)
def test_a_damaged_update_is_refused_in_one_sentence(raw: dict[str, Any]) -> None:
    with pytest.raises(UpdateUnreadable, match=r"^[^\n]+$") as refusal:
        read(raw)
    assert "Sunita" not in str(refusal.value)


@pytest.mark.parametrize("raw", [{}, {"update_id": "7"}, {"update_id": True}, [], None])
def test_an_update_without_an_id_has_no_key(raw: Any) -> None:
    with pytest.raises(UpdateUnreadable):
        update_key(raw)


def test_what_the_engine_asks_of_an_update() -> None:
    assert update_key(message(text="x")) == 900
    assert newest_message_of(message(text="x")) == 31
    assert newest_message_of(edited(text="x")) is None
    assert newest_message_of(press("q:slot:1:x")) is None
    assert media_group_of(message(photo=PHOTO, media_group_id="1234")) == "1234"
    assert media_group_of(message(photo=PHOTO)) is None
    assert query_of(press("x")) == "77001"
    assert query_of(message(text="x")) is None


WHOLE = [
    message(text="/start x"),
    message(photo=PHOTO, caption="c", media_group_id="1"),
    message(contact=CONTACT, forward_origin=USER_ORIGIN),
    message(location={"latitude": 1, "longitude": 2}),
    message(chat=group(), sender=RAVI, text="x", reply_to_message=CARD),
    in_topic("x", reply_to_message=CARD | {"reply_markup": ROWS}),
    in_topic("/fill x"),
    changed(in_topic(photo=PHOTO, caption="c")),
    edited(text="x"),
    press("q:slot:1:x"),
    press("o:claim:K7", group(), RAVI),
    membership("kicked"),
    message(chat=private(1)),
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


@given(
    raw=st.sampled_from(WHOLE),
    where=st.randoms(use_true_random=False),
    damage=json_values,
    drop=st.booleans(),
)
def test_no_damage_to_an_update_brings_anything_down(raw: Any, where: Any, damage: Any, drop: bool) -> None:
    raw = copy.deepcopy(raw)
    *way, last = where.choice(places(raw))
    target = raw
    for step in way:
        target = target[step]
    if drop:
        del target[last]
    else:
        target[last] = damage
    route(raw, STAFF, BOT)
    media_group_of(raw), newest_message_of(raw), query_of(raw)
    with contextlib.suppress(UpdateUnreadable):
        read(raw, case_id="K7")


@given(json_values)
def test_no_json_at_all_brings_anything_down(raw: Any) -> None:
    assert isinstance(route(raw, STAFF, BOT), Ignore)
    assert read(raw) is None


def test_a_button_that_is_a_command_is_one() -> None:
    raw = press("o:desk:slots 1a2b3c4d h 20261124 0900 close", chat=group())
    command = StaffCommand("slots", "1a2b3c4d h 20261124 0900 close", PATIENT, 30, query_id="77001")
    assert route(raw, STAFF, BOT) == staff_command_of(raw) == command


def test_a_command_that_was_forwarded_is_nobodys_order() -> None:
    raw = said("/today", forward_origin=USER_ORIGIN)
    assert isinstance(route(raw, STAFF, BOT), Ignore)
    assert staff_command_of(raw) is None


def test_a_staff_command_in_private_is_its_senders_act() -> None:
    for raw in (message(text="/today"), press("o:desk:today")):
        assert isinstance(route(raw, STAFF, BOT), ToPatient)
        command = staff_command_of(raw)
        assert command is not None
        assert (command.name, command.user_id) == ("today", PATIENT)


@pytest.mark.parametrize(
    "raw",
    [
        message(text="so /open it is"),
        message(text="/आज"),
        message(photo=PHOTO),
        press("q:tests:1:a"),
        press(None),
    ],
)
def test_what_is_no_command_is_none(raw: dict[str, Any]) -> None:
    assert staff_command_of(raw) is None
