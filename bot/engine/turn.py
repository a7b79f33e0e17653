"""One batch of a chat's rows, computed: pure work for a thread, from rows to what the commit writes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, get_args

from bot.engine.effects import Wishes, changes_world, wishes_of
from bot.engine.site import Site
from bot.engine.stored_event import event_from_json
from bot.store.inbox import InboxRow
from bot.telegram.again import Again, sendable_in
from bot.telegram.incoming import event_of, media_group_of, newest_message_of
from dialogs.conversation import Conversation, Turn
from dialogs.effects import Toast
from dialogs.events import (
    Blocked,
    Event,
    MediaSent,
    ObjectPressed,
    PatientAct,
    Pressed,
    SlotTaken,
    StaffActed,
    Stamp,
    Unblocked,
)
from dialogs.slots import SlotKey
from dialogs.words import Words
from dialogs.world import World

Advance = Callable[[Conversation, Event, World], Turn]

_PATIENT_ACTS: Final = get_args(PatientAct)


class RowUnreadable(ValueError):
    """What a row of the inbox holds does not open, or is no event of any kind."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Rows `first` to `last`, read: one event, or none when nothing was said or done in them. `sendable` are those of
    its messages that can be sent again."""

    first: int
    last: int
    received_at: datetime
    seed: str
    event: Event | None
    newest_message_id: int
    sendable: Mapping[int, Again]


@dataclass(frozen=True, slots=True)
class Done:
    """A turn, or a row that needed none (`wishes` is `None`)."""

    heard: Heard
    conversation: Conversation
    wishes: Wishes | None

    @property
    def by_patient(self) -> bool:
        return isinstance(self.heard.event, _PATIENT_ACTS)

    @property
    def reachable(self) -> bool | None:
        """Whether the event shows that the patient can, or cannot, be reached."""
        if self.by_patient or isinstance(self.heard.event, Unblocked):
            return True
        return False if isinstance(self.heard.event, Blocked) else None


@dataclass(frozen=True, slots=True)
class Failure:
    """The row at which a batch stopped, and why."""

    row: InboxRow
    error: Exception


@dataclass(frozen=True, slots=True)
class Batch:
    """Turns in order; with a failure, those before it."""

    done: tuple[Done, ...]
    failure: Failure | None = None


def compute(
    rows: Sequence[InboxRow],
    conversation: Conversation,
    world: World,
    *,
    site: Site,
    words: Words,
    chat_id: int,
    staff_chat_id: int,
    advance: Advance,
    now: datetime,
    full: SlotKey | None = None,
) -> Batch:
    """The turns of the rows, up to one after which the world must be looked at again, or to one that fails.

    With `full`, the last row's turn is that of `SlotTaken` instead: the slot that it wanted has no place left.
    """
    done: list[Done] = []
    groups = list(_albums(rows))
    for number, group in enumerate(groups):
        try:
            heard = _read(group, site, staff_chat_id)
            if full is not None and number == len(groups) - 1:
                stamp = heard.event.stamp if heard.event else Stamp(heard.received_at, heard.seed)
                turn = advance(conversation, SlotTaken(stamp, full), world)
                turn = replace(turn, effects=(*turn.effects, *_empty_toast(heard.event, turn)))
            elif heard.event is None:
                done.append(Done(heard, conversation, None))
                continue
            else:
                turn = advance(conversation, heard.event, world)
                turn = replace(turn, effects=(*turn.effects, *_empty_toast(heard.event, turn)))
            wishes = wishes_of(turn, site, words, chat_id, now, heard.sendable)
        except Exception as error:  # noqa: BLE001 - the row is tried again, and set aside if that does not help
            return Batch(tuple(done), Failure(group[0], error))
        conversation = turn.conversation
        done.append(Done(heard, conversation, wishes))
        if changes_world(wishes.records):
            break
    return Batch(tuple(done))


def wishes_in(done: Sequence[Done]) -> list[Wishes]:
    """The wishes of a batch, in which only the last question is still worth sending."""
    wishes: list[Wishes] = []
    asked_later = False
    for each in reversed(done):
        if each.wishes is None:
            continue
        letters = each.wishes.to_patient
        others = tuple(letter for letter in letters if letter.parcel.kind != "question")
        wishes.append(replace(each.wishes, to_patient=others) if asked_later else each.wishes)
        asked_later = asked_later or len(others) < len(letters)
    return wishes[::-1]


def _albums(rows: Sequence[InboxRow]) -> list[list[InboxRow]]:
    """The rows, those of one album together."""
    groups: list[list[InboxRow]] = []
    last: str | None = None
    for row in rows:
        album = album_of(row)
        if album is not None and album == last:
            groups[-1].append(row)
        else:
            groups.append([row])
        last = album
    return groups


def album_of(row: InboxRow) -> str | None:
    """The album that a row is part of."""
    if row.kind != "update" or row.payload is None or b'"media_group_id"' not in row.payload:
        return None
    try:
        raw = json.loads(row.payload)
    except ValueError:
        return None
    return media_group_of(raw)


def _read(group: Sequence[InboxRow], site: Site, staff_chat_id: int) -> Heard:
    events: list[Event] = []
    newest, sendable = 0, dict[int, Again]()
    for row in group:
        event, message_id, found = _read_row(row, site, staff_chat_id)
        newest = max(newest, message_id)
        sendable.update(found)
        if event is not None:
            events.append(event)
    first = group[0]
    event = events[0] if events else None
    media = [each for each in events if isinstance(each, MediaSent)]
    if isinstance(event, MediaSent) and len(media) > 1:
        event = replace(
            event,
            message_ids=tuple(message_id for each in media for message_id in each.message_ids),
            caption=next((each.caption for each in media if each.caption), ""),
        )
    return Heard(first.seq, group[-1].seq, first.received_at, first.seed, event, newest, sendable)


def _read_row(row: InboxRow, site: Site, staff_chat_id: int) -> tuple[Event | None, int, Mapping[int, Again]]:
    """The row's event, the id of the message that it put into the patient's chat, and what of it can be sent again."""
    if row.payload is None:
        raise RowUnreadable("what the row holds does not open")
    match row.kind:
        case "update":
            raw = json.loads(row.payload)
            event = event_of(raw, row.received_at, row.seed, staff_chat_id=staff_chat_id, bot_id=site.bot_id)
            return event, newest_message_of(raw) or 0, sendable_in(raw)
        case "staff":
            stored = json.loads(row.payload)
            event = event_of(
                stored["update"],
                row.received_at,
                row.seed,
                staff_chat_id=stored["staff_chat_id"],
                bot_id=site.bot_id,
                case_id=stored["case_id"],
            )
            return event, 0, sendable_in(stored["update"])
        case "event":
            return event_from_json(row.payload, Stamp(row.received_at, row.seed)), 0, {}
        case other:
            raise RowUnreadable(f"a row of kind {other!r}")


def _empty_toast(event: Event | None, turn: Turn) -> tuple[Toast, ...]:
    """A press that its turn says nothing to is answered all the same."""
    if not isinstance(event, Pressed | ObjectPressed | StaffActed):
        return ()
    if any(isinstance(effect, Toast) and effect.query_id == event.query_id for effect in turn.effects):
        return ()
    return (Toast(event.query_id),)
