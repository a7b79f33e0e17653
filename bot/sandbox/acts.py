"""What a visitor of the page can do on stage: as a patient, as the staff, behind the lab's counter, to the world."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.membership import LONGEST_TOPIC_NAME
from bot.sandbox.people import NoSuchButton, Patient, Person
from bot.sandbox.stage import Stage
from bot.sandbox.switches import SWITCHES

Body = Mapping[str, Any]
Act = Callable[[Stage, Body], Awaitable[None]]

LARGEST_FILE = 20 * 1024 * 1024


class CannotAct(ValueError):
    """What was asked for cannot be done now; the message is a sentence for whoever asked."""


async def act(stage: Stage, body: Body) -> None:
    """Does what `body["do"]` names. Raises `CannotAct`."""
    doing = ACTS.get(str(body.get("do")))
    if doing is None:
        raise CannotAct("The page asked for something that nobody here can do.")
    try:
        await doing(stage, body)
    except NoSuchButton:
        raise CannotAct("That button is not there any more.") from None
    except (KeyError, TypeError):
        raise CannotAct("The page asked in a form that is not understood.") from None
    except (LookupError, ValueError, RuntimeError) as error:
        raise CannotAct(f"{str(error).partition(chr(10))[0]}.") from None


async def upload(
    stage: Stage,
    user_id: int,
    name: str,
    mime_type: str,
    content: bytes,
    caption: str,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> None:
    """Sends a file as a patient or a member of the staff: pictures as photos. Raises `CannotAct`."""
    if not content:
        raise CannotAct("The file is empty.")
    try:
        person = stage.person(user_id)
        if mime_type in {"image/jpeg", "image/png", "image/webp"}:
            await person.send_photo(content, caption, reply_to=reply_to, thread_id=thread_id)
        elif mime_type.startswith("audio/"):
            await person.send_voice(content, caption, reply_to=reply_to, thread_id=thread_id)
        else:
            kind = mime_type or "application/octet-stream"
            await person.send_document(content, name, kind, caption, reply_to=reply_to, thread_id=thread_id)
    except (LookupError, ValueError, RuntimeError) as error:
        raise CannotAct(f"{str(error).partition(chr(10))[0]}.") from None


# As a person


async def _start(stage: Stage, body: Body) -> None:
    patient = _patient(stage, body)
    await patient.start(str(body.get("link", stage.cast[patient.user.id].link)))


async def _say(stage: Stage, body: Body) -> None:
    person, text = stage.person(body["who"]), str(body["text"])
    if body.get("reply"):
        await person.reply(int(body["reply"]), text)
    else:
        await person.say(text, thread_id=body.get("thread"))


async def _edit(stage: Stage, body: Body) -> None:
    await stage.person(body["who"]).edit(int(body["message"]), str(body["text"]))


async def _press(stage: Stage, body: Body) -> None:
    await stage.person(body["who"]).press(str(body["data"]), on=int(body["message"]))


async def _key(stage: Stage, body: Body) -> None:
    """A button of the reply keyboard."""
    person = stage.person(body["who"])
    for row in person.keyboard or ():
        for button in row:
            if button.text == body["text"]:
                if button.asks == "location" and isinstance(person, Patient):
                    await person.share_location(*_HOME)
                else:
                    await person.press(button.text)
                return
    raise CannotAct("That button is not there any more.")


_HOME = (12.975312, 77.605871)


async def _contact(stage: Stage, body: Body) -> None:
    """Shares one's own card from the attachment menu: Telegram sends it with the sender's id."""
    patient = _patient(stage, body)
    await patient.send_contact(patient.phone, patient.user.id)


async def _location(stage: Stage, body: Body) -> None:
    await stage.person(body["who"]).send_location(*_HOME, thread_id=body.get("thread"))


async def _block(stage: Stage, body: Body) -> None:
    patient = _patient(stage, body)
    await (patient.block() if body["on"] else patient.unblock())


async def _join(stage: Stage, body: Body) -> None:
    first, _, last = str(body["name"]).strip().partition(" ")
    if not first:
        raise CannotAct("A patient needs a name.")
    stage.join(first[:40], last[:40], str(body["language"]), str(body["link"]))


# As the staff, in their group


async def _topic(stage: Stage, body: Body) -> None:
    who, name = stage.colleague(body["who"]), str(body.get("name", "")).strip()[:LONGEST_TOPIC_NAME]
    match body["what"]:
        case "open" | "rename" if not name:
            raise CannotAct("A topic needs a name.")
        case "open":
            await who.open_topic(name)
        case "rename":
            await who.rename_topic(int(body["thread"]), name)
        case "close":
            await who.close_topic(int(body["thread"]))
        case "reopen":
            await who.close_topic(int(body["thread"]), closed=False)
        case "delete":
            await who.delete_topic(int(body["thread"]))
        case _:
            raise CannotAct("That cannot be done to a topic.")


async def _forum(stage: Stage, body: Body) -> None:
    await stage.group.set_forum(bool(body["on"]))


async def _topic_right(stage: Stage, body: Body) -> None:
    await stage.group.set_topic_right(bool(body["on"]))


async def _member(stage: Stage, body: Body) -> None:
    who = stage.colleague(body["who"])
    await (who.join() if body["on"] else who.leave())


# Behind the lab's counter


async def _bill(stage: Stage, body: Body) -> None:
    """The sample has arrived, and with it the bill is made."""
    await stage.lab.create_bill(str(body["entry"]))


async def _report(stage: Stage, body: Body) -> None:
    """The next test of a booking is done; again, when none is left."""
    key = str(body["entry"])
    bill = await stage.lab.create_bill(key)
    left = [each for each in bill.tests if each not in bill.done]
    await stage.lab.complete_report(key, left[:1])


async def _complete(stage: Stage, body: Body) -> None:
    await stage.lab.complete_report(str(body["entry"]))


async def _correct(stage: Stage, body: Body) -> None:
    await stage.lab.correct_report(str(body["entry"]))


async def _delete_bill(stage: Stage, body: Body) -> None:
    await stage.lab.delete_bill(str(body["entry"]))


async def _promote(stage: Stage, body: Body) -> None:
    await stage.lab.promote(stage.lab.entry(str(body["entry"])).id)


async def _stranger(stage: Stage, body: Body) -> None:
    """The lab's webhook carries everybody's events: here that of somebody who never wrote to the bot."""
    await stage.lab.tell_of_stranger()


async def _enter_by_hand(stage: Stage, body: Body) -> None:
    """Somebody else has entered this patient's number today: the desk, another campaign."""
    patient = _patient(stage, body)
    stage.lab.enter_by_hand(patient.phone[-10:], name=patient.user.first_name)


