"""The demo's page in a real browser: what a visitor does, on a desktop and on a small phone."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import stage as stages
from bot.sandbox.queues import open_beside, read
from bot.sandbox.stage import Stage
from tests.e2e.browser import chromium
from tests.e2e.visit import ANITA, DESKTOP, IMRAN, MARY, PHONE, RESTART, SUNITA, tile, visit

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        chromium() is None,
        reason="chromium is not here, so nobody looks at the page; apt-get install chromium, and run again",
    ),
]

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@asynccontextmanager
async def calling(stage: Stage) -> AsyncIterator[Callable[..., Coroutine[Any, Any, Any]]]:
    """Calls of the Bot API as the bot itself would make them, in Anita's chat if no other is named."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **params: Any) -> Any:
            url = f"{stage.telegram.url}/bot{stage.telegram.token}/{method}"
            async with session.post(url, json={"chat_id": ANITA, **params}) as answer:
                value = await answer.json()
            assert value["ok"], value
            return value["result"]

        yield call


@SIZES
async def test_a_booking_by_buttons_survives_the_death_of_the_bot_and_brings_the_report(
    size: tuple[int, int],
) -> None:
    async with visit(size) as here:
        await here.answer_as_anita()

        first = here.stage.bot.pid
        await here.go("controls")
        await here.window.click("[data-act=kill]")
        await here.window.until("document.querySelector('.pill').dataset.bot !== 'serving'")
        await here.go("patient")
        slot = await here.window.js(
            """[...document.querySelectorAll('#phones [data-press^="q:slot:"]')].map((each) => each.dataset.press)[0]"""
        )
        await here.press(slot, RESTART)
        assert here.stage.bot.pid != first

        await here.say("Flat 12, Rose Villa, 4th Cross, near the temple")
        await here.press("q:review:*:ok")
        await here.until_booked()

        [entry] = here.stage.lab.entries
        assert (entry.phase, entry.patient, entry.contact) == ("booking", "Anita Rao", "9845012345")
        assert entry.body["source"] == "paper"
        await here.finish_report("Anita Rao")
        await here.window.click("#phones .document .disc")
        await here.window.until("!!document.querySelector('dialog iframe.pdf')")
        await here.window.click("dialog .icon-button")
        await here.all_is_shown()


@SIZES
async def test_a_booking_typed_in_hindi_with_a_prescription(size: tuple[int, int], tmp_path: Path) -> None:
    picture = tmp_path / "parchi.png"
    picture.write_bytes(_PICTURE)
    async with visit(size) as here:
        await here.choose(SUNITA)
        await here.start()
        await here.answered(here.window.choose_file(f"#phone-{SUNITA} input[type=file]", picture))
        await here.window.until(f"!!document.querySelector('#phone-{SUNITA} .message.out .photo img')")
        await here.go("staff")
        await here.window.until("!!document.querySelector('#group .photo img')")
        await here.go("patient")

        for words in ("लिपिड प्रोफाइल", "हाँ", "५६०००१", "घर पर", "9876543210", "सुनीता देवी, 58, महिला"):
            await here.say(words)
        await here.say("कल सुबह 8 बजे")
        await here.say("मकान 12, रोज़ विला, चौथी गली, मंदिर के पास")
        await here.say("बुक कर दो")
        await here.until_booked()

        [entry] = here.stage.lab.entries
        assert (entry.phase, entry.patient, entry.contact) == ("booking", "Sunita Devi", "9876543210")
        await here.finish_report("Sunita Devi")
        await here.all_is_shown()


