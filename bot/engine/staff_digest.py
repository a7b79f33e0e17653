"""The digest: while many cards cannot be hung yet, one message in the staff chat tells how many cases wait, and which.

It is edited as the cards are hung, and says in the end that they all hang. What is on record of it outlives the
process; a send whose outcome nobody knows is repeated once, and then left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.engine.contents import Card
from bot.engine.live_chat import LiveChat, Post
from bot.engine.means import Means
from bot.engine.rendering import message_bubble
from bot.engine.site import Site
from bot.store import cases, settings
from bot.store.cases import Unhung
from bot.telegram.outgoing import Delivery, EditBubble, Gone, Rejected, SendBubble, Sent, TryAgain
from dialogs.text import Clock, Text, lines, text

_log = structlog.get_logger(__name__)

STAFF_TEXTS: Final = ("staff-digest", "staff-digest-line", "staff-digest-more", "staff-digest-over")
"""The texts that are said here without a conversation."""

MANY = 5
"""So many cards may wait without a word."""

_LINES = 20
_SENDS = 2


@dataclass(frozen=True, slots=True)
class _Told:
    """The digest that is open in a chat. `message_id` is 0 as long as nobody knows that it was sent, which was begun
    `sends` times."""

    chat_id: int
    message_id: int = 0
    sends: int = 0

    def as_setting(self) -> str:
        return f"{self.chat_id}:{self.message_id}:{self.sends}"


class StaffDigest:
    """Tells the staff of each clinic what waits. Used by whoever serves the staff chat."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._known: dict[str, tuple[int, _Told | None]] = {}
        self._again_at: dict[str, float] = {}

    async def is_open(self, chat: LiveChat) -> bool:
        """Whether a digest hangs there that is to be ended."""
        return await self._told(chat) is not None

    def pause(self, chat: LiveChat) -> float:
        """Seconds until the digest may be sent or edited (again)."""
        return max(0.0, self._again_at.get(chat.clinic, 0.0) - self._means.clock.steady())

    async def tell(self, site: Site, chat: LiveChat, to: int) -> Delivery | None:
        """Sends or edits the digest if it is time; what became of that, or `None` where there is nothing to tell. A
        message of the group's limit is spent by the caller."""
        if self.pause(chat) > 0:
            return None
        candidates = _hanging_nowhere(chat.outbox)
        told = await self._told(chat)
        if told is None and not self._is_rush(candidates.values()):
            return None
        waiting = await self._waiting(chat, candidates, to)
        if told is None and len(waiting) <= MANY:
            self._wait(chat)
            return None
        if told is None or told.chat_id != to:
            told = _Told(to)
        delivery = await self._show(site, chat, told, waiting, to)
        self._wait(chat)
        return delivery

    def _is_rush(self, posts: Iterable[Post]) -> bool:
        """Many, and not just because they came together."""
        made = [post.row.parcel.made_at for post in posts]
        waited = (self._means.clock.now() - min(made)).total_seconds() if made else 0.0
        return len(made) > MANY and waited >= self._means.timing.digest_after

    def _wait(self, chat: LiveChat) -> None:
        self._again_at[chat.clinic] = self._means.clock.steady() + self._means.timing.digest_pause

    async def _show(
        self, site: Site, chat: LiveChat, told: _Told, waiting: list[Unhung], to: int
    ) -> Delivery | None:
        said = text("staff-digest-over") if not waiting else self._said(site, waiting)
        bubble = message_bubble(self._means.words, site.staff_language, said, (), 0)
        if told.message_id:
            delivery = await site.messenger.deliver(to, EditBubble(told.message_id, bubble))
            if isinstance(delivery, Gone | Rejected):
                # Whoever took it away does not want it.
                await self._keep(chat, None if not waiting else replace(told, message_id=0, sends=_SENDS))
            elif not waiting and isinstance(delivery, Sent):
                await self._keep(chat, None)
            return delivery
        if not waiting:
            await self._keep(chat, None)
            return None
        if told.sends >= _SENDS:
            return None
        await self._keep(chat, replace(told, sends=told.sends + 1))
        delivery = await site.messenger.deliver(to, SendBubble(bubble))
        if isinstance(delivery, Sent):
            await self._keep(chat, replace(told, message_id=delivery.message_id, sends=told.sends + 1))
            _log.info("staff_told_of_rush", clinic=chat.clinic, count=len(waiting))
        elif not (isinstance(delivery, TryAgain) and delivery.perhaps):
            await self._keep(chat, told if told.sends else None)
        return delivery

    def _said(self, site: Site, waiting: list[Unhung]) -> Text:
        zone = site.clinic.zone
        shown: list[Text | str] = [
            text("staff-digest-line", since=Clock(each.opened_at, zone), cause=text(f"cause-{each.cause}"))
            for each in waiting[:_LINES]
        ]
        if len(waiting) > _LINES:
            shown.append(text("staff-digest-more", count=len(waiting) - _LINES))
        return text("staff-digest", count=len(waiting), cases=lines(*shown))

    async def _waiting(self, chat: LiveChat, candidates: dict[str, Post], to: int) -> list[Unhung]:
        """The cases whose cards hang nowhere, dangers first, then those that wait longest."""
        if not candidates:
            return []
        found = await self._means.database.read(
            lambda connection: cases.unhung(connection, chat.clinic, list(candidates), to)
        )
        return sorted(found, key=_urgency)

    async def _told(self, chat: LiveChat) -> _Told | None:
        """What is on record, read anew by whoever has come to serve the chat."""
        known = self._known.get(chat.clinic)
        if known is None or known[0] != chat.epoch:
            stored = await self._means.database.read(
                lambda connection: settings.get(connection, chat.clinic, settings.STAFF_DIGEST)
            )
            known = self._known[chat.clinic] = (chat.epoch, _from_setting(stored))
        return known[1]

    async def _keep(self, chat: LiveChat, told: _Told | None) -> None:
        def unit(connection: Connection) -> None:
            value = "" if told is None else told.as_setting()
            settings.put(connection, chat.clinic, settings.STAFF_DIGEST, value)

        await self._means.database.write(unit, f"setting {chat.clinic} {settings.STAFF_DIGEST}")
        self._known[chat.clinic] = (chat.epoch, told)


def _hanging_nowhere(posts: Iterable[Post]) -> dict[str, Post]:
    """The first waiting card of each case, in their order."""
    found: dict[str, Post] = {}
    for post in posts:
        if isinstance(post.contents, Card) and not post.contents.over:
            found.setdefault(post.contents.case_id, post)
    return found


def _urgency(case: Unhung) -> tuple[bool, datetime]:
    return not case.urgent, case.opened_at


def _from_setting(stored: str | None) -> _Told | None:
    if not stored:
        return None
    chat_id, message_id, sends = map(int, stored.split(":"))
    return _Told(chat_id, message_id, sends)
