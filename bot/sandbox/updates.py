"""The queue of updates of one bot, taken by long polling or delivered to a webhook, never both."""

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.changes import Changes
from bot.sandbox.refusal import Refused, bad_request

Json = dict[str, Any]
Lane = tuple[Literal["chat", "user"], int]
"""What is delivered in order: the messages of a chat, the presses of a user."""

MESSAGE_LIFE = timedelta(hours=24)
PRESS_LIFE = timedelta(seconds=150)

_OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LONGEST_POLL = 50
_LONGEST_PAUSE = 60.0
_LONGEST_RETRY_AFTER = 3600.0
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that the bot has not confirmed."""

    update_id: int
    body: Json
    lane: Lane
    expires: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are delivered."""

    url: str
    secret_token: str | None
    max_connections: int


class UpdateQueue:
    """Updates wait here until they are confirmed by an offset, acknowledged with 2xx, or too old.

    `first_pause` is the second pause of the webhook's retries in seconds (the first retry is at once, then
    pauses double up to a minute); `on_reply` is given the method call that a webhook answered with.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        changes: Changes,
        *,
        first_update_id: int,
        first_pause: float,
        delivery_timeout: float,
        on_reply: Callable[[Json], None],
    ) -> None:
        self._clock = clock
        self._changes = changes
        self._next_id = first_update_id
        self._first_pause = first_pause
        self._delivery_timeout = delivery_timeout
        self._on_reply = on_reply
        self._waiting: dict[int, Waiting] = {}
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._closed = False
        self._paused = False
        self.webhook: Webhook | None = None
        self.delivered = 0
        self._lanes: dict[Lane, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)
        self._last_error: tuple[datetime, str] | None = None

    @property
    def pending(self) -> list[Json]:
        """The updates that the bot has not taken yet, oldest first."""
        return [waiting.body for waiting in self._waiting.values()]

    # Coming in

    def push(self, kind: str, body: Json, lane: Lane, life: timedelta = MESSAGE_LIFE) -> int | None:
        """Queues an update and returns its id; None when the bot does not want this kind."""
        if not self._wanted(kind):
            return None
        update_id, self._next_id = self._next_id, self._next_id + 1
        waiting = Waiting(update_id, {"update_id": update_id, kind: body}, lane, self._clock() + life)
        self._waiting[update_id] = waiting
        if self.webhook is not None:
            if not self._paused:
                self._enlist(waiting)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        return update_id

    def _wanted(self, kind: str) -> bool:
        return kind not in _OFF_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def allow(self, kinds: object) -> None:
        """Which kinds of updates the bot wants from now on; None leaves it as it was, [] is the default."""
        if kinds is None:
            return
        if not isinstance(kinds, list):
            raise bad_request("allowed_updates must be an Array of String")
        self._allowed = frozenset(str(kind) for kind in kinds) if kinds else None

    def _expire(self) -> None:
        now = self._clock()
        for old in [waiting for waiting in self._waiting.values() if waiting.expires <= now]:
            del self._waiting[old.update_id]

    # Long polling

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """What getUpdates answers. Raises `Refused` when a newer poll or a webhook takes over."""
        if self.webhook is not None:
            raise Refused(
                409,
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll()
        self._confirm(offset)
        self._expire()
        if not self._waiting and seconds > 0 and not self._closed:
            poll = self._poll = asyncio.get_running_loop().create_future()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, _LONGEST_POLL)):
                    await poll
            if self._poll is poll:
                self._poll = None
            self._expire()
        limit = limit if 1 <= limit <= 100 else 100
        batch: list[Json] = []
        for waiting in self._waiting.values():
            if len(batch) == limit:
                break
            batch.append(waiting.body)
        return batch

    def _end_poll(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                Refused(
                    409,
                    "terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            )
        self._poll = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            confirmed = list(self._waiting)[:offset]
        else:
            confirmed = []
            for update_id in self._waiting:
                if update_id >= offset:
                    break
                confirmed.append(update_id)
        for update_id in confirmed:
            del self._waiting[update_id]
        if confirmed:
            self.delivered += len(confirmed)
            self._changes.announce()

    # Webhook

    def set_webhook(self, url: str, secret_token: str | None, max_connections: int) -> None:
        """Delivers to this address from now on, beginning with what waits. Raises `Refused`."""
        parts = urlsplit(url)
        loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret_token is not None and not _SECRET.fullmatch(secret_token):
            raise bad_request("secret token contains unallowed characters")
        self._stop_lanes()
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, "terminated by setWebhook request"))
        self._poll = None
        most = min(max(max_connections, 1), 100)
        self.webhook = Webhook(url, secret_token, most)
        self._slots = asyncio.Semaphore(most)
        self._last_error = None
        self.resume()

    def pause(self) -> None:
        """Delivers nothing to a webhook for now; updates wait."""
        self._paused = True
        self._stop_lanes()

    def resume(self) -> None:
        """Delivers again, beginning with what waits."""
        self._paused = False
        if self.webhook is not None:
            for waiting in list(self._waiting.values()):
                self._enlist(waiting)

    def delete_webhook(self) -> None:
        """Updates wait for polling again."""
        self._stop_lanes()
        self.webhook = None

    def drop_pending(self) -> None:
        """Forgets what waits."""
        self._waiting.clear()
        for lane in self._lanes.values():
            lane.clear()

    def info(self) -> Json:
        """A Bot API WebhookInfo."""
        self._expire()
        value: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._waiting),
        }
        if self.webhook is not None:
            value["max_connections"] = self.webhook.max_connections
        if self._last_error is not None:
            at, message = self._last_error
            value |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
        if self._allowed is not None:
            value["allowed_updates"] = sorted(self._allowed)
        return value

    def _enlist(self, waiting: Waiting) -> None:
        lane = self._lanes.get(waiting.lane)
        if lane is not None:
            lane.append(waiting)
            return
        self._lanes[waiting.lane] = deque([waiting])
        task = asyncio.create_task(self._run_lane(waiting.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop_lanes(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()

    async def _run_lane(self, lane: Lane) -> None:
        queue = self._lanes[lane]
        while queue:
            waiting = queue[0]
            if waiting.update_id in self._waiting:
                await self._deliver(waiting)
            if queue and queue[0] is waiting:
                queue.popleft()
        del self._lanes[lane]

    async def _deliver(self, waiting: Waiting) -> None:
        pause = 0.0
        while waiting.update_id in self._waiting and self.webhook is not None:
            if waiting.expires <= self._clock():
                self._waiting.pop(waiting.update_id, None)
                return
            async with self._slots:
                retry_after = await self._post(self.webhook, waiting)
            if retry_after is None:
                self._waiting.pop(waiting.update_id, None)
                self.delivered += 1
                self._changes.announce()
                return
            await asyncio.sleep(retry_after or pause)
            pause = min(pause * 2 or self._first_pause, _LONGEST_PAUSE)

    async def _post(self, webhook: Webhook, waiting: Waiting) -> float | None:
        """Delivers once: None is success, else the pause that the other side asked for, or 0."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(self._delivery_timeout))
        headers = {}
        if webhook.secret_token is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        try:
            async with self._session.post(
                webhook.url, json=waiting.body, headers=headers, allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    if answer.content_type == "application/json":
                        reply = await answer.json()
                        if isinstance(reply, dict) and "method" in reply:
                            self._on_reply(reply)
                    return None
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                asked = answer.headers.get("Retry-After", "")
                return min(float(asked), _LONGEST_RETRY_AFTER) if asked.isdigit() else 0.0
        except TimeoutError:
            self._failed("Read timeout expired")
        except (aiohttp.ClientError, OSError) as error:
            self._failed(f"Connection failed: {error}")
        except ValueError:
            return None
        return 0.0

    def _failed(self, message: str) -> None:
        self._last_error = (self._clock().astimezone(UTC), message)
        self._changes.announce()

    async def close(self) -> None:
        """Ends a waiting poll with an empty answer and stops delivering."""
        self._closed = True
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._stop_lanes()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