async def test_four_patients_at_once_and_the_queues_in_step_with_the_database() -> None:
    async with visit(DESKTOP) as here:
        patients = (ANITA, SUNITA, IMRAN, MARY)

        async def each(doing: Callable[[int], Coroutine[Any, Any, None]]) -> None:
            for patient in patients:
                await here.choose(patient)
                await doing(patient)

        async def tap(_: int) -> None:
            await here.window.click(".start")

        async def say_tests(patient: int) -> None:
            if patient != MARY:
                await here.write("lipid profile")

        async def say_yes(patient: int) -> None:
            if patient != MARY:
                await here.press("q:tests:*:done")

        async def say_pincode(patient: int) -> None:
            await here.say("560066" if patient == MARY else "560001")

        async def at_home(patient: int) -> None:
            if patient != MARY:
                await here.press("q:mode:*:home")

        async def share(_: int) -> None:
            await here.share_contact()

        async def say_who(patient: int) -> None:
            await here.say(f"{NAMES[patient]}, {30 + patient % 10}, F")

        async def choose_slot(_: int) -> None:
            await here.press("q:slot:*:2")

        async def say_where(patient: int) -> None:
            await here.say(f"Flat {patient % 10}, Rose Villa, 4th Cross, near the temple")

        async def confirm(_: int) -> None:
            await here.press("q:review:*:ok")
            await here.until_booked()

        for step in (
            tap,
            say_tests,
            say_yes,
            say_pincode,
            at_home,
            share,
            say_who,
            choose_slot,
            say_where,
            confirm,
        ):
            await each(step)

        assert {entry.contact for entry in here.stage.lab.bookings} == {
            here.stage.cast[patient].patient.phone[-10:] for patient in patients
        }
        assert [entry.phase for entry in here.stage.lab.entries] == ["booking"] * 4
        with closing(open_beside(here.stage.database)) as database:
            await here.window.until(
                "JSON.stringify(Object.fromEntries([...document.querySelectorAll('.tile')].map((tile) =>"
                f" [tile.dataset.queue, [Number(tile.dataset.waiting), Number(tile.dataset.done)]]))) === {_expected(database)!r}"
            )
        await here.all_is_shown()


NAMES = {ANITA: "Anita Rao", SUNITA: "Sunita Devi", IMRAN: "Imran Khan", MARY: "Mary Thomas"}


def _expected(database: sqlite3.Connection) -> str:
    """What the five tiles must say, counted by the test itself."""

    def count(table: str, *states: str) -> int:
        marks = ", ".join("?" * len(states))
        return int(
            database.execute(f"SELECT count(*) FROM {table} WHERE state IN ({marks})", states).fetchone()[0]
        )

    timers = int(database.execute("SELECT count(*) FROM timers").fetchone()[0])
    timers += int(database.execute("SELECT count(unconfirmed_at) FROM submissions").fetchone()[0])
    _, rows = read(database)
    tiles = {
        "inbox": [count("inbox", "waiting"), count("inbox", "done")],
        "outbox": [count("outbox", "waiting", "sending"), count("outbox", "sent")],
        "timers": [timers, 0],
        "retries": [len(rows["retries"]), 0],
        "submissions": [
            count("submissions", "requested", "sending", "unconfirmed"),
            count("submissions", "confirmed"),
        ],
    }
    return json.dumps(tiles, separators=(",", ":"))


async def test_a_leap_of_the_clock_brings_the_card_and_the_nudge() -> None:
    async with visit(DESKTOP) as here:
        await here.choose(MARY)
        await here.start()
        await here.say("560066")
        await here.share_contact()
        shown = len(here.stage.cast[MARY].patient.messages)
        await here.window.click(f"[data-focus='skip {MARY} card']")
        await here.window.until("!!document.querySelector('#group .message [data-press]')")
        await here.window.click(f"[data-focus='skip {MARY} nudge']")
        await here.window.until(
            f"document.querySelectorAll('#phone-{MARY} .message').length > {shown}"
            f" && !!document.querySelector('#phone-{MARY} .message.in:last-child [data-press]')"
        )
        await here.all_is_shown()


