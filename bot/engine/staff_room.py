"""How things reach the staff's group: a topic a case where the group is a forum, answers to a card where it is not.

Which of the two it is, is found out by trying. A topic that was deleted is made anew, with the card as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.engine.contents import (
    Attachment,
    Card,
    Contents,
    Copy,
    Line,
    Message,
    Reminder,
    Told,
    contents_from_json,
    contents_to_json,
)
from bot.engine.live_chat import LiveChat, Post
from bot.engine.means import Means
from bot.engine.rendering import message_bubble
from bot.engine.site import Site
from bot.engine.staff_order import case_of
from bot.engine.telling import tell
from bot.store import cases, chats, message_links, relays, settings
from bot.store.cases import Place
from bot.telegram.outgoing import (
    Bubble,
    CloseTopic,
    CopyMessage,
    Delivery,
    EditBubble,
    Gone,
    NoRight,
    NotForum,
    NoTopic,
    OpenTopic,
    Rejected,
    ReopenTopic,
    SendBubble,
    Sent,
    TryAgain,
)
from dialogs.text import text

_log = structlog.get_logger(__name__)

STAFF_TEXTS: Final = ("staff-no-topics", "staff-shut-out", "staff-reminders")
"""The texts that are said here without a conversation."""

_LONGEST_CAPTION = 1024
_FORUM_AGAIN = 600.0
"""Seconds after which a group that was no forum is tried again."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery. `place` is where the case is now, with `card` as it was just shown; `also` are rows
    that went along in the same message."""

    delivery: Delivery
    edited: bool = False
    place: Place | None = None
    card: Card | None = None
    also: tuple[Post, ...] = ()


class StaffRoom:
    """Delivers to the staff's group of each clinic. What was begun is finished, if need be with what is kept for
    dangers: a danger behind it would have to wait for it."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._plain_until: dict[int, float] = {}
        self._let_in: set[str] = set()

    async def deliver(self, site: Site, chat: LiveChat, posts: Sequence[Post], to: int) -> Delivered:
        """Sends what is in the rows (several are lines for one message), or edits what hangs there already."""
        post, case_id = posts[0], case_of(posts[0])
        contents = post.contents
        if isinstance(contents, Told | Attachment):
            return Delivered(*await tell(site.messenger, contents, to))
        if not case_id:
            return Delivered(await self._alone(site, contents, to))
        if isinstance(contents, Reminder) and len(posts) > 1:
            return await self._remind(site, posts, to)
        place, known = await self._known(chat.clinic, case_id, to)
        delivered = await self._to_case(site, chat, posts, place, known, to)
        if isinstance(delivered.delivery, NoTopic):
            # Somebody has deleted it: a new one, with the card first.
            await site.limits.acquire(to, "group", reserved=True)
            delivered = await self._to_case(site, chat, posts, Place(), known, to)
        if isinstance(delivered.delivery, NoRight | NoTopic):
            return replace(delivered, delivery=TryAgain(delivered.delivery.reason))
        return delivered

    async def _alone(self, site: Site, contents: Contents | None, to: int) -> Delivery:
        """What is about no case."""
        if not isinstance(contents, Message):
            return Rejected("not for the staff")
        deliver, bubble = site.messenger.deliver, contents.bubble
        delivery = await deliver(to, SendBubble(bubble, contents.reply_to, contents.thread_id))
        return await deliver(to, SendBubble(bubble)) if isinstance(delivery, NoTopic) else delivery

    async def _remind(self, site: Site, posts: Sequence[Post], to: int) -> Delivered:
        """One message about many cases, which calls everybody once."""
        reminders = [post.contents for post in posts if isinstance(post.contents, Reminder)]
        head = self._means.words.html(text("staff-reminders", count=len(reminders)), site.staff_language)
        who = dict.fromkeys(each.who_html for each in reminders)
        said = Bubble("\n".join((head, *(each.line_html for each in reminders), *who)))
        return Delivered(await site.messenger.deliver(to, SendBubble(said)), also=tuple(posts[1:]))

    async def _to_case(
        self, site: Site, chat: LiveChat, posts: Sequence[Post], place: Place, known: Card | None, to: int
    ) -> Delivered:
        post, case_id = posts[0], case_of(posts[0])
        card = post.contents if isinstance(post.contents, Card) else known
        about = chats.key(chat.clinic, post.row.parcel.about_chat_id)
        placed = await self._with_topic(site, chat.clinic, case_id, about, place, card, to)
        if not isinstance(placed, Place):
            return Delivered(placed)
        if not placed.message_id and known is not None and not isinstance(post.contents, Card):
            hung = await self._hang(site, known, placed, to)
            if hung.place is None:
                return hung
            placed = hung.place
            await self._put(chat.clinic, case_id, about, placed, known)
            await site.limits.acquire(to, "group", reserved=True)
        return await self._deliver(site, chat, posts, placed, known, to)

    async def _known(self, clinic: str, case_id: str, to: int) -> tuple[Place, Card | None]:
        """Where the case is in that chat, and its card as it was shown last."""
        sealer = self._means.sealer

        def unit(connection: Connection) -> tuple[Place, bytes | None]:
            place = cases.place_of(connection, clinic, case_id)
            return place, cases.card_of(connection, sealer, clinic, case_id)

        place, stored = await self._means.database.read(unit)
        card = contents_from_json("card", stored)
        return place if place.chat_id == to else Place(), card if isinstance(card, Card) else None

    async def _with_topic(
        self, site: Site, clinic: str, case_id: str, about: str, place: Place, card: Card | None, to: int
    ) -> Place | Delivery:
        """The place with a topic, where the group has topics; a delivery that has to be repeated."""
        if place.topic_id or place.message_id or self._is_plain(to):
            return replace(place, chat_id=to)
        await site.limits.acquire(to, "topic", reserved=True)
        name = card.topic if card is not None else ""
        delivery = await site.messenger.deliver(to, OpenTopic(name or f"#{case_id}"))
        match delivery:
            case Sent(message_id=topic_id):
                placed = Place(to, 0, topic_id)
                await self._opened(clinic, case_id, about, placed, card)
                await self._may_again(clinic)
                return placed
            case NotForum():
                self._plain(to)
                return replace(place, chat_id=to)
            case NoRight() | Rejected() | Gone() | NoTopic():
                self._plain(to)
                await self._may_not(site, clinic, to, delivery.reason)
                return replace(place, chat_id=to)
            case _:
                return delivery

    async def _deliver(
        self,
        site: Site,
        chat: LiveChat,
        posts: Sequence[Post],
        place: Place,
        known: Card | None,
        to: int,
    ) -> Delivered:
        deliver, post = site.messenger.deliver, posts[0]
        thread, under = place.topic_id or None, None if place.topic_id else place.message_id or None
        tag = "" if thread else f"\n#{case_of(post)}"
        match post.contents:
            case Card() as card:
                return await self._card(site, card, place, known, to)
            case Message(bubble) | Reminder(bubble):
                # An answer to it must find its case whatever is on record of the message.
                said = replace(bubble, html=bubble.html + tag)
                return Delivered(await deliver(to, SendBubble(said, under, thread)), place=place)
            case Line() as line:
                answered = await self._answered(
                    chat, post, line.message_id if line.edited else line.reply_to, to
                )
                html = "\n".join(each.contents.html for each in posts if isinstance(each.contents, Line))
                sent = await deliver(to, SendBubble(Bubble(html + tag), answered or under, thread))
                return Delivered(sent, place=place, also=tuple(posts[1:]))
            case Copy(message_id, _, reply_to, caption, again):
                answered = await self._answered(chat, post, reply_to, to)
                origin = post.row.parcel.about_chat_id
                signed = f"{caption}{tag}".strip() if tag and caption is not None else None
                if signed is not None and len(signed) > _LONGEST_CAPTION:
                    signed = None
                copy = CopyMessage(origin, message_id, answered or under, thread, signed, again)
                return Delivered(await deliver(to, copy), place=place)
            case _:
                return Delivered(Rejected("not for the staff"))

    async def _card(self, site: Site, card: Card, place: Place, known: Card | None, to: int) -> Delivered:
        deliver = site.messenger.deliver
        if place.topic_id and known is not None and known.over and not card.over:
            await deliver(to, ReopenTopic(place.topic_id))
            await site.limits.acquire(to, "group", reserved=True)
        if place.message_id:
            delivery = await deliver(to, EditBubble(place.message_id, card.bubble))
            if not isinstance(delivery, Gone | Rejected):
                if card.over and place.topic_id and isinstance(delivery, Sent):
                    await site.limits.acquire(to, "group", reserved=True)
                    await deliver(to, CloseTopic(place.topic_id))
                return Delivered(delivery, edited=True, place=place, card=card)
            await site.limits.acquire(to, "group", reserved=True)
        return await self._hang(site, card, place, to)

    async def _hang(self, site: Site, card: Card, place: Place, to: int) -> Delivered:
        delivery = await site.messenger.deliver(to, SendBubble(card.bubble, thread_id=place.topic_id or None))
        if not isinstance(delivery, Sent):
            return Delivered(delivery)
        return Delivered(delivery, place=replace(place, message_id=delivery.message_id), card=card)

    async def _answered(self, chat: LiveChat, post: Post, message_id: int | None, to: int) -> int | None:
        """The message of the staff chat that a message of the patient's is."""
        if message_id is None:
            return None
        about = post.row.parcel.about_chat_id
        return await self._means.database.read(
            lambda connection: relays.with_staff(connection, chat.clinic, about, message_id, to)
        )

    async def _opened(self, clinic: str, case_id: str, about: str, place: Place, card: Card | None) -> None:
        """The case has a topic. What is still on its way from one that it had finds it, too."""
        now = self._means.clock.now()

        def unit(connection: Connection) -> None:
            message_links.link_case(connection, clinic, place.chat_id, place.topic_id, case_id, now)

        await self._put(clinic, case_id, about, place, card)
        await self._means.database.write(unit, about)

    async def _put(self, clinic: str, case_id: str, about: str, place: Place, card: Card | None) -> None:
        sealer = self._means.sealer
        shown = None if card is None else contents_to_json(card)

        def unit(connection: Connection) -> None:
            cases.put_at(connection, sealer, clinic, case_id, place, shown)

        await self._means.database.write(unit, about)

    def _is_plain(self, to: int) -> bool:
        return self._plain_until.get(to, -1.0) > self._means.clock.steady()

    def _plain(self, to: int) -> None:
        self._plain_until[to] = self._means.clock.steady() + _FORUM_AGAIN

    async def _may_not(self, site: Site, clinic: str, to: int, reason: str) -> None:
        """A right was lost: that is said once, until it is there again."""

        _log.warning("no_topics", clinic=clinic, reason=reason)
        if await self._say_once(clinic, settings.NO_TOPICS):
            said = message_bubble(self._means.words, site.staff_language, text("staff-no-topics"), (), 0)
            await site.messenger.deliver(to, SendBubble(said))
            await self._tell_owner(site, said)

    async def _may_again(self, clinic: str) -> None:
        await self._take_back(clinic, settings.NO_TOPICS)

    async def shut_out(self, site: Site, reason: str) -> None:
        """Nothing reaches the group: its owner is told once, in their own chat with the bot if there is one."""
        clinic = site.clinic.id
        _log.error("staff_chat_unreachable", clinic=clinic, reason=reason)
        self._let_in.discard(clinic)
        if await self._say_once(clinic, settings.SHUT_OUT):
            said = message_bubble(self._means.words, site.staff_language, text("staff-shut-out"), (), 0)
            await self._tell_owner(site, said)

    async def let_in(self, clinic: str) -> None:
        """Something has reached the group."""
        if clinic not in self._let_in:
            self._let_in.add(clinic)
            await self._take_back(clinic, settings.SHUT_OUT)

    async def _tell_owner(self, site: Site, said: Bubble) -> None:
        owner = await site.owner()
        if owner is None:
            return
        delivery = await site.messenger.deliver(owner, SendBubble(said))
        if not isinstance(delivery, Sent):
            _log.warning("owner_not_told", clinic=site.clinic.id, reason=type(delivery).__name__)

    async def _say_once(self, clinic: str, name: str) -> bool:
        def unit(connection: Connection) -> bool:
            if settings.get(connection, clinic, name):
                return False
            settings.put(connection, clinic, name, "said")
            return True

        return await self._means.database.write(unit, f"setting {clinic} {name}")

    async def _take_back(self, clinic: str, name: str) -> None:
        def unit(connection: Connection) -> None:
            if settings.get(connection, clinic, name):
                settings.put(connection, clinic, name, "")

        await self._means.database.write(unit, f"setting {clinic} {name}")


