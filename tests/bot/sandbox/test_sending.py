"""What the bot puts into a chat, through a real client."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Forbidden
from telegram.request import HTTPXRequest

from bot.sandbox.people import Patient
from bot.sandbox.telegram import TelegramStandIn
from bot.telegram.transport import Transport
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

CHAT = 501


@pytest.fixture(params=["aiohttp", "httpx"])
async def bot(telegram: TelegramStandIn, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    """Clients of both kinds: over the bot's own transport, and over the library's."""
    async with Bot(
        telegram.token,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
        request=Transport() if request.param == "aiohttp" else HTTPXRequest(),
    ) as client:
        yield client


async def test_the_bot_knows_itself(bot: Bot) -> None:
    assert bot.username == "phlebot_sandbox_bot"
    assert (await bot.get_me()).is_bot


async def test_html_becomes_text_with_entities_in_utf16_units(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_message(CHAT, " <b>नमस्ते</b> 😀 <i>Sunita &amp; co</i>\n", parse_mode="HTML")
    assert sent.text == "नमस्ते 😀 Sunita & co"
    assert sent.parse_entities() == {sent.entities[0]: "नमस्ते", sent.entities[1]: "Sunita & co"}
    assert patient.messages[-1].html == "<b>नमस्ते</b> 😀 <i>Sunita &amp; co</i>"


async def test_message_ids_rise_within_each_chat(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    other = telegram.patient(502, "Ravi")
    await other.start()
    ids = [(await bot.send_message(chat, "hello")).message_id for chat in (501, 502, 501)]
    assert ids == [2, 2, 3]


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("", None, "Message text is empty"),
        ("<b> </b>", "HTML", "Message text is empty"),
        ("x" * 4097, None, "Message is too long"),
        ("<b>x", "HTML", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("a < b", "HTML", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
        ("é</i>", "HTML", "Can't parse entities: unexpected end tag at byte offset 2"),
        ("<b>x</i>", "HTML", 'expected "</b>", found "</i>"'),
        ("<div>x</div>", "HTML", 'unsupported start tag "div"'),
        ("x", "BBCode", "Unsupported parse_mode"),
    ],
)
async def test_refused_texts(bot: Bot, patient: Patient, text: str, mode: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(CHAT, text, parse_mode=mode)
    assert refusal.lower() in refused.value.message.lower()


async def test_a_text_counts_after_its_markup_is_gone(bot: Bot, patient: Patient) -> None:
    await bot.send_message(CHAT, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
    assert len(patient.messages[-1].text) == 4096


@pytest.mark.parametrize("data", ["", "ह" * 22])
async def test_callback_data_has_1_to_64_bytes(
    telegram: TelegramStandIn, patient: Patient, data: str
) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{telegram.url}/bot{telegram.token}/sendMessage",
            json={"chat_id": CHAT, "text": "x", "reply_markup": markup},
        )
    assert answer.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: BUTTON_DATA_INVALID",
    }
    assert len(patient.messages) == 1


async def test_nobody_hears_a_bot_that_they_have_not_started(bot: Bot, telegram: TelegramStandIn) -> None:
    telegram.patient(600)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(600, "hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(601, "hello")


async def test_a_person_who_blocked_the_bot_or_left_telegram_cannot_be_reached(
    bot: Bot, patient: Patient
) -> None:
    await patient.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(CHAT, "hello")
    await patient.unblock()
    await bot.send_message(CHAT, "hello again")
    await patient.delete_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(CHAT, "hello?")


async def test_replies_name_a_message_that_is_there(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_message(CHAT, "yes?", reply_parameters=ReplyParameters(1))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(CHAT, "yes?", reply_parameters=ReplyParameters(99))
    optional = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(CHAT, "yes?", reply_parameters=optional)).reply_to_message is None


async def test_documents_go_up_and_come_down(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_document(
        CHAT, b"%PDF-1.4 report", filename="Report-R1.pdf", caption="<b>Ready</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("Report-R1.pdf", 15)
    assert sent.caption == "Ready"
    shown = patient.messages[-1]
    assert shown.file is not None
    assert shown.file.content == b"%PDF-1.4 report"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.4 report"


async def test_a_file_is_sent_again_by_its_id(bot: Bot, patient: Patient) -> None:
    first = await bot.send_document(CHAT, b"%PDF", filename="a.pdf")
    assert first.document is not None
    again = await bot.send_document(CHAT, first.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == first.document.file_unique_id
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type document as photo"):
        await bot.send_photo(CHAT, first.document.file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(CHAT, "no-such-file")


async def test_unfit_files_are_refused(bot: Bot, patient: Patient) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(CHAT, b"", filename="a.pdf")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(CHAT, b"%PDF", filename="a.pdf", caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(CHAT, b"not a picture")
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("no-such-file")


async def test_photos_voices_places_and_cards(bot: Bot, patient: Patient) -> None:
    photo = await bot.send_photo(CHAT, b"\xff\xd8\xff\xe0 jpeg", caption="map")
    assert photo.photo[-1].width > photo.photo[0].width
    assert (await bot.send_voice(CHAT, b"OggS")).voice is not None
    assert (await bot.send_location(CHAT, 12.97, 77.59)).location is not None
    card = await bot.send_contact(CHAT, phone_number="+911", first_name="Lab")
    assert card.contact is not None
    assert [next(iter(bubble.content)) for bubble in patient.messages[1:]] == [
        "photo",
        "voice",
        "location",
        "contact",
    ]


async def test_copies_and_forwards(bot: Bot, telegram: TelegramStandIn, patient: Patient) -> None:
    staff = telegram.group(members={11: "Asha"})
    photo = await patient.send_photo(b"\xff\xd8\xff\xe0 prescription", "my paper")
    copy = await bot.copy_message(staff.id, CHAT, photo.message_id)
    forward = await bot.forward_message(staff.id, CHAT, photo.message_id)
    copied, forwarded = staff.messages
    assert (copied.message_id, copied.text, copied.forwarded) == (copy.message_id, "my paper", None)
    assert copied.file is photo.file
    assert forward.forward_origin is not None
    assert forward.forward_origin.to_dict()["sender_user"]["id"] == CHAT
    assert forwarded.text == "my paper"
    assert len(await bot.copy_messages(staff.id, CHAT, [1, photo.message_id])) == 2
    assert len(await bot.forward_messages(staff.id, CHAT, [1])) == 1
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(staff.id, CHAT, 999)


async def test_typing_shows_until_the_next_message_or_five_seconds(
    bot: Bot, patient: Patient, clock: MovingClock
) -> None:
    await bot.send_chat_action(CHAT, "typing")
    assert [patient.bot_does] == ["typing"]
    await bot.send_message(CHAT, "here it is")
    assert [patient.bot_does] == [None]
    await bot.send_chat_action(CHAT, "upload_document")
    clock.forward(seconds=6)
    assert [patient.bot_does] == [None]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(CHAT, "dancing")


@pytest.mark.parametrize("kind", ["json", "form", "query"])
async def test_parameters_come_in_any_form(telegram: TelegramStandIn, patient: Patient, kind: str) -> None:
    values = {
        "chat_id": 501,
        "text": "नमस्ते",
        "disable_notification": True,
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    }
    flat = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    address = f"{telegram.url}/bot{telegram.token}/SENDMESSAGE"
    async with httpx.AsyncClient() as client:
        if kind == "json":
            answer = await client.post(address, json=values)
        elif kind == "form":
            answer = await client.post(address, data=flat)
        else:
            answer = await client.get(address, params=flat)
    assert answer.json()["result"]["text"] == "नमस्ते"
    assert telegram.calls("sendMessage")[0].params == values
    assert patient.messages[-1].labels == ("Yes",)
    assert patient.messages[-1].silent


async def test_what_is_unknown_or_unreadable(telegram: TelegramStandIn) -> None:
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        unknown = await client.post(f"/bot{telegram.token}/sendTelepathy")
        assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")
        stranger = await client.post("/bot1:wrong/getMe")
        assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
        broken = await client.post(
            f"/bot{telegram.token}/sendMessage",
            content=b"{",
            headers={"Content-Type": "application/json"},
        )
        assert broken.json()["error_code"] == 400
        assert (await client.get(f"/file/bot{telegram.token}/nothing.pdf")).status_code == 404