async def test_the_lab_can_fail_in_every_way_and_a_patient_is_booked_once() -> None:
    async with visit(DESKTOP) as here:
        await here.choose(ANITA)
        await here.start()
        await here.say("lipid profile for me, Anita Rao, 58, female, tomorrow 8 am")
        await here.say("560001")
        await here.press("q:mode:*:home")
        await here.share_contact()
        await here.say("Flat 12, Rose Villa, 4th Cross, near the temple")

        await here.window.click("[data-switch=lab_down]")
        await here.window.until("document.querySelector('[data-switch=lab_down]').ariaChecked === 'true'")
        await here.press("q:review:*:ok")
        await here.window.until(f"{tile('retries')}.dataset.waiting === '1'")
        await here.pick("[data-choice=answer_lost]", "answer_lost")
        await here.window.click("[data-switch=lab_down]")
        await here.window.until("document.querySelector('[data-switch=lab_down]').ariaChecked === 'false'")
        await here.until_booked(RESTART)
        await here.window.until("document.querySelector('[data-choice=answer_lost]').value === ''")
        assert [entry.patient for entry in here.stage.lab.entries] == ["Anita Rao"]
        await here.window.until(
            "document.querySelector('#entries [data-lead] b')?.textContent === 'Anita Rao'"
        )
        await here.all_is_shown()


async def test_the_tour_plays_by_itself_and_gives_way() -> None:
    async with visit(DESKTOP) as here:
        await here.window.click("#tour-open")
        await here.window.click("[data-play='booking hi']")
        await here.window.until("!document.getElementById('tour-bar').hidden")
        await here.window.until(f"document.querySelectorAll('#phone-{SUNITA} .message.out').length >= 2", 30)
        await here.window.click("#phones textarea")
        await here.window.type("मदद")
        await here.window.until("document.getElementById('tour-bar').hidden")
        assert await here.window.js(f"document.querySelector('#phone-{SUNITA} textarea').value") == "मदद"
        await here.answered(here.window.key("Enter", 13))
        await here.all_is_shown()


async def test_everything_the_bot_can_send_is_shown_and_anything_else_is_an_error() -> None:
    async with visit(DESKTOP) as here:
        await here.choose(ANITA)
        await here.start()
        async with calling(here.stage) as call:
            text = (
                "<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>code</code> <tg-spoiler>secret</tg-spoiler>"
                ' <a href="https://example.org">link</a> https://example.org /help a@example.org 👩🏽‍⚕️ <b>हिन्दी</b>'
                "\n<blockquote>quoted</blockquote>\n<pre>pre</pre>"
            )
            buttons: list[list[dict[str, object]]] = [
                [{"text": style, "callback_data": f"o:x:{style}", "style": style}]
                for style in ("primary", "success", "danger")
            ]
            buttons.append(
                [
                    {"text": "site", "url": "https://example.org"},
                    {"text": "copy", "copy_text": {"text": "A1"}},
                ]
            )
            sent = await call(
                "sendMessage", text=text, parse_mode="HTML", reply_markup={"inline_keyboard": buttons}
            )
            await here.window.sees("both", "#phones strong em")
            assert (
                await here.window.js(
                    "document.querySelectorAll('#phones .message:last-child .inline-button').length"
                )
                == 5
            )
            shown = await here.window.js(
                "document.querySelector('#phones .message:last-child .text').innerText"
            )
            assert "👩🏽‍⚕️ हिन्दी" in shown

            await call("editMessageText", message_id=sent["message_id"], text="Another text")
            await here.window.sees("edited", "#phones .message:last-child .meta")
            await call("sendMessage", text="Answer", reply_parameters={"message_id": sent["message_id"]})
            await here.window.sees("Another text", "#phones .quote")
            await call("sendLocation", latitude=12.97, longitude=77.6)
            await here.window.until("!!document.querySelector('#phones .map')")
            await call("sendContact", phone_number="919800000000", first_name="Asha")
            await here.window.sees("919800000000", "#phones .contact")
            await call(
                "setMessageReaction",
                message_id=sent["message_id"],
                reaction=[{"type": "emoji", "emoji": "👍"}],
            )
            await here.window.sees("👍", "#phones .reactions")
            await call("sendChatAction", action="typing")
            await here.window.sees("typing…", "#phones small.typing")
            keyboard = [
                [{"text": "Share", "request_contact": True}, {"text": "Where", "request_location": True}],
                ["Plain"],
            ]
            await call(
                "sendMessage", text="Keys", reply_markup={"keyboard": keyboard, "resize_keyboard": True}
            )
            await here.window.sees("Plain", "#phones .keys")
            await call("sendMessage", text="No keys", reply_markup={"remove_keyboard": True})
            await here.window.until(
                "document.querySelectorAll('#phones .phone:not([hidden]) .key').length === 0"
            )
            await here.all_is_shown()

            # A button of a kind that the page does not know.
            pay = {"inline_keyboard": [[{"text": "Shop", "web_app": {"url": "https://example.org"}}]]}
            await call("sendMessage", text="A shop", reply_markup=pay)
            await here.window.sees("cannot show", "[role=alert]")
            assert await here.window.js("document.documentElement.dataset.problems") == "1"


