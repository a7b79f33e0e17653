import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox.faults import Answer
from bot.sandbox.people import Group, Patient
from bot.sandbox.telegram import TelegramStandIn
from bot.telegram.again import again_of
from bot.telegram.client import TelegramClient, open_client
from bot.telegram.group import decline
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.outgoing import (
    AnswerPress,
    Bubble,
    CloseTopic,
    CopyMessage,
    Delivery,
    EditBubble,
    EditCopy,
    Gone,
    InlineButton,
    KeyboardButton,
    Moved,
    NoRight,
    NotForum,
    NoTopic,
    OpenTopic,
    Outgoing,
    Rejected,
    RenameTopic,
    ReopenTopic,
    SendBubble,
    SendFile,
    Sent,
    ShowTyping,
    StripButtons,
    TryAgain,
    Unreachable,
)
from tests.contracts.botapi import call_problems

SUNITA = 1001
STAFF = -1001234567890
HELLO = SendBubble(Bubble("hello"))
EDIT = EditBubble(2, Bubble("changed"))


class Room:
    """A patient who has started the bot, the staff's group, and the messenger under test."""

    def __init__(self, telegram: TelegramStandIn, client: TelegramClient) -> None:
        self.telegram = telegram
        self.client = client
        self.patient: Patient = telegram.patient(SUNITA)
        self.staff: Group = telegram.group(STAFF, members={55: "Ravi"})
        self._messenger = TelegramMessenger(client)

    async def deliver(self, outgoing: Outgoing, chat_id: int = SUNITA) -> Delivery:
        return await self._messenger.deliver(chat_id, outgoing)


def in_room(work: Callable[[Room], Awaitable[None]]) -> None:
    async def play() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            room = Room(telegram, client)
            await room.patient.start()
            await work(room)
            for call in telegram.journal:
                assert call_problems(call) == []

    asyncio.run(play())


def test_a_bubble_is_sent_as_html_without_a_link_preview() -> None:
    async def check(room: Room) -> None:
        assert await room.deliver(SendBubble(Bubble("<b>₹1,250</b> https://example.org"))) == Sent(2)
        (call,) = room.telegram.calls("sendMessage")
        assert call.params["link_preview_options"] == {"is_disabled": True}
        assert room.patient.messages[-1].html == "<b>₹1,250</b> https://example.org"

    in_room(check)


def test_buttons_carry_their_data_address_and_style() -> None:
    async def check(room: Room) -> None:
        rows = (
            (
                InlineButton("Confirm", "q:review:1:yes", style="success"),
                InlineButton("Stop", "q:review:1:no", style="danger"),
            ),
            (InlineButton("Plain", "o:claim:K7"), InlineButton("Map", url="https://example.org/")),
        )
        await room.deliver(SendBubble(Bubble("Right?", rows)))
        (call,) = room.telegram.calls("sendMessage")
        assert call.params["reply_markup"]["inline_keyboard"] == [
            [
                {"text": "Confirm", "callback_data": "q:review:1:yes", "style": "success"},
                {"text": "Stop", "callback_data": "q:review:1:no", "style": "danger"},
            ],
            [
                {"text": "Plain", "callback_data": "o:claim:K7"},
                {"text": "Map", "url": "https://example.org/"},
            ],
        ]

    in_room(check)


def test_a_reply_keyboard_comes_once_in_small_and_goes_again() -> None:
    async def check(room: Room) -> None:
        keyboard = (
            (KeyboardButton("My number", "contact"),),
            (KeyboardButton("My place", "location"), KeyboardButton("Skip")),
        )
        await room.deliver(SendBubble(Bubble("Your number?", keyboard=keyboard, placeholder="98765" * 20)))
        (call,) = room.telegram.calls("sendMessage")
        assert call.params["reply_markup"] == {
            "keyboard": [
                [{"text": "My number", "request_contact": True}],
                [{"text": "My place", "request_location": True}, {"text": "Skip"}],
            ],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": ("98765" * 20)[:64],
        }
        assert room.patient.keyboard is not None
        await room.deliver(SendBubble(Bubble("Thank you", remove_keyboard=True)))
        assert room.patient.keyboard is None

    in_room(check)


