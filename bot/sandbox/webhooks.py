"""Subscriptions to the lab's events, and their deliveries: once each, never retried, all on record."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.bills import EVENT_TYPES, EventType

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One successful subscribe call."""

    lab_id: str
    events: frozenset[str]
    endpoint: str
    party: str | None
    auth_token: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to a subscriber; `status` None means that it could not be reached."""

    event: EventType
    endpoint: str
    body: Mapping[str, Any]
    at: datetime
    status: int | None


def subscription_problem(body: Mapping[str, Any]) -> str | None:
    """Why a subscription is refused; None when it is not.

    As the contract has it (an https endpoint and protocol), except that http on a loopback address is taken
    when `protocol` says http, so that everything can run on one machine.
    """
    for name in ("labID", "events", "endpoint", "protocol"):
        if not body.get(name):
            return f"{name} is required"
    events = body["events"]
    if not isinstance(events, list):
        return "events is invalid"
    for event in events:
        if event not in EVENT_TYPES:
            return f"event {event} is unknown"
    if not isinstance(body["endpoint"], str) or body["protocol"] not in {"https", "http"}:
        return "protocol is invalid"
    address = urlsplit(body["endpoint"])
    loopback = address.hostname in {"127.0.0.1", "localhost", "::1"}
    if address.scheme == "http" and body["protocol"] == "http" and loopback:
        return None
    if address.scheme != "https" or body["protocol"] != "https" or not address.hostname:
        return "endpoint must use https"
    return None


class Webhooks:
    """Keeps the subscriptions and delivers. A second subscription to the same doubles every event. `silent` delivers
    nothing, `confused` everything twice and what belongs together backwards."""

    def __init__(self, clock: Callable[[], datetime], *, seconds: float = 10.0) -> None:
        self._clock = clock
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[list[Delivery]]] = set()
        self.silent = False
        self.confused = False
        self.subscriptions: list[Subscription] = []
        self.deliveries: list[Delivery] = []

    def subscribe(self, subscription: Subscription) -> None:
        self.subscriptions.append(subscription)

    def taken(self, party: str, events: frozenset[str]) -> bool:
        """Whether the party has a webhook for one of these events."""
        return any(each.party == party and each.events & events for each in self.subscriptions)

    async def deliver(self, event: EventType, lab_id: str, data: Mapping[str, Any]) -> list[Delivery]:
        """Tells every subscriber of this lab and event, one after the other."""
        body = {
            "labID": lab_id,
            "eventType": event,
            "eventTime": int(self._clock().timestamp()),
            "data": data,
        }
        sent = []
        for each in list(self.subscriptions):
            if each.lab_id == lab_id and event in each.events and not self.silent:
                sent += [await self._post(event, each, body) for _ in range(2 if self.confused else 1)]
        return sent

    def in_order(self, events: Sequence[T]) -> Sequence[T]:
        """The events of one act as they are delivered."""
        return events[::-1] if self.confused else events

    def deliver_soon(self, event: EventType, lab_id: str, data: Mapping[str, Any]) -> None:
        """Delivers beside everything else; `settled` waits for it."""
        task = asyncio.create_task(self.deliver(event, lab_id, data))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Waits until nothing is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _post(self, event: EventType, to: Subscription, body: Mapping[str, Any]) -> Delivery:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(self._seconds))
        headers = {"Authorization": f"Bearer {to.auth_token}"} if to.auth_token else {}
        status: int | None = None
        try:
            async with self._session.post(to.endpoint, json=body, headers=headers) as answer:
                status = answer.status
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = None
        delivery = Delivery(event, to.endpoint, body, self._clock(), status)
        self.deliveries.append(delivery)
        return delivery

    async def close(self) -> None:
        """Breaks off what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None