def note_sent(
    connection: Connection, means: Means, clinic: str, to: int, posts: Sequence[Post], delivered: Delivered
) -> None:
    """What the staff's group has got: where the case is now, and which message of the patient's is which there."""
    sent, contents = delivered.delivery, posts[0].contents
    case_id = case_of(posts[0])
    if not case_id or not isinstance(sent, Sent):
        return
    if delivered.place is not None and isinstance(contents, Card):
        shown = contents_to_json(contents)
        cases.put_at(connection, means.sealer, clinic, case_id, delivered.place, shown)
    about, ids = posts[0].row.parcel.about_chat_id, [_message_of(post.contents) for post in posts]
    if about and sent.message_id and not (isinstance(contents, Line) and contents.edited):
        wanted = [message_id for message_id in ids if message_id]
        relays.note(connection, clinic, about, wanted, to, sent.message_id, means.clock.now())


def _message_of(contents: Contents | None) -> int:
    return contents.message_id if isinstance(contents, Line | Copy) else 0


def keys_of(clinic: str, posts: Sequence[Post]) -> list[str]:
    """What a unit that writes `note_sent` names besides the staff's chat."""
    about = posts[0].row.parcel.about_chat_id
    return [chats.key(clinic, about)] if about and case_of(posts[0]) else []