def test_a_question_is_edited_in_place_and_loses_its_buttons() -> None:
    async def check(room: Room) -> None:
        rows = ((InlineButton("A", "q:a:1:x"),),)
        assert await room.deliver(SendBubble(Bubble("one", rows))) == Sent(2)
        assert await room.deliver(EditBubble(2, Bubble("two", rows))) == Sent(2)
        assert room.patient.messages[-1].text == "two"
        assert tuple(room.patient.messages[-1].labels) == ("A",)
        assert await room.deliver(StripButtons(2)) == Sent(2)
        assert not room.patient.messages[-1].labels
        assert room.patient.messages[-1].text == "two"
        assert await room.deliver(EditBubble(2, Bubble("three"))) == Sent(2)

    in_room(check)


@pytest.mark.parametrize("size", [1, 20_000])
def test_a_file_is_uploaded_with_its_name_and_caption(size: int) -> None:
    async def check(room: Room) -> None:
        content = b"%PDF-1.7 " + bytes(range(256)) * size
        assert await room.deliver(SendFile("Report-K7.pdf", content, "<i>Your report</i>")) == Sent(2)
        (call,) = room.telegram.calls("sendDocument")
        (upload,) = call.uploads.values()
        assert (upload.name, upload.mime_type, upload.content) == (
            "Report-K7.pdf",
            "application/pdf",
            content,
        )
        assert room.patient.messages[-1].html == "<i>Your report</i>"

    in_room(check)


def test_a_message_is_copied_without_naming_its_sender() -> None:
    async def check(room: Room) -> None:
        said = await room.patient.say("please call me")
        card = await room.deliver(HELLO, STAFF)
        assert isinstance(card, Sent)
        copied = await room.deliver(CopyMessage(SUNITA, said.message_id, reply_to=card.message_id), STAFF)
        assert isinstance(copied, Sent)
        shown = room.staff.messages[-1]
        assert (shown.message_id, shown.text) == (copied.message_id, "please call me")
        assert shown.forwarded is None
        assert shown.reply_to is not None
        assert shown.reply_to.message_id == card.message_id

    in_room(check)


def test_presses_are_answered_and_typing_is_shown() -> None:
    async def check(room: Room) -> None:
        await room.deliver(SendBubble(Bubble("one", ((InlineButton("A", "q:a:1:x"),),))))
        press = await room.patient.press("A")
        assert press is not None
        assert await room.deliver(AnswerPress(press.query_id, "x" * 300, alert=True)) == Sent(0)
        toast = await room.patient.answer_to(press)
        assert toast is not None
        assert (len(toast.text), toast.alert) == (200, True)
        assert await room.deliver(ShowTyping()) == Sent(0)
        assert room.telegram.calls("sendChatAction")[0].params["action"] == "typing"

    in_room(check)


@pytest.mark.parametrize(
    "outgoing", [SendBubble(Bubble("x"), reply_to=99), SendFile("a.pdf", b"%PDF", "", reply_to=99)]
)
def test_an_answer_to_a_message_that_is_gone_is_sent_all_the_same(outgoing: Outgoing) -> None:
    async def check(room: Room) -> None:
        assert await room.deliver(outgoing) == Sent(2)

    in_room(check)


