"""Commands of the staff as durable work: each a row, answered once, whatever happens in between."""

import asyncio
from datetime import datetime
from typing import Any

from bot.desk.answer import Answer, Attachment, Decision
from bot.store import overrides
from bot.store.overrides import Override
from bot.telegram.incoming import StaffCommand
from bot.telegram.outgoing import EditBubble, Rejected, SendBubble, SendFile, SendPicture
from dialogs.text import text
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, SLOT, STAFF, Stage

MEMBER, PATIENT = 99, 5


class Echo:
    """Says back what it is asked; `close` closes an hour, `boom` raises, `file` and `picture` bring one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.asked: list[StaffCommand] = []
        self.gate: asyncio.Event | None = None

    def knows(self, name: str) -> bool:
        return name in ("echo", "close", "boom", "file", "picture")

    async def answer(
        self, command: StaffCommand, now: datetime, *, private: bool
    ) -> Answer | Decision | None:
        self.asked.append(command)
        if self.gate is not None:
            await self.gate.wait()
        if command.user_id != MEMBER or not self.knows(command.name):
            return None
        said = Answer((text("said", what=command.rest or command.name),))
        match command.name:
            case "close":
                branch = self.stage.clinic.branches[0]

                def settle(connection: Any) -> Answer:
                    overrides.apply(connection, CLINIC, branch, Override(SLOT, 0), MEMBER, now)
                    return said

                return Decision(settle)
            case "boom":
                raise RuntimeError("boom")
            case "file" | "picture":
                file = Attachment("a.png", b"\x89PNG\xff\x00", picture=command.name == "picture")
                return Answer(said.lines, attachment=file)
            case _:
                return said


async def opened(stage: Stage) -> Echo:
    """The stage with such a desk."""
    desk = stage.desk = Echo(stage)
    await stage.restart()
    return desk


def test_a_command_is_answered_once_under_its_message(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        raw = stage.staff_says("/echo hello")
        await stage.engine.ingest_updates(CLINIC, [raw, raw])
        await stage.engine.ingest_update(CLINIC, raw)
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["hello"])
        await stage.restart()
        await stage.settled()
        [sent] = stage.telegram.of(SendBubble, STAFF)
        assert sent.reply_to == raw["message"]["message_id"]

    play(scene)


def test_a_command_outlives_a_crash(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        desk = await opened(stage)
        desk.gate = asyncio.Event()
        await stage.engine.ingest_update(CLINIC, stage.staff_says("/echo hello"))
        await stage.until(lambda: desk.asked)
        await stage.crash()
        assert stage.telegram.texts(STAFF) == []
        desk.gate = None
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["hello"])

    play(scene)


def test_commands_are_answered_in_their_order(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        await stage.engine.ingest_updates(
            CLINIC, [stage.staff_says(f"/echo {number}") for number in range(20)]
        )
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 20)
        assert stage.telegram.texts(STAFF) == [str(number) for number in range(20)]

    play(scene)


def test_a_change_and_its_answer_are_one_commit(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        branch = stage.clinic.branches[0]
        await stage.engine.ingest_update(CLINIC, stage.staff_says("/close"))
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["close"])
        capacity = await stage.database.read(
            lambda connection: overrides.capacity_of(connection, CLINIC, branch, SLOT)
        )
        assert capacity == 0

    play(scene)


def test_a_member_is_answered_in_private_and_a_patient_by_the_conversation(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        desk = await opened(stage)
        await stage.say(MEMBER, "/echo hello")
        await stage.until(lambda: stage.telegram.texts(MEMBER) == ["hello"])
        await stage.say(PATIENT, "say one")
        await stage.say(PATIENT, "/echo secret")
        await stage.say(PATIENT, "say two")
        await stage.until(lambda: "two" in stage.telegram.texts(PATIENT))
        assert stage.telegram.texts(PATIENT) == ["one", "Commanded", "two"]
        assert [each.user_id for each in desk.asked] == [MEMBER, PATIENT]
        # What is no command of the staff does not even ask who it is.
        await stage.say(PATIENT, "/start")
        await stage.settled()
        assert len(desk.asked) == 2

    play(scene)


def test_a_press_changes_its_own_message_and_a_lost_one_is_sent_anew(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        press = stage.press(MEMBER, "o:desk:echo one", "q1", in_chat=STAFF)
        await stage.engine.ingest_update(CLINIC, press)
        await stage.until(lambda: stage.telegram.of(EditBubble, STAFF))
        assert stage.telegram.of(EditBubble, STAFF)[0].message_id == 1
        assert stage.telegram.texts(STAFF) == []
        stage.telegram.answers = lambda _, outgoing: (
            Rejected("gone") if isinstance(outgoing, EditBubble) else None
        )
        await stage.engine.ingest_update(CLINIC, stage.press(MEMBER, "o:desk:echo two", "q2", in_chat=STAFF))
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["two"])

    play(scene)


def test_what_fails_is_set_aside_and_blocks_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        await stage.engine.ingest_updates(
            CLINIC, [stage.staff_says("/boom"), stage.staff_says("/echo after")]
        )
        await stage.until(lambda: "after" in stage.telegram.texts(STAFF))
        assert sum("Set aside" in said for said in stage.telegram.texts(STAFF)) == 1

    play(scene)


def test_pictures_are_shown_and_files_are_kept_as_they_are(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await opened(stage)
        await stage.engine.ingest_updates(CLINIC, [stage.staff_says("/picture"), stage.staff_says("/file")])
        await stage.until(lambda: stage.telegram.of(SendFile, STAFF))
        [picture], [file] = stage.telegram.of(SendPicture, STAFF), stage.telegram.of(SendFile, STAFF)
        assert picture.content == file.content == b"\x89PNG\xff\x00"

    play(scene)


def test_without_a_desk_commands_are_let_go(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.engine.ingest_update(CLINIC, stage.staff_says("/echo hello"))
        await stage.say(PATIENT, "/echo hello")
        await stage.settled()
        assert stage.telegram.texts(STAFF) == []
        assert await stage.rows("SELECT count(*) FROM inbox WHERE state = 'waiting'") == [(0,)]

    play(scene)