# To the world


async def _switch(stage: Stage, body: Body) -> None:
    switch = body["switch"]
    if switch not in SWITCHES:
        raise CannotAct("There is no such switch.")
    await stage.switches.turn(switch, bool(body["on"]))


async def _setting(stage: Stage, body: Body) -> None:
    """The clinic decides otherwise: its file is written anew, and the bot starts again with it."""
    await stage.set_up(stage.setup.changed(str(body["setting"]), body["to"]))


async def _kill(stage: Stage, body: Body) -> None:
    stage.bot.kill()


async def _clock(stage: Stage, body: Body) -> None:
    if "to" in body:
        await stage.move_clock_to(datetime.fromtimestamp(float(body["to"]) / 1000, UTC))
    else:
        await stage.move_clock(timedelta(seconds=float(body["seconds"])))


def _patient(stage: Stage, body: Body) -> Patient:
    person: Person = stage.person(body["who"])
    if not isinstance(person, Patient):
        raise CannotAct("Only a patient can do that.")
    return person


ACTS: Mapping[str, Act] = {
    "start": _start,
    "say": _say,
    "edit": _edit,
    "press": _press,
    "key": _key,
    "contact": _contact,
    "location": _location,
    "block": _block,
    "join": _join,
    "topic": _topic,
    "forum": _forum,
    "topic right": _topic_right,
    "member": _member,
    "bill": _bill,
    "report": _report,
    "complete": _complete,
    "correct": _correct,
    "delete bill": _delete_bill,
    "promote": _promote,
    "enter by hand": _enter_by_hand,
    "stranger": _stranger,
    "switch": _switch,
    "setting": _setting,
    "kill": _kill,
    "clock": _clock,
}