# What Telegram answers: status, description, parameters; and what that means for each kind of thing.
ANSWERS: list[tuple[Outgoing, int, str, dict[str, int], Delivery]] = [
    (EDIT, 400, "Bad Request: message is not modified: specified new message content", {}, Sent(2)),
    (StripButtons(2), 400, "Bad Request: message is not modified", {}, Sent(2)),
    (
        AnswerPress("1"),
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        {},
        Sent(0),
    ),
    (AnswerPress("1"), 400, "Bad Request: QUERY_ID_INVALID", {}, Sent(0)),
    (
        HELLO,
        403,
        "Forbidden: bot was blocked by the user",
        {},
        Unreachable("Forbidden: bot was blocked by the user"),
    ),
    (HELLO, 403, "Forbidden: user is deactivated", {}, Unreachable("Forbidden: user is deactivated")),
    (
        HELLO,
        403,
        "Forbidden: bot can't initiate conversation with a user",
        {},
        Unreachable("Forbidden: bot can't initiate conversation with a user"),
    ),
    (
        EDIT,
        403,
        "Forbidden: bot was kicked from the supergroup chat",
        {},
        Unreachable("Forbidden: bot was kicked from the supergroup chat"),
    ),
    (HELLO, 400, "Bad Request: chat not found", {}, Unreachable("Chat not found")),
    (HELLO, 400, "Bad Request: USER_DEACTIVATED", {}, Unreachable("User_deactivated")),
    (HELLO, 400, "Bad Request: PEER_ID_INVALID", {}, Unreachable("Peer_id_invalid")),
    (
        HELLO,
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        {},
        Unreachable("Not enough rights to send text messages to the chat"),
    ),
    (EDIT, 400, "Bad Request: message to edit not found", {}, Gone("Message to edit not found")),
    (EDIT, 400, "Bad Request: message can't be edited", {}, Gone("Message can't be edited")),
    (EDIT, 400, "Bad Request: MESSAGE_ID_INVALID", {}, Gone("Message_id_invalid")),
    (CopyMessage(5, 6), 400, "Bad Request: message to copy not found", {}, Gone("Message to copy not found")),
    (HELLO, 400, "Bad Request: message to be replied not found", {}, Gone("Message to be replied not found")),
    (HELLO, 400, "Bad Request: message thread not found", {}, NoTopic("Message thread not found")),
    (HELLO, 400, "Bad Request: TOPIC_DELETED", {}, NoTopic("Topic_deleted")),
    (RenameTopic(9, "x"), 400, "Bad Request: TOPIC_ID_INVALID", {}, NoTopic("Topic_id_invalid")),
    (CloseTopic(9), 400, "Bad Request: TOPIC_NOT_MODIFIED", {}, Sent(0)),
    (ReopenTopic(9), 400, "Bad Request: TOPIC_NOT_MODIFIED", {}, Sent(0)),
    (RenameTopic(9, "x"), 400, "Bad Request: TOPIC_NOT_MODIFIED", {}, Sent(0)),
    (OpenTopic("x"), 400, "Bad Request: the chat is not a forum", {}, NotForum("The chat is not a forum")),
    (OpenTopic("x"), 400, "Bad Request: CHANNEL_FORUM_MISSING", {}, NotForum("Channel_forum_missing")),
    (
        OpenTopic("x"),
        400,
        "Bad Request: not enough rights to create a topic",
        {},
        NoRight("Not enough rights to create a topic"),
    ),
    (
        RenameTopic(9, "x"),
        400,
        "Bad Request: not enough rights to edit the topic",
        {},
        NoRight("Not enough rights to edit the topic"),
    ),
    (
        CloseTopic(9),
        400,
        "Bad Request: not enough rights to close or open the topic",
        {},
        NoRight("Not enough rights to close or open the topic"),
    ),
    (OpenTopic("x"), 400, "Bad Request: CHAT_ADMIN_REQUIRED", {}, NoRight("Chat_admin_required")),
    (HELLO, 400, "Bad Request: TOPIC_CLOSED", {}, NoRight("Topic_closed")),
    (EditCopy(7, "x"), 400, "Bad Request: message is not modified", {}, Sent(7)),
    (EditCopy(7, "x"), 400, "Bad Request: message to edit not found", {}, Gone("Message to edit not found")),
    (
        HELLO,
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -1009},
        Moved(-1009),
    ),
    (
        HELLO,
        429,
        "Too Many Requests: retry after 7",
        {"retry_after": 7},
        TryAgain("Too many requests: wait 7 seconds", after=7),
    ),
    (HELLO, 429, "Too Many Requests", {}, TryAgain("Too many requests")),
    (HELLO, 400, "Bad Request: message is too long", {}, Rejected("Message is too long")),
    (HELLO, 400, "Bad Request: BUTTON_DATA_INVALID", {}, Rejected("Button_data_invalid")),
    (
        HELLO,
        400,
        'Bad Request: can\'t parse entities: unsupported start tag "sunita" at byte offset 3',
        {},
        Rejected('Can\'t parse entities: unsupported start tag "…" at byte offset 3'),
    ),
    (
        SendFile("a.pdf", b"%PDF", ""),
        413,
        "Request Entity Too Large",
        {},
        Rejected("Request Entity Too Large"),
    ),
    (HELLO, 401, "Unauthorized", {}, TryAgain("Telegram refuses the bot: Unauthorized")),
    (HELLO, 404, "Not Found", {}, TryAgain("Telegram refuses the bot: Not Found")),
    (HELLO, 500, "Internal Server Error", {}, TryAgain("Internal Server Error", perhaps=True)),
    (HELLO, 502, "Bad Gateway", {}, TryAgain("Bad Gateway", perhaps=True)),
    (HELLO, 504, "Gateway Timeout", {}, TryAgain("Gateway Timeout", perhaps=True)),
]


