"""Commands of the staff: rows of an inbox like everything else, each answered once, in the commit that ends it."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from bot.desk.answer import Answer, Decision, pages
from bot.engine import contents, metrics, set_aside
from bot.engine.deliveries import Deliveries
from bot.engine.effects import Letter, letter
from bot.engine.live_chat import LiveChat, Post
from bot.engine.means import Means
from bot.engine.presses import Presses
from bot.engine.rendering import inline_rows
from bot.engine.site import Site
from bot.engine.world import TakenSlots
from bot.store import chats, inbox, slots
from bot.store.chats import Fence
from bot.store.inbox import InboxRow
from bot.store.outbox import OutboxRow
from bot.telegram.incoming import DESK, StaffCommand, staff_command_of
from bot.telegram.outgoing import AnswerPress, Bubble

_USEFUL: Final = timedelta(hours=1)
_MARKS: Final = (b'"/', f'"o:{DESK}:'.encode())
"""One of them stands in every update that is a command."""


class DeskTurns:
    def __init__(self, means: Means, deliveries: Deliveries, presses: Presses, taken: TakenSlots) -> None:
        self._means = means
        self._deliveries = deliveries
        self._presses = presses
        self._taken = taken

    def first(self, site: Site, rows: Sequence[InboxRow]) -> tuple[list[InboxRow], StaffCommand | None]:
        """The rows before the first command; where a command comes first, that row alone and the command."""
        for number, row in enumerate(rows):
            command = _command_in(site, row)
            if command is not None or row.kind == "desk":
                return ([row], command) if number == 0 else (list(rows[:number]), None)
        return list(rows), None

    async def handled(
        self, chat: LiveChat, fence: Fence, row: InboxRow, command: StaffCommand | None
    ) -> bool:
        """Answers a command; false where it turns out to be a patient's own, which the conversation answers."""
        site, now = self._means.sites[chat.clinic], self._means.clock.now()
        private = row.kind != "desk"
        answer = (
            await site.desk.answer(command, now, private=private)
            if site.desk is not None and command is not None
            else None
        )
        if answer is None and private:
            return False

        ready = None if isinstance(answer, Decision) else answer or Answer()
        in_words = self._letters(site, ready, command) if ready is not None else []

        def unit(connection: Connection) -> tuple[Answer, list[Letter], list[OutboxRow]]:
            chats.demand(connection, fence)
            found, letters = ready or Answer(), in_words
            if isinstance(answer, Decision):
                found = answer.settle(connection)
                letters = self._letters(site, found, command)
            inbox.finish(connection, chat.clinic, chat.chat_id, row.seq, row.seq, now)
            sent = (
                set_aside.send(connection, self._means, chat.clinic, chat.chat_id, letters) if letters else []
            )
            return found, letters, sent

        changes = isinstance(answer, Decision)
        keys = (chat.key, slots.claims_key(chat.clinic)) if changes else (chat.key,)
        found, letters, sent = await self._means.database.write(unit, *keys)
        if changes:
            self._taken.changed(chat.clinic)
        while chat.inbox and chat.inbox[0].seq <= row.seq:
            chat.inbox.popleft()
        chat.alone = False
        if command is not None and command.query_id:
            said = (
                self._means.words.plain(found.toast, site.staff_language) if found.toast is not None else ""
            )
            self._presses.answer(site, chat.chat_id, [AnswerPress(command.query_id, said)])
        posts = zip(sent, letters, strict=True)
        self._deliveries.push(
            [
                Post(each, content.contents, private and number == 0)
                for number, (each, content) in enumerate(posts)
            ]
        )
        metrics.COMMANDS.labels(command.name if command is not None and answer is not None else "other").inc()
        return True

    def _letters(self, site: Site, answer: Answer, command: StaffCommand | None) -> list[Letter]:
        """The answer in words, as few messages as will hold it; a press has its own message changed."""
        if command is None or not answer.lines:
            return []
        words, language, now = self._means.words, site.staff_language, self._means.clock.now()
        said = list(pages([words.html(line, language) if line else "" for line in answer.lines]))
        reply_to, edits = (0, command.message_id) if command.query_id else (command.message_id, 0)
        buttons = inline_rows(words, language, answer.rows, 0)
        found: list[contents.Contents] = [
            contents.Told(
                Bubble(page, buttons if number == len(said) - 1 else ()),
                reply_to if number == 0 else 0,
                edits if number == 0 else 0,
                command.thread_id,
            )
            for number, page in enumerate(said)
        ]
        if answer.attachment is not None:
            file = answer.attachment
            found.append(
                contents.Attachment(
                    file.filename,
                    file.content,
                    picture=file.picture,
                    reply_to=command.message_id,
                    thread_id=command.thread_id,
                )
            )
        return [letter(each, now, now + _USEFUL) for each in found]


def _command_in(site: Site, row: InboxRow) -> StaffCommand | None:
    if row.kind not in ("update", "desk") or row.payload is None or site.desk is None:
        return None
    if not any(mark in row.payload for mark in _MARKS):
        return None
    try:
        command = staff_command_of(json.loads(row.payload))
    except ValueError:
        return None
    return command if command is not None and (row.kind == "desk" or site.desk.knows(command.name)) else None
