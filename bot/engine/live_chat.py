"""A chat while this worker serves it: what the store has, kept in memory under the fence of its epoch."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.engine.contents import Contents, contents_from_json
from bot.engine.world import View
from bot.store import chats
from bot.store.chats import ChatRecord, Fence
from bot.store.inbox import InboxRow
from bot.store.outbox import OutboxRow
from dialogs.conversation import Conversation

KEPT = 4096
"""Idle chats that stay in memory."""


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the outbox with what is in it (`None` if that cannot be read). `first`: it answers an update first."""

    row: OutboxRow
    contents: Contents | None
    first: bool = False


@dataclass(slots=True, eq=False)
class LiveChat:
    """`inbox` and `outbox` are the rows that wait, in order, as far as they are known: the store is the truth, and
    is asked again whenever a number is missing (`inbox_whole`, `outbox_whole`)."""

    clinic: str
    chat_id: int
    owner: str
    epoch: int = 0
    owned: bool = False
    stored: bytes | None = None
    conversation: Conversation | None = None
    version: int = 0
    language: str | None = None
    last_act_at: datetime | None = None
    unreachable_at: datetime | None = None
    screen_message_id: int = 0
    screen_buttons: bool = False
    newest_message_id: int = 0
    keyboard: bool = False
    view: View | None = None
    view_read_at: float = 0.0
    inbox: deque[InboxRow] = field(default_factory=deque)
    inbox_tail: int = 0
    inbox_whole: bool = False
    inbox_pushes: int = 0
    outbox: deque[Post] = field(default_factory=deque)
    outbox_tail: int = 0
    outbox_whole: bool = False
    outbox_pushes: int = 0
    turn_task: "asyncio.Task[None] | None" = None
    send_task: "asyncio.Task[None] | None" = None
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    pushed: asyncio.Event = field(default_factory=asyncio.Event)
    alone: bool = False
    """The next batch has one row only, so that a failure names its row."""

    @property
    def key(self) -> str:
        """What a unit that writes anything of the chat names."""
        return chats.key(self.clinic, self.chat_id)

    @property
    def fence(self) -> Fence:
        return Fence(self.clinic, self.chat_id, self.owner, self.epoch)

    @property
    def idle(self) -> bool:
        return self.turn_task is None and self.send_task is None and not self.inbox and not self.outbox

    def take(self, record: ChatRecord) -> None:
        """The chat is this worker's from now on."""
        self.epoch = record.epoch
        self.owned = True
        self.stored = record.conversation
        self.conversation = None
        self.view = None
        self.version = record.version
        self.language = record.language
        self.last_act_at = record.last_act_at
        self.unreachable_at = record.unreachable_at
        self.screen_message_id = record.screen_message_id
        self.screen_buttons = record.screen_buttons
        self.newest_message_id = record.newest_message_id
        self.keyboard = record.keyboard
        self.inbox_tail = record.inbox_seq
        self.outbox_tail = record.outbox_seq

    def lose(self) -> None:
        """The chat is somebody else's, or was: nothing known of it holds."""
        self.owned = False
        self.stored = None
        self.conversation = None
        self.view = None
        self.inbox.clear()
        self.outbox.clear()
        self.inbox_whole = False
        self.outbox_whole = False

    def refill_inbox(self, rows: list[InboxRow], most: int, pushes: int) -> None:
        """The rows that wait, as the store had them after `pushes` pushes, where at most `most` were asked for."""
        self.inbox = deque(rows)
        self.inbox_whole = len(rows) < most and self.inbox_pushes == pushes
        if rows:
            self.inbox_tail = max(rows[-1].seq, self.inbox_tail) if self.inbox_whole else rows[-1].seq

    def refill_outbox(self, rows: list[OutboxRow], pushes: int) -> None:
        self.outbox = deque(
            Post(row, contents_from_json(row.parcel.kind, row.parcel.payload)) for row in rows
        )
        self.outbox_whole = self.outbox_pushes == pushes
        if rows:
            self.outbox_tail = max(rows[-1].seq, self.outbox_tail)

    def push_inbox(self, row: InboxRow) -> None:
        """A row that was committed just now. One out of its order is left to the next refill."""
        self.inbox_pushes += 1
        if not self.owned or not self.inbox_whole or row.seq <= self.inbox_tail:
            return
        if row.seq == self.inbox_tail + 1:
            self.inbox.append(row)
            self.inbox_tail = row.seq
        else:
            self.inbox_whole = False

    def told_of_inbox(self) -> None:
        """Another process has put rows into the inbox."""
        self.inbox_pushes += 1
        self.inbox_whole = False

    def told_of_outbox(self) -> None:
        """Another process has put rows into the outbox."""
        self.outbox_pushes += 1
        self.outbox_whole = False
        self.pushed.set()

    def push_outbox(self, post: Post) -> None:
        self.outbox_pushes += 1
        self.pushed.set()
        if not self.owned or not self.outbox_whole or post.row.seq <= self.outbox_tail:
            return
        if post.row.seq == self.outbox_tail + 1:
            self.outbox.append(post)
            self.outbox_tail = post.row.seq
        else:
            self.outbox_whole = False


class LiveChats:
    """The chats in memory, by clinic and id."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._chats: dict[tuple[str, int], LiveChat] = {}

    def __len__(self) -> int:
        return len(self._chats)

    def __iter__(self) -> Iterator[LiveChat]:
        return iter(list(self._chats.values()))

    def get(self, clinic: str, chat_id: int) -> LiveChat | None:
        return self._chats.get((clinic, chat_id))

    def of(self, clinic: str, chat_id: int) -> LiveChat:
        """The chat, which comes into memory if it was not there."""
        chat = self._chats.get((clinic, chat_id))
        if chat is None:
            if len(self._chats) >= 2 * KEPT:
                self._forget_idle()
            chat = self._chats[(clinic, chat_id)] = LiveChat(clinic, chat_id, self.owner)
        return chat

    def lose_all(self, owner: str) -> None:
        """This worker was thought dead: it goes on as another."""
        self.owner = owner
        for chat in self._chats.values():
            chat.lose()
            chat.owner = owner

    def _forget_idle(self) -> None:
        """The chats that have been in memory longest go first; nothing of them is only in memory."""
        for key in [key for key, chat in self._chats.items() if chat.idle][: len(self._chats) - KEPT]:
            del self._chats[key]