@pytest.mark.parametrize(("outgoing", "status", "description", "parameters", "delivery"), ANSWERS)
def test_what_telegram_answers_becomes_a_delivery(
    outgoing: Outgoing, status: int, description: str, parameters: dict[str, int], delivery: Delivery
) -> None:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters

    async def check(room: Room) -> None:
        room.telegram.faults.add(Answer(status, body))
        assert await room.deliver(outgoing) == delivery
        if not isinstance(outgoing, AnswerPress):
            assert isinstance(await room.deliver(HELLO), Sent)

    in_room(check)


def test_a_topic_is_opened_written_into_renamed_closed_and_opened_again() -> None:
    async def check(room: Room) -> None:
        desk = room.telegram.group(-1009876543210, members={55: "Ravi"}, forum=True)
        opened = await room.deliver(OpenTopic("Sunita Devi · K7"), desk.id)
        assert isinstance(opened, Sent)
        thread = opened.message_id
        assert desk.chat.topics[thread].name == "Sunita Devi · K7"
        said = await room.patient.say("call me")
        for outgoing in (
            SendBubble(Bubble("the story"), thread_id=thread),
            CopyMessage(SUNITA, said.message_id, thread_id=thread),
            SendFile("a.txt", b"words", "", thread_id=thread),
        ):
            assert isinstance(await room.deliver(outgoing, desk.id), Sent)
            assert desk.messages[-1].thread_id == thread
        assert await room.deliver(ShowTyping(thread_id=thread), desk.id) == Sent(0)
        assert await room.deliver(RenameTopic(thread, "✓ " + "x" * 200), desk.id) == Sent(0)
        assert desk.chat.topics[thread].name == "✓ " + "x" * 126
        for _ in range(2):
            assert await room.deliver(CloseTopic(thread), desk.id) == Sent(0)
            assert desk.chat.topics[thread].closed
        for _ in range(2):
            assert await room.deliver(ReopenTopic(thread), desk.id) == Sent(0)
            assert not desk.chat.topics[thread].closed

    in_room(check)


