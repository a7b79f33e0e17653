"""A person takes over: the alert, words in both directions, and the bot's silence."""

import pytest
from sqlalchemy import delete

from bot.store.tables import message_links
from tests.e2e.house import house

pytestmark = pytest.mark.anyio


async def test_patient_and_staff_talk_through_the_bot() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await patient.say("I want to talk to a person")
        await patient.wait_for("will write to you here")
        card = await inside.staff.wait_for("Wants to talk to a person")
        asha = inside.staff.member(2001, "Asha")
        await asha.reply(card.message_id, "Namaste, how can I help?")
        await patient.wait_for("Namaste, how can I help?")
        await patient.say("Do you have parking?")
        relayed = await inside.staff.wait_for("Do you have parking?")
        await asha.reply(relayed.message_id, "Yes, behind the house.")
        await patient.wait_for("Yes, behind the house.")
        await asha.press("Done", on=card.message_id)
        await patient.wait_for("Which test")


async def test_an_answer_to_a_picture_finds_its_case_whatever_is_on_record_of_it() -> None:
    async with house() as inside:
        patient, asha = inside.patient(), inside.staff.member(2001, "Asha")
        await patient.start()
        await patient.wait_for("Which test")
        await patient.say("I want to talk to a person")
        card = await inside.staff.wait_for("Wants to talk to a person")
        await asha.press("I take it", on=card.message_id)
        await patient.wait_for("is here now")
        await patient.send_photo(b"\xff\xd8\xff\xe0 a picture", "Is this <b>enough</b>?")
        copied = await inside.staff.wait_for(lambda bubble: bubble.file is not None)
        assert copied.text.startswith("Is this <b>enough</b>?\n#")
        # As after a kill right behind the send.
        assert inside.service is not None
        await inside.service.database.write(lambda connection: connection.execute(delete(message_links)))
        await asha.reply(copied.message_id, "It is, thank you.")
        await patient.wait_for("It is, thank you.")


async def test_a_prescription_reaches_the_staff() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await patient.send_photo(b"\xff\xd8\xff\xe0 a picture", media_group_id="album")
        await patient.send_photo(b"\xff\xd8\xff\xe0 another", media_group_id="album")
        await patient.wait_for("Thank you for the photo")
        await inside.staff.wait_for("Prescription")
        await inside.staff.wait_for(lambda bubble: bubble.file is not None)
        assert sum("Thank you for the photo" in bubble.text for bubble in patient.messages) == 1


async def test_other_groups_are_declined() -> None:
    async with house() as inside:
        group = inside.telegram.group(-100777, "A family", {1: "Somebody"})
        await group.member(1, "Somebody").say("/start")
        await group.wait_for("only work in private chats")


async def test_a_stranger_presses_nothing() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await patient.press("Help")
        await patient.wait_for("How it works")
        press = await patient.press("‹ Back", stale=True)
        assert press is not None
        toast = await patient.answer_to(press)
        assert toast is not None
        assert "earlier" in toast.text
