import asyncio
import io
import json
import logging
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter

from bot.web.app import LARGEST_BODY, CannotListen, Check, make_app, serving

EVENT = json.dumps(
    {
        "eventType": "booking.created",
        "branchID": "6530a4a6f1d2c8b7e9a12345",
        "data": {"leadId": "L1", "integratorID": "K7"},
    }
).encode()
TOKENS = {"hook-asha": "asha", "hook-bina": "bina"}


class Lab:
    """Keeps what was stored; fails as often as it says."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, bytes]] = []
        self.failures = 0

    async def ingest(self, clinic: str, body: bytes) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        self.stored.append((clinic, body))


async def all_well() -> Sequence[Check]:
    return (Check("database"), Check("schema"), Check("workers"), Check("telegram", vital=False))


Ask = Callable[..., Awaitable[tuple[int, str]]]


def with_app(
    work: Callable[[Ask, Lab], Awaitable[None]],
    *,
    checks: Callable[[], Awaitable[Sequence[Check]]] = all_well,
    metrics_token: str = "",
    local_only: bool = True,
) -> None:
    async def play() -> None:
        lab, registry = Lab(), CollectorRegistry()
        Counter("phlebot_bookings", "bookings", registry=registry).inc(3)
        app = make_app(
            webhook_tokens=TOKENS,
            ingest_lab_event=lab.ingest,
            checks=checks,
            metrics_token=metrics_token,
            local_only=local_only,
            registry=registry,
        )
        async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:

            async def ask(
                method: str, path: str, body: bytes | None = None, **headers: str
            ) -> tuple[int, str]:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                async with session.request(
                    method, f"http://127.0.0.1:{port}{path}", data=io.BytesIO(body or b""), headers=named
                ) as response:
                    return response.status, await response.text()

            await work(ask, lab)

    asyncio.run(play())


def test_an_event_is_stored_for_the_clinic_whose_token_it_carries() -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        assert await ask("POST", "/webhooks/flabs/hook-bina", EVENT) == (200, "Stored.\n")
        assert lab.stored == [("bina", EVENT)]

    with_app(check)


@pytest.mark.parametrize("path", ["/webhooks/flabs", "/webhooks/flabs/anything"])
def test_the_token_may_come_as_a_bearer_token(path: str) -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        assert (await ask("POST", path, EVENT, Authorization="Bearer hook-asha"))[0] == 200
        assert lab.stored == [("asha", EVENT)]

    with_app(check)


@pytest.mark.parametrize(
    ("path", "authorization"),
    [
        ("/webhooks/flabs/guess", ""),
        ("/webhooks/flabs/hook-ash", ""),
        ("/webhooks/flabs/%C3%A4", ""),
        ("/webhooks/flabs", ""),
        ("/webhooks/flabs", "Bearer guess"),
        ("/webhooks/flabs", "Bearer"),
        ("/webhooks/flabs", "Basic hook-asha"),
        ("/webhooks/other/hook-asha", ""),
    ],
)
def test_an_unknown_token_finds_nothing(path: str, authorization: str) -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        assert (await ask("POST", path, EVENT, Authorization=authorization))[0] == 404
        assert lab.stored == []

    with_app(check)


def test_without_a_token_set_webhooks_are_off() -> None:
    async def play() -> None:
        lab = Lab()
        app = make_app(webhook_tokens={"": "asha"}, ingest_lab_event=lab.ingest, checks=all_well)
        async with (
            serving(app, "127.0.0.1", 0) as port,
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/webhooks/flabs", data=EVENT) as response,
        ):
            assert response.status == 404
        assert lab.stored == []

    asyncio.run(play())


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"{}", b'{"eventType":"x","data":{}}', b"\xff\xfe"])
def test_a_malformed_body_gets_one_sentence(body: bytes) -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        status, said = await ask("POST", "/webhooks/flabs/hook-asha", body)
        assert status == 400
        assert said.startswith("This is not an event: ")
        assert said.count("\n") == 1
        assert lab.stored == []

    with_app(check)


def test_a_body_that_is_too_large_is_refused() -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        body = EVENT[:-1] + b" " * LARGEST_BODY + b"}"
        status, said = await ask("POST", "/webhooks/flabs/hook-asha", body)
        assert (status, said) == (413, f"The body is larger than {LARGEST_BODY} bytes.\n")
        assert lab.stored == []

    with_app(check)


def test_what_could_not_be_stored_is_asked_for_again() -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        lab.failures = 1
        assert (await ask("POST", "/webhooks/flabs/hook-asha", EVENT))[0] == 503
        assert (await ask("POST", "/webhooks/flabs/hook-asha", EVENT))[0] == 200
        assert lab.stored == [("asha", EVENT)]

    with_app(check)


def test_alive() -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        assert (await ask("GET", "/healthz"))[0] == 200

    with_app(check)


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ((Check("database"), Check("telegram", vital=False)), 200),
        (
            (
                Check("database"),
                Check("telegram", "no answer", vital=False),
                Check("lab", "no answer", vital=False),
            ),
            200,
        ),
        ((Check("database", "it is locked"), Check("telegram", vital=False)), 503),
        ((Check("database"), Check("schema", "older than the program")), 503),
        ((Check("database"), Check("workers", "none is running")), 503),
    ],
)
def test_ready_while_all_that_is_vital_is_well(results: tuple[Check, ...], status: int) -> None:
    async def checks() -> Sequence[Check]:
        return results

    async def check(ask: Ask, lab: Lab) -> None:
        answered, body = await ask("GET", "/readyz")
        assert answered == status
        told = json.loads(body)
        assert told["ready"] is (status == 200)
        assert told["checks"] == {each.name: each.problem or "ok" for each in results}

    with_app(check, checks=checks)


def test_checks_that_never_end_are_no_readiness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.app.READY_SECONDS", 0.02)

    async def checks() -> Sequence[Check]:
        await asyncio.Event().wait()
        return ()

    async def check(ask: Ask, lab: Lab) -> None:
        assert (await ask("GET", "/readyz"))[0] == 503

    with_app(check, checks=checks)


@pytest.mark.parametrize(
    ("token", "local_only", "headers", "status"),
    [
        ("", True, {}, 200),
        ("", True, {"X_Forwarded_For": "203.0.113.9"}, 404),
        ("", False, {}, 404),
        ("secret", False, {"Authorization": "Bearer secret"}, 200),
        ("secret", False, {"Authorization": "Bearer guess"}, 401),
        ("secret", True, {}, 401),
    ],
)
def test_metrics_are_for_those_who_may_see_them(
    token: str, local_only: bool, headers: dict[str, str], status: int
) -> None:
    async def check(ask: Ask, lab: Lab) -> None:
        answered, body = await ask("GET", "/metrics", **headers)
        assert answered == status
        assert ("phlebot_bookings_total 3.0" in body) is (status == 200)

    with_app(check, metrics_token=token, local_only=local_only)


def test_the_secret_of_a_webhook_is_never_logged(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    async def check(ask: Ask, lab: Lab) -> None:
        lab.failures = 1
        await ask("POST", "/webhooks/flabs/hook-asha", EVENT)
        await ask("POST", "/webhooks/flabs/hook-asha", b"nonsense")

    with_app(check)
    written = capsys.readouterr()
    assert "hook-asha" not in caplog.text + written.out + written.err


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    async def play() -> None:
        lab = Lab()
        first = make_app(webhook_tokens={}, ingest_lab_event=lab.ingest, checks=all_well)
        second = make_app(webhook_tokens={}, ingest_lab_event=lab.ingest, checks=all_well)
        async with serving(first, "127.0.0.1", 0) as port:
            with pytest.raises(
                CannotListen, match=rf"HOST and PORT are 127\.0\.0\.1:{port}, which cannot be had"
            ):
                async with serving(second, "127.0.0.1", port):
                    pass

    asyncio.run(play())


def test_a_token_that_is_no_text_is_only_a_wrong_one() -> None:
    async def play() -> None:
        lab = Lab()
        app = make_app(webhook_tokens=TOKENS, ingest_lab_event=lab.ingest, checks=all_well)
        async with serving(app, "127.0.0.1", 0) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                b"POST /webhooks/flabs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n"
                b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
            )
            assert (await reader.readline()).startswith(b"HTTP/1.1 404")
            writer.close()
            await writer.wait_closed()

    asyncio.run(play())