@SIZES
async def test_staff_find_a_topic_and_write_in_it(size: tuple[int, int], tmp_path: Path) -> None:
    picture = tmp_path / "way.png"
    picture.write_bytes(_PICTURE)
    async with visit(size) as here, calling(here.stage) as call:
        group, window = here.stage.group, here.window
        await here.go("staff")
        thread = (await call("createForumTopic", chat_id=group.id, name="Sunita · K7"))["message_thread_id"]
        await call("createForumTopic", chat_id=group.id, name="Imran · P2")
        rows = {"inline_keyboard": [[{"text": "Claim", "callback_data": "o:claim:K7"}]]}
        card = await call(
            "sendMessage", chat_id=group.id, text="The card", message_thread_id=thread, reply_markup=rows
        )
        await call("sendMessage", chat_id=group.id, text="For everybody")
        tab = f"#group [data-topic='{thread}']"
        await window.until(f"document.querySelector(\"{tab}\")?.dataset.unread === '1'")
        await window.sees("# Sunita · K7", "#group .message")
        # The topic with the newest message has moved up, and each has kept its colour.
        colours = await window.js(
            "[...document.querySelectorAll('#group .topic-mark[style]')]"
            ".map((each) => [each.textContent, getComputedStyle(each).backgroundColor])"
        )
        assert [letter for letter, _ in colours] == ["S", "I"]
        assert len({colour for _, colour in colours}) == 2

        await window.click(tab)
        await window.until("document.querySelectorAll('#group .message').length === 1")
        assert await window.js(f'document.querySelector("{tab}").dataset.unread') == "0"
        await here.write_as_staff("Namaste, this is Asha")
        await window.sees("Namaste", "#group .message.out")
        said = here.shown_to_staff("Namaste")
        assert (said.text, said.thread_id, said.sender.name) == ("Namaste, this is Asha", thread, "Asha")

        await window.js("document.querySelector('#group .message.in .tool[title=Reply]').focus()")
        await window.key("Enter", 13)
        await here.write_as_staff("I call her now")
        await window.sees("I call her now", "#group .message.out")
        answer = here.shown_to_staff("I call her now")
        assert answer.reply_to is not None
        assert answer.reply_to.message_id == card["message_id"]

        await window.js("[...document.querySelectorAll('#group .tool[title=Edit]')].at(-1).focus()")
        await window.key("Enter", 13)
        await window.js("document.querySelector('#group textarea').select()")
        await window.type("I call her at five")
        await window.key("Enter", 13)
        await window.sees("I call her at five", "#group .message.out")
        assert (answer.text, answer.edited) == ("I call her at five", True)

        await window.choose_file("#group input[type=file]", picture)
        await window.until("!!document.querySelector('#group .message.out .photo img')")
        [photo] = [bubble for bubble in group.messages if "photo" in bubble.content]
        assert photo.thread_id == thread

        await here.act_as("Vikram")
        await window.until("document.querySelectorAll('#group .message.out').length === 0")
        await window.until(
            "[...document.querySelectorAll('#group .photo img')].every((each) => each.complete)"
        )
        await window.click("#group [data-press='o:claim:K7']")
        presses = here.stage.telegram.cloud().presses
        await here.stage.staff[2002].wait_until(lambda: bool(presses))
        [press] = presses.values()
        assert (press.user_id, press.data) == (2002, "o:claim:K7")

        await window.click("#group [data-topic=general]")
        await window.sees("For everybody", "#group .message")
        await here.write_as_staff("/today")
        await window.sees("/today", "#group .message.out")
        assert here.shown_to_staff("/today").thread_id is None
        await here.all_is_shown()


