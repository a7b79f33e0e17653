"""Old reports by a one-time password, through the whole bot: the way there, its limits, and what is kept of it."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.sandbox.people import Patient
from bot.store.tables import report_logins
from tests.e2e.house import REQUIRED, House, book, house

pytestmark = pytest.mark.anyio

WITH_REPORTS = REQUIRED + "\n[reports]\nold = true\n"
PHONE = "9876543210"
VERIFY = "/client/patient/verifyLoginOTP"


async def with_a_report(inside: House) -> Patient:
    """A patient of this chat whose report is done and sent."""
    patient = inside.patient(phone=f"91{PHONE}")
    await book(patient)
    await patient.wait_for("is confirmed")
    await inside.lab.complete_report(inside.lab.bookings[0].integrator_id)
    await patient.wait_for(lambda bubble: bubble.file is not None)
    return patient


async def asked_for_a_code(patient: Patient) -> None:
    await patient.say("/reports")
    await patient.wait_for("Reports of earlier days")
    await patient.press("98765 43210")
    await patient.wait_for("The lab has sent a code")


async def logins(inside: House) -> list[bytes]:
    def stored(connection: Connection) -> list[bytes]:
        return list(connection.scalars(select(report_logins.c.secrets)))

    assert inside.service is not None
    return await inside.service.database.read(stored)


async def test_the_report_of_somebody_booked_for_is_a_tap_away() -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await asked_for_a_code(patient)
        assert not any("Another number" in button.text for row in patient.keyboard or () for button in row)
        code = inside.lab.code_for(PHONE)
        await patient.say(code)
        listed = await patient.wait_for("Your reports.")
        assert "others" not in str(listed.labels)
        before = len([bubble for bubble in patient.messages if bubble.file])
        await patient.press(listed.buttons[0][0].text)
        await patient.wait_until(lambda: len([b for b in patient.messages if b.file]) == before + 1)
        report = [bubble for bubble in patient.messages if bubble.file][-1]
        assert report.file is not None
        assert report.file.content.startswith(b"%PDF")
        assert "HbA1c" not in report.file.name + report.text
        inside.clock.move(minutes=11)
        await patient.wait_for("Your reports are closed")
        assert await logins(inside) == []


async def test_reports_of_others_are_shown_after_a_question_only() -> None:
    async with house(WITH_REPORTS) as inside:
        await with_a_report(inside)
        # The same number in another chat: nobody was booked for there.
        other = inside.patient(1002, phone=f"91{PHONE}")
        await other.start()
        await other.wait_for("Which test")
        await other.say("my reports")
        await other.wait_for("Reports of earlier days")
        await other.say(PHONE)
        await other.wait_for("The lab has sent a code")
        await other.say(inside.lab.code_for(PHONE))
        listed = await other.wait_for("Your reports.")
        assert listed.buttons[0][0].text == "One report of somebody else"
        await other.press("One report of somebody else")
        await other.wait_for("consent to see it")
        await other.press("Yes, show")
        listed = await other.wait_for("Your reports.")
        await other.press(listed.buttons[0][0].text)
        await other.wait_for(lambda bubble: bubble.file is not None)


async def test_nothing_of_the_login_can_be_read_and_the_code_is_in_no_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await asked_for_a_code(patient)
        code = inside.lab.code_for(PHONE)
        gate = inside.lab.faults.hold(VERIFY)
        await patient.say(code)
        await patient.wait_for("asking the lab")
        await patient.chat.changes.until(lambda: True, 1)
        stored = Path(inside.environ["DATABASE_URL"].removeprefix("sqlite:///"))
        kept = b"".join(each.read_bytes() for each in stored.parent.glob("phlebot.db*"))
        assert code.encode() not in kept
        gate.set()
        await patient.wait_for("Your reports.")
        logged = capsys.readouterr()
        assert code not in logged.out + logged.err


async def test_wrong_codes_are_limited_and_a_resend_waits() -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await asked_for_a_code(patient)
        right = inside.lab.code_for(PHONE)
        wrong = "000000" if right != "000000" else "111111"
        await patient.press("Send a new code")
        await patient.wait_for("A new code can be sent in")
        for left in ("2 more tries", "one more try", "wrong too often"):
            await patient.say(wrong)
            await patient.wait_for(left)
        assert await logins(inside) == []
        await patient.say(right)
        await patient.wait_for("You can have a new code sent")
        inside.clock.move(minutes=2)
        await patient.press("Send a new code")
        await patient.wait_for("The lab has sent a code")
        await patient.say(inside.lab.code_for(PHONE))
        await patient.wait_for("Your reports.")


async def test_a_code_is_not_passed_on_to_the_staff() -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await patient.say("talk to a person")
        await inside.staff.wait_for("Wants to talk to a person")
        await asked_for_a_code(patient)
        code = inside.lab.code_for(PHONE)
        await patient.say(code)
        await patient.wait_for("Your reports.")
        assert not any(code in bubble.text for bubble in inside.staff.messages)


async def test_the_lab_is_away() -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await inside.lab.go_down()
        await patient.say("/reports")
        await patient.wait_for("Reports of earlier days")
        await patient.press("98765 43210")
        await patient.wait_for("cannot be asked just now")
        await patient.press("‹ Back")
        await inside.lab.come_up()
        await patient.wait_for("Reports of earlier days")


async def test_a_login_survives_a_restart() -> None:
    async with house(WITH_REPORTS) as inside:
        patient = await with_a_report(inside)
        await asked_for_a_code(patient)
        await inside.restart()
        await patient.say(inside.lab.code_for(PHONE))
        await patient.wait_for("Your reports.")


async def test_without_the_switch_there_is_none_of_it() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await patient.say("/reports")
        await patient.wait_for("do not know that command")
        assert "reports" not in dict(patient.commands)
