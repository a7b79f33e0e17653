"""The desk: who may ask what of the clinic's own figures, and what is answered."""

from datetime import datetime

from bot.desk.answer import Answer, Decision, sentence
from bot.desk.commands import COMMANDS
from bot.desk.office import Asked, Office
from bot.telegram.incoming import StaffCommand
from dialogs.text import text


class Desk:
    """Answers the members of the staff's chat, there and in private, and nobody else."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def knows(self, name: str) -> bool:
        """Whether a command of that name is the staff's."""
        return name in COMMANDS

    async def answer(
        self, command: StaffCommand, now: datetime, *, private: bool
    ) -> Answer | Decision | None:
        """What is to be told, or `None` where the command is none of the desk's: in the staff's chat it is then let
        go, and in a private chat it is its patient's."""
        run = COMMANDS.get(command.name)
        if run is None or not await self._is_for_us(command):
            return None
        member = await self._office.is_staff(command.user_id)
        if member is not True and private:
            return None
        if member is None:
            return sentence("desk-cannot-check")
        if not member:
            return Answer(toast=text("staff-not-member"))
        return await run(self._office, Asked(command.rest, command.user_id, now))

    async def _is_for_us(self, command: StaffCommand) -> bool:
        return not command.addressed or command.addressed == (await self._office.username()).lower()