async def test_topics_and_people_of_the_group_come_and_go() -> None:
    async with visit(DESKTOP) as here, calling(here.stage) as call:
        group, window = here.stage.group, here.window
        await call("createForumTopic", chat_id=group.id, name="Sunita · K7")
        await window.click("#group [data-topic]", text="Sunita")
        await here.choose_in_menu("Close the topic")
        await window.until("!!document.querySelector('#group .topic-tab.closed[aria-selected=true]')")
        await here.choose_in_menu("Rename the topic")
        await window.type("Sunita · done")
        await window.key("Enter", 13)
        await window.sees("Sunita · done", "#group .chat-title b")
        await here.choose_in_menu("Delete the topic")
        await window.until("document.querySelector('#group [data-topic=all]').ariaSelected === 'true'")
        assert group.chat.topics == {}

        await here.choose_in_menu("New topic")
        await window.type("Slots")
        await window.key("Enter", 13)
        await window.sees("Slots", "#group .topic-tab")
        await here.choose_in_menu("Turn topics off")
        await window.until("!document.querySelector('#group .topics').checkVisibility()")
        assert not group.chat.forum
        await here.choose_in_menu("Bot may not manage topics")
        await here.choose_in_menu("Asha leaves")
        await window.sees("Asha left the group", "#group .service")
        await here.write_as_staff("hello?")
        await window.sees("not in the group", "#problems .note")
        await here.act_as("Dr Rao")
        await window.js("document.querySelector('#group textarea').select()")
        await window.type("Who is at the desk?")
        await window.key("Enter", 13)
        await window.sees("Who is at the desk?", "#group .message")
        assert here.shown_to_staff("at the desk").sender_chat is group.chat
        await here.all_is_shown()


@SIZES
async def test_the_clinic_decides_otherwise_and_the_page_shows_what_comes_of_it(
    size: tuple[int, int],
) -> None:
    async with visit(size) as here:
        window, stage = here.window, here.stage
        for setting in ("parties", "old_reports"):
            await here.decide(window.click(f"[data-setting={setting}]"))
            await window.until(f"document.querySelector('[data-setting={setting}]').ariaChecked === 'true'")
        await here.go("patient")
        await window.click("#people .add")
        await window.until(
            "document.querySelector('dialog input[pattern]').value === 'mg-road--dr-rao_friends'"
        )
        await window.click("dialog input[required]")
        await window.js("document.querySelector('dialog input[required]').focus()")
        await window.type("Rekha Nair")
        await window.click("dialog button.primary")
        await window.until("!document.querySelector('dialog')")
        await here.start()
        await here.say("hba1c for me, Rekha Nair, 44, female, tomorrow 8 am")
        await here.say("560001")
        await here.press("q:mode:*:home")
        await here.share_contact()
        await here.say("Flat 12, Rose Villa, 4th Cross, near the temple")
        await here.press("q:review:*:ok")
        await here.until_booked()
        await here.go("lab")
        await window.sees("sent by Dr Rao", '[data-name="Rekha Nair"]')

        await here.choose(SUNITA)
        await here.start()
        await here.say("/reports")
        await here.say("9876543210")
        await window.sees("आपकी रिपोर्ट का कोड", f"#phone-{SUNITA} .sms")
        await here.answered(window.click(f"#phone-{SUNITA} .sms button"))
        await window.until(f"!document.querySelector('#phone-{SUNITA} .sms').checkVisibility()")
        for value in ("others", "show", "o"):
            await here.press(f"q:report_list:*:{value}")
        await window.until(f"!!document.querySelector('#phone-{SUNITA} .document')")

        await here.decide(here.pick("[data-setting=backend]", "flabs-billing"))
        await here.choose(MARY)
        await here.start()
        await here.say("560066")
        await here.share_contact()
        await here.say("Mary Thomas, 41, F")
        await here.press("q:slot:*:2")
        await here.say("Flat 3, Rose Villa, 4th Cross, near the temple")
        await here.press("q:review:*:ok")
        await here.until_booked()
        await here.go("lab")
        await window.sees("PRE-BOOKING", '[data-name="Mary Thomas"] .badge')
        await here.go("staff")
        await window.sees("Sent by hospital", "#group .message")
        await here.go("controls")
        await window.click("[data-focus='clinic file']")
        await window.sees('backend = "flabs-billing"', "dialog")
        await window.click("dialog .icon-button")
        assert stage.bot.deaths == 0
        await here.all_is_shown()