def test_a_deleted_topic_a_group_without_topics_and_a_lost_right_are_told_apart() -> None:
    async def check(room: Room) -> None:
        desk = room.telegram.group(-1009876543210, members={55: "Ravi"}, forum=True)
        opened = await room.deliver(OpenTopic("K7"), desk.id)
        assert isinstance(opened, Sent)
        thread = opened.message_id
        await desk.member(55, "Ravi").delete_topic(thread)
        for outgoing in (
            SendBubble(Bubble("x"), thread_id=thread),
            SendBubble(Bubble("x"), reply_to=thread, thread_id=thread),
            RenameTopic(thread, "y"),
            CloseTopic(thread),
            ReopenTopic(thread),
        ):
            assert isinstance(await room.deliver(outgoing, desk.id), NoTopic), outgoing
        assert isinstance(await room.deliver(OpenTopic("K7"), STAFF), NotForum)
        await desk.set_bot("member")
        assert isinstance(await room.deliver(OpenTopic("K7"), desk.id), NoRight)

    in_room(check)


def test_a_topic_whose_number_cannot_be_read_is_not_opened_again() -> None:
    async def check(room: Room) -> None:
        room.telegram.faults.add(Answer(200, {"ok": True, "result": {"hologram": 1}}))
        assert isinstance(await room.deliver(OpenTopic("K7"), STAFF), Rejected)

    in_room(check)


def test_the_words_of_a_copy_are_changed_where_they_stand() -> None:
    async def check(room: Room) -> None:
        said = await room.patient.say("call me at 5")
        photo = await room.patient.send_photo(b"\xff\xd8\xff", "my prescription")
        voice = await room.patient.send_voice()
        place = await room.patient.send_location(12.9, 77.6)
        copies = {}
        for each in (said, photo, voice, place):
            copied = await room.deliver(CopyMessage(SUNITA, each.message_id), STAFF)
            assert isinstance(copied, Sent)
            copies[each.message_id] = room.staff.chat.bubbles[copied.message_id]
        for each, words in ((said, "call me at <b>6</b>"), (photo, "for <i>Amma</i>"), (voice, "urgent")):
            copy = copies[each.message_id]
            assert await room.deliver(EditCopy(copy.message_id, words), STAFF) == Sent(copy.message_id)
            assert copy.html == words
            assert set(copy.content) == set(each.content)
        assert isinstance(await room.deliver(EditCopy(copies[place.message_id].message_id, "x"), STAFF), Gone)

    in_room(check)


def test_a_copy_can_be_given_another_caption() -> None:
    async def check(room: Room) -> None:
        photo = await room.patient.send_photo(b"\xff\xd8\xff", "mine")
        await room.deliver(CopyMessage(SUNITA, photo.message_id, caption_html="<b>Sunita</b>: mine"), STAFF)
        assert room.staff.messages[-1].html == "<b>Sunita</b>: mine"
        assert "photo" in room.staff.messages[-1].content

    in_room(check)


@pytest.mark.parametrize("status", [200, 400, 429, 500, 502])
def test_an_answer_that_is_no_json_is_no_accident(status: int) -> None:
    async def check(room: Room) -> None:
        room.telegram.faults.garble(status=status)
        delivery = await room.deliver(HELLO)
        assert isinstance(delivery, Rejected if status == 400 else TryAgain)
        assert "html" not in repr(delivery)

    in_room(check)


def test_an_ok_with_a_message_of_an_unknown_form_counts_as_sent() -> None:
    async def check(room: Room) -> None:
        room.telegram.faults.add(Answer(200, {"ok": True, "result": {"hologram": 1}}))
        assert await room.deliver(HELLO) == Sent(0)

    in_room(check)


def test_a_lost_answer_leaves_it_open_whether_the_message_went_out() -> None:
    async def check(room: Room) -> None:
        room.telegram.faults.drop(when="after")
        delivery = await room.deliver(HELLO)
        assert isinstance(delivery, TryAgain)
        assert delivery.perhaps
        assert room.patient.messages[-1].text == "hello"

    in_room(check)


