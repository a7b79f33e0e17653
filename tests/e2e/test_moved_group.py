"""The staff's group becomes a supergroup, with another id: what was theirs is theirs there, too."""

import pytest

from bot.sandbox.people import Group, Person
from tests.e2e.house import REQUIRED, STAFF_CHAT, House, house

pytestmark = pytest.mark.anyio

BASIC = -4001
MOVED = REQUIRED.replace(str(STAFF_CHAT), str(BASIC))


async def menu_of(inside: House, asha: Person) -> list[str]:
    """The commands that Telegram shows, once there are those of the staff."""
    await inside.telegram.cloud().changes.until(lambda: "today" in dict(asha.commands), 15)
    return [name for name, _ in asha.commands]


async def opened(inside: House) -> tuple[Group, list[str]]:
    """The bot in a basic group; the commands that its members see."""
    group = inside.telegram.group(BASIC, "Asha staff", {2001: "Asha"})
    await inside.start()
    return group, await menu_of(inside, group.member(2001, "Asha"))


async def test_the_commands_of_the_staff_move_with_their_group() -> None:
    async with house(MOVED, start=False) as inside:
        group, before = await opened(inside)
        await group.migrate()
        asha = group.member(2001, "Asha")
        assert [name for name, _ in asha.commands] != before
        assert await menu_of(inside, asha) == before


async def test_after_a_restart_they_are_kept_up_to_date_where_the_group_is_now() -> None:
    async with house(MOVED, start=False) as inside:
        group, before = await opened(inside)
        await group.migrate()
        asha = group.member(2001, "Asha")
        await menu_of(inside, asha)
        await inside.stop()
        inside.telegram.cloud().profile.commands.clear()
        assert asha.commands == []
        await inside.start()
        assert await menu_of(inside, asha) == before