@SIZES
async def test_a_patient_and_the_staff_talk_in_the_topic_of_the_case(size: tuple[int, int]) -> None:
    async with visit(size) as here:
        window = here.window
        await here.choose(ANITA)
        await here.start()
        await here.say("I want to talk to a person")
        await here.go("staff")
        await window.click("#group .topic-tab[data-topic]:not([data-topic=all], [data-topic=general])")
        await window.until("!!document.querySelector('#group .message.in [data-press]')")
        await here.write_as_staff("Good morning, how can I help?")
        await here.go("patient")
        await window.sees("Good morning, how can I help?", "#phones .message.in")
        await here.write("Can my mother eat before?")
        await here.go("staff")
        await window.sees("Can my mother eat before?", "#group .message.in")
        await here.write_as_staff("// ask the lab first")
        await window.sees("// ask the lab first", "#group .message.out")
        await here.write_as_staff("Twelve hours without food, please.")
        await here.go("patient")
        await window.sees("Twelve hours without food", "#phones .message.in")
        assert "ask the lab" not in await window.js("document.querySelector('#phones').innerText")
        await here.all_is_shown()


async def test_a_basic_group_becomes_a_supergroup_with_topics_and_everybody_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    basic = re.sub(r"(?m)^chat_id = .*$", "chat_id = -4001", stages.demo_clinic())
    monkeypatch.setattr(stages, "demo_clinic", lambda: basic)
    async with visit(DESKTOP) as here:
        group, window = here.stage.group, here.window
        assert (group.id, group.chat.forum) == (-4001, False)
        await here.write_as_staff("Before")
        await window.sees("Before", "#group .message")
        assert not await window.js("document.querySelector('#group .topics').checkVisibility()")
        await here.choose_in_menu("Turn topics on")
        await window.until("!!document.querySelector('#group .topics')?.checkVisibility()")
        assert group.id < -4001
        await here.write_as_staff("After")
        await window.sees("After", "#group .message")
        await here.choose(ANITA)
        await here.start()
        await here.say("I want to talk to a person")
        await group.wait_for(lambda bubble: bool(bubble.buttons))
        await here.all_is_shown()


@SIZES
async def test_it_can_be_used_by_keyboard_and_by_ear(size: tuple[int, int]) -> None:
    async with visit(size) as here:
        await here.choose(ANITA)
        await here.start()
        for pane in ("patient", "staff", "lab", "controls"):
            await here.go(pane)
            nameless = await here.window.js(
                """[...document.querySelectorAll("button, input, select, textarea, a[href], [role=tab], [role=log]")]
                .filter((each) => each.checkVisibility())
                .filter((each) => !(each.ariaLabel || each.innerText?.trim() || each.labels?.length || each.title))
                .map((each) => each.outerHTML)"""
            )
            assert nameless == []
        repeated = await here.window.js(
            "[...document.querySelectorAll('[id]')].map((each) => each.id).filter((id, at, all) => all.indexOf(id) !== at)"
        )
        assert repeated == []

        await here.go("patient")
        await here.window.js(f"document.querySelector(\"[data-patient='{ANITA}']\").focus()")
        await here.window.key("ArrowRight", 39)
        assert await here.window.js("document.activeElement.dataset.patient") == str(SUNITA)
        assert await here.window.js("document.activeElement.ariaSelected") == "true"
        await here.window.js(f'document.querySelector("#phone-{SUNITA} .start").focus()')
        await here.answered(here.window.key("Enter", 13))
        await here.window.until(f"!!document.querySelector('#phone-{SUNITA} [role=log] [data-press]')")
        await here.all_is_shown()


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
