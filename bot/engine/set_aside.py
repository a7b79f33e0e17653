"""Setting aside what cannot be handled: kept with its error, the patient told, the staff alerted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.engine import contents
from bot.engine.effects import Letter, letter
from bot.engine.means import Means
from bot.engine.rendering import message_bubble
from bot.engine.site import Site
from bot.engine.stored_event import event_to_json
from bot.store import chats, inbox, outbox, poison
from bot.store.inbox import Arrival, InboxRow
from bot.store.outbox import OutboxRow
from bot.telegram.outgoing import Bubble
from dialogs.events import Stamp, Stumbled
from dialogs.screen import ObjectButton
from dialogs.text import text

RETRY: Final = "retry"
"""The action of the button with which a staff member has something tried again."""

SOURCE: Final = "set-aside"
"""Where the rows come from that tell a conversation of what was set aside."""

PATIENT_TEXTS: Final = ("stumbled",)
STAFF_TEXTS: Final = ("staff-set-aside", "staff-try-again", "staff-undelivered")
"""The texts that the engine says by itself, when the conversation cannot."""

_ALERT_USEFUL = timedelta(days=7)


def alert(means: Means, site: Site, chat_id: int, poison_id: str, *, again: bool) -> Letter:
    """Tells the staff that something was set aside; with `again`, they can have it tried once more."""
    rows = ((ObjectButton(text("staff-try-again"), RETRY, poison_id),),) if again else ()
    said = message_bubble(
        means.words, site.staff_language, text("staff-set-aside", reference=poison_id), rows, 0
    )
    return _for_staff(means, chat_id, said)


def undelivered(means: Means, site: Site, chat_id: int) -> Letter:
    """Tells the staff that a message did not reach a patient."""
    said = message_bubble(means.words, site.staff_language, text("staff-undelivered"), (), 0)
    return _for_staff(means, chat_id, said)


def apology(means: Means, language: str, now: datetime) -> Letter:
    """Tells the patient kindly, when the conversation itself cannot."""
    said = message_bubble(means.words, language, text("stumbled"), (), 0)
    return letter(contents.Message(said), now, now + _ALERT_USEFUL)


def send(
    connection: Connection, means: Means, clinic: str, chat_id: int, letters: Sequence[Letter]
) -> list[OutboxRow]:
    """Puts letters into the outbox of a chat beside its turns: the staff's, or one that has no turn."""
    last, owner = chats.number_outbox(connection, clinic, chat_id, len(letters))
    parcels = [each.parcel for each in letters]
    return outbox.add(connection, means.sealer, clinic, chat_id, last, parcels, owner)


def set_row_aside(
    connection: Connection,
    means: Means,
    row: InboxRow,
    poison_id: str,
    error: str,
    now: datetime,
    *,
    tell: bool,
) -> list[InboxRow]:
    """Moves a row of the inbox to where it blocks nobody. With `tell`, the conversation hears of it, and calls the
    staff."""
    what = poison.SetAside(
        row.clinic, poison_id, row.chat_id, row.kind, row.source, row.payload, row.received_at, row.seed
    )
    poison.add(connection, means.sealer, what, error, now)
    inbox.finish(connection, row.clinic, row.chat_id, row.seq, row.seq, now, "poison")
    if not tell:
        return []
    stumbled = Stumbled(Stamp(now, poison_id), poison_id, row.kind == "update", row.payload is not None)
    return _tell(connection, means, row.clinic, row.chat_id, stumbled)


def set_conversation_aside(
    connection: Connection,
    means: Means,
    clinic: str,
    chat_id: int,
    poison_id: str,
    stored: bytes,
    error: str,
    now: datetime,
) -> list[InboxRow]:
    """Keeps a stored conversation, still sealed, that cannot be read; the new one hears of it."""
    what = poison.SetAside(clinic, poison_id, chat_id, "conversation", "", stored, now, "")
    poison.add(connection, means.sealer, what, error, now)
    stumbled = Stumbled(Stamp(now, poison_id), poison_id, again=False)
    return _tell(connection, means, clinic, chat_id, stumbled)


def _tell(connection: Connection, means: Means, clinic: str, chat_id: int, event: Stumbled) -> list[InboxRow]:
    poison_id, now = event.poison_id, event.stamp.now
    arrival = Arrival(SOURCE, poison_id, "event", event_to_json(event), now, poison_id)
    return inbox.add(connection, means.sealer, clinic, chat_id, [arrival])


def _for_staff(means: Means, chat_id: int, said: Bubble) -> Letter:
    now = means.clock.now()
    return letter(contents.Message(said), now, now + _ALERT_USEFUL, about_chat_id=chat_id)
