import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox.people import Group
from bot.sandbox.telegram import TelegramStandIn
from bot.telegram.client import open_client
from bot.telegram.identity import TelegramUnreachable
from bot.telegram.staff_members import KEPT, StaffChatFacts, StaffMembers
from tests.bot.telegram.steady_time import SteadyTime
from tests.contracts.botapi import answer_problems, call_problems

ASHA, RAVI, BOSS, STRANGER = 11, 12, 13, 14


class Desk:
    """The staff's group at the stand-in, and who is in it according to the bot."""

    def __init__(
        self, telegram: TelegramStandIn, group: Group, members: StaffMembers, steady: SteadyTime
    ) -> None:
        self.telegram = telegram
        self.group = group
        self.members = members
        self.steady = steady

    @property
    def asked(self) -> int:
        return len(self.telegram.calls("getChatMember"))


def at_desk(work: Callable[[Desk], Awaitable[None]], chat_id: int = -1001234567890) -> None:
    async def play() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            group = telegram.group(chat_id, members={RAVI: "Ravi", ASHA: "Asha"})
            group.member(BOSS, "Boss", standing="creator")
            group.outsider(STRANGER, "Stranger")
            steady = SteadyTime()
            await work(Desk(telegram, group, StaffMembers(client, lambda: chat_id, steady), steady))
            for call in telegram.journal:
                assert call_problems(call) == []
                if call.accepted and not call.fault:
                    assert answer_problems(call) == []

    asyncio.run(play())


def test_members_admins_and_the_owner_are_in_and_others_are_not() -> None:
    async def check(desk: Desk) -> None:
        desk.group.member(21, "Admin", standing="administrator")
        desk.group.member(22, "Muted", standing="restricted")
        desk.group.member(23, "Gone", standing="left")
        desk.group.member(24, "Banned", standing="kicked")
        answers = {
            each: await desk.members.is_member(each) for each in (RAVI, BOSS, 21, 22, 23, 24, STRANGER)
        }
        assert answers == {RAVI: True, BOSS: True, 21: True, 22: True, 23: False, 24: False, STRANGER: False}
        assert not await desk.members.is_member(424242)

    at_desk(check)


def test_a_yes_is_believed_for_a_minute_and_a_no_for_ten_seconds() -> None:
    async def check(desk: Desk) -> None:
        asha = desk.group.member(ASHA, "Asha")
        assert await desk.members.is_member(ASHA)
        await asha.leave()
        await desk.steady.advance(59)
        assert await desk.members.is_member(ASHA)
        assert desk.asked == 1
        await desk.steady.advance(1)
        assert not await desk.members.is_member(ASHA)
        await asha.join()
        await desk.steady.advance(9)
        assert not await desk.members.is_member(ASHA)
        await desk.steady.advance(1)
        assert await desk.members.is_member(ASHA)
        assert desk.asked == 3

    at_desk(check)


@pytest.mark.parametrize("trouble", ["fail", "drop", "garble", "flood"])
def test_who_cannot_be_looked_up_is_a_stranger_until_the_next_time(trouble: str) -> None:
    async def check(desk: Desk) -> None:
        getattr(desk.telegram.faults, trouble)("getChatMember")
        assert not await desk.members.is_member(RAVI)
        assert await desk.members.is_member(RAVI)

    at_desk(check)


def test_strangers_who_ask_again_and_again_fill_no_memory() -> None:
    async def check(desk: Desk) -> None:
        assert await desk.members.is_member(RAVI)
        for number in range(KEPT):
            desk.group.outsider(5000 + number, "X")
            assert not await desk.members.is_member(5000 + number)
        asked = desk.asked
        assert await desk.members.is_member(RAVI)
        assert desk.asked == asked + 1

    at_desk(check)


def test_members_of_a_group_that_has_just_become_a_supergroup_are_found() -> None:
    async def check(desk: Desk) -> None:
        await desk.group.migrate()
        assert await desk.members.is_member(RAVI)
        with pytest.raises(TelegramUnreachable):
            await desk.members.staff_chat_facts()

    at_desk(check, -4001)


def test_the_facts_follow_the_group() -> None:
    async def check(desk: Desk) -> None:
        facts = desk.members.staff_chat_facts
        assert await facts() == StaffChatFacts(False, True, True, BOSS)
        await desk.group.set_forum(True)
        assert await facts() == StaffChatFacts(True, True, True, BOSS)
        assert (await facts()).topics
        await desk.group.set_topic_right(False)
        assert await facts() == StaffChatFacts(True, False, True, BOSS)
        assert not (await facts()).topics
        await desk.group.set_bot("member")
        assert await facts() == StaffChatFacts(True, False, True, BOSS)
        await desk.group.set_bot("restricted")
        assert (await facts()).can_post
        await desk.group.set_bot("kicked")
        assert await facts() == StaffChatFacts()

    at_desk(check)


def test_nothing_is_said_of_the_chat_while_telegram_is_away() -> None:
    async def check(desk: Desk) -> None:
        desk.telegram.faults.fail("getChat")
        with pytest.raises(TelegramUnreachable):
            await desk.members.staff_chat_facts()
        assert (await desk.members.staff_chat_facts()).owner == BOSS

    at_desk(check)