def test_a_refused_connection_surely_sent_nothing() -> None:
    async def check(room: Room) -> None:
        await room.telegram.go_down()
        async with open_client(room.telegram.token, room.telegram.url) as fresh:
            delivery = await TelegramMessenger(fresh).deliver(SUNITA, HELLO)
        assert isinstance(delivery, TryAgain)
        assert not delivery.perhaps

    in_room(check)


def test_a_blocked_bot_and_a_deleted_account_are_unreachable() -> None:
    async def check(room: Room) -> None:
        await room.patient.block()
        assert isinstance(await room.deliver(HELLO), Unreachable)
        await room.patient.unblock()
        assert isinstance(await room.deliver(HELLO), Sent)
        await room.patient.delete_account()
        assert isinstance(await room.deliver(HELLO), Unreachable)
        assert isinstance(await room.deliver(HELLO, 424242), Unreachable)

    in_room(check)


def test_a_group_that_became_a_supergroup_is_followed() -> None:
    async def check(room: Room) -> None:
        basic = room.telegram.group(-77, members={55: "Ravi"})
        new_id = await basic.migrate()
        assert await room.deliver(HELLO, -77) == Moved(new_id)
        assert isinstance(await room.deliver(HELLO, new_id), Sent)

    in_room(check)


def test_a_group_that_is_not_the_staffs_gets_a_polite_line_and_is_left() -> None:
    async def check(room: Room) -> None:
        other = room.telegram.group(-1005, members={7: "Asha"})
        assert await decline(room.client, -1005, STAFF, "I work in private chats only.") == Sent()
        assert other.messages[-1].text == "I work in private chats only."
        assert other.chat.bot_standing == "left"

    in_room(check)


def test_the_staffs_group_is_not_left_when_it_moves() -> None:
    async def check(room: Room) -> None:
        staff = room.telegram.group(-77, members={55: "Ravi"})
        new_id = await staff.migrate()
        assert await decline(room.client, new_id, -77, "Sorry.") == Moved(new_id)
        assert staff.chat.bot_standing == "administrator"
        assert not room.telegram.calls("leaveChat")

    in_room(check)


def test_a_group_is_not_left_while_nobody_can_say_whether_it_is_the_staffs() -> None:
    async def check(room: Room) -> None:
        room.telegram.group(-1005, members={7: "Asha"})
        room.telegram.faults.fail("sendChatAction", status=502)
        assert isinstance(await decline(room.client, -1005, STAFF, "Sorry."), TryAgain)
        assert not room.telegram.calls("leaveChat")

    in_room(check)


def test_what_was_deleted_before_it_was_copied_is_sent_by_what_we_know_of_it() -> None:
    async def check(room: Room) -> None:
        ravi = room.staff.member(55, "Ravi")
        for sent, method in (
            (await ravi.send_photo(b"\xff\xd8\xff", "your bill"), "sendPhoto"),
            (await ravi.send_voice(), "sendVoice"),
            (await ravi.send_location(12.9, 77.6), "sendLocation"),
        ):
            copy = CopyMessage(STAFF, sent.message_id, again=again_of(sent.as_json()))
            await ravi.delete_message(sent.message_id)
            assert isinstance(await room.deliver(copy), Sent)
            assert room.telegram.journal[-1].method == method
            shown = room.patient.messages[-1]
            assert (shown.text, shown.file, shown.content) == (sent.text, sent.file, sent.content)
            assert isinstance(await room.deliver(replace(copy, again=None)), Gone)
        photo = await room.patient.send_photo(b"\xff\xd8\xff", "x < y")
        again = again_of(photo.as_json())
        await room.patient.delete_message(photo.message_id)
        signed = CopyMessage(SUNITA, photo.message_id, caption_html="x &lt; y\n#K7", again=again)
        assert isinstance(await room.deliver(signed, STAFF), Sent)
        assert room.staff.messages[-1].text == "x < y\n#K7"

    in_room(check)
