"""The table of what the lab may answer, row by row through the whole bot: in each phase, at the first attempt and at a
repeated one, what the patient sees in English and in Hindi, what the staff see, and what is stored."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import pytest
from sqlalchemy import Connection, select

from bot.sandbox.faults import Action, Answer, Drop, Flood
from bot.sandbox.people import Patient
from bot.store.tables import submissions
from tests.e2e.house import House, house

pytestmark = pytest.mark.anyio

CREATE = "/client/crm/lead/create"
Phase = Literal["booking", "lead"]

SAID = {
    "confirmed": ("booking is confirmed", "बुकिंग पक्की हो गई है"),
    "team": ("Our team will get back to you here or by phone", "हमारी टीम यहाँ या फोन पर आपको बताएगी"),
    "checking": ("are waiting for the lab's answer", "लैब के जवाब का इंतज़ार है"),
    "team checks": ("the lab has not answered yet", "लैब का जवाब अभी नहीं आया"),
    "entry today": ("There is an entry for this number today", "इस नंबर की एक एंट्री आज पहले से है"),
    "again": ("The lab could not take one answer: Name", "लैब को एक जवाब दोबारा चाहिए: नाम"),
    "noted": ("Our team has your request", "रिक्वेस्ट हमारी टीम के पास है"),
    "tests": ("Which test", "कौन सी जाँच"),
    "all": ("Is this all?", "क्या बस इतना ही?"),
    "pincode": ("PIN code?", "पिन कोड क्या है?"),
    "contact": ("mobile number", "मोबाइल नंबर"),
    "person": ("Who is the test for?", "जाँच किसकी होनी है?"),
    "slot": ("When shall we take", "सैंपल कब लेना है?"),
    "address": ("Where shall our phlebotomist come?", "सैंपल लेने कहाँ आना है?"),
    "review": ("Please check everything", "सब कुछ देख लीजिए"),
}
LANGUAGES = ("en", "hi")
OTHERS = {"confirmed", "team", "checking", "team checks", "entry today", "again"}
"""What must not be told beside what is."""


def refusal(status: int, details: str) -> Answer:
    return Answer(status, {"success": False, "status": status, "error": {"details": details}})


NO_JSON = "<html><body>Bad gateway</body></html>"
LOST = Drop("before")
"""Nobody can tell whether the entry was made; it was not."""
MADE = Drop("after")
"""Nobody can tell whether the entry was made; it was."""


@dataclass(frozen=True)
class Row:
    """`strikes` befall the attempts in their order; after them the lab answers truly. `patient` is what the patient is
    told of it, last, `staff` what the staff read; `entries` is how many the lab has in the end."""

    name: str
    phase: Phase
    strikes: tuple[Action, ...]
    patient: str
    state: str
    staff: str = ""
    entries: int = 0
    attempts: int = 1


def of_booking(name: str, *strikes: Action, patient: str, state: str, **more: object) -> Row:
    return Row(name, "booking", strikes, patient, state, **more)  # type: ignore[arg-type]


def of_lead(name: str, *strikes: Action, state: str, patient: str = "noted", **more: object) -> Row:
    return Row(name, "lead", strikes, patient, state, **more)  # type: ignore[arg-type]


def in_both(name: str, *strikes: Action, entries: int = 1, attempts: int = 1) -> tuple[Row, Row]:
    """An answer after which the entry is there in the end."""
    return (
        of_booking(
            name, *strikes, patient="confirmed", state="confirmed", entries=entries, attempts=attempts
        ),
        of_lead(name, *strikes, state="confirmed", staff="as a lead", entries=entries, attempts=attempts),
    )


def to_staff(name: str, staff: str, *strikes: Action, attempts: int = 1) -> tuple[Row, Row]:
    """An answer that people must look at."""
    return (
        of_booking(name, *strikes, patient="team", state="with_staff", staff=staff, attempts=attempts),
        of_lead(name, *strikes, state="with_staff", staff=staff, attempts=attempts),
    )


NAMED = refusal(400, "first_name is invalid")
UNNAMED = refusal(400, "the request could not be processed")
TOKEN = refusal(400, "token expired")
FOREIGN = refusal(403, "branchID does not belong to your account")
TAKEN = refusal(409, "Lead with this contact already exists today")
WRONG_BOOKING = Answer(201, {"success": True, "leadId": "L1", "phase": "lead"})
WRONG_LEAD = Answer(201, {"success": True, "leadId": "L1", "phase": "booking"})

ROWS: tuple[Row, ...] = (
    *in_both("201"),
    *in_both("201, repeated", LOST, attempts=2),
    of_booking("400 that names an answer", NAMED, patient="again", state="failed"),
    of_lead("400 that names an answer", NAMED, patient="again", state="failed"),
    *to_staff("400 that names an answer, repeated", "The lab refused", LOST, NAMED, attempts=2),
    *to_staff("400 that names none", "The lab refused", UNNAMED),
    *to_staff("400 that names none, repeated", "The lab refused", LOST, UNNAMED, attempts=2),
    *to_staff("another refusal", "The lab refused", refusal(422, "no")),
    *in_both("401", refusal(401, "token expired"), attempts=2),
    *in_both("401, repeated", LOST, refusal(401, "token expired"), attempts=3),
    *in_both("400 that speaks of the token", TOKEN, attempts=2),
    *to_staff("401 twice", "refuses our sign-in", refusal(401, "no"), refusal(401, "no"), attempts=2),
    *to_staff("400 of the token twice", "refuses our sign-in", TOKEN, TOKEN, attempts=2),
    *to_staff("403", "check the configuration", FOREIGN),
    *to_staff("403, repeated", "check the configuration", LOST, FOREIGN, attempts=2),
    *to_staff("409 after a clean attempt", "already has an entry", TAKEN),
    *to_staff("409 after a surely failed attempt", "already has an entry", Flood(0), TAKEN, attempts=2),
    of_booking("409 after an unclear attempt", MADE, patient="checking", state="unconfirmed", entries=1, attempts=2),
    of_lead("409 after an unclear attempt", MADE, state="unconfirmed", entries=1, attempts=2),
    *in_both("429", Flood(0), attempts=2),
    *in_both("429, repeated", LOST, Flood(0), attempts=3),
    *in_both("500", Answer(500), attempts=2),
    *in_both("502 that is no JSON", Answer(502, NO_JSON), attempts=2),
    *in_both("503, repeated", LOST, Answer(503), attempts=3),
    *in_both("a broken connection, repeated", LOST, LOST, attempts=3),
    *in_both("a 201 that is no JSON", Answer(201, NO_JSON), attempts=2),
    of_booking(
        "a 201 that is no JSON, of an entry that is there",
        Answer(201, NO_JSON, "after"), patient="checking", state="unconfirmed", entries=1, attempts=2,
    ),
    of_lead(
        "a 201 that is no JSON, of an entry that is there",
        Answer(201, NO_JSON, "after"), state="unconfirmed", entries=1, attempts=2,
    ),
    of_booking("the other phase", WRONG_BOOKING, patient="team", state="with_staff", staff="stored as lead"),
    of_lead("the other phase", WRONG_LEAD, state="with_staff", staff="stored as booking"),
    of_booking(
        "the other phase, repeated", LOST, WRONG_BOOKING,
        patient="team", state="with_staff", staff="stored as lead", attempts=2,
    ),
)  # fmt: skip


def fragment(said: str, language: str) -> str:
    return SAID[said][LANGUAGES.index(language)]


class Speaker:
    """A patient who answers in the language's own chat; what is typed is understood in both."""

    def __init__(self, inside: House, language: str) -> None:
        user_id = 1001 + LANGUAGES.index(language)
        self.patient: Patient = inside.patient(
            user_id, language_code=language, phone=f"91987654321{user_id % 10}"
        )
        self.language = language

    async def hears(self, said: str) -> str:
        return (await self.patient.wait_for(fragment(said, self.language))).text

    async def books(self) -> None:
        await self.patient.start()
        await self.hears("tests")
        for words, then in (("hba1c", "all"), ("yes", "pincode"), ("560001", "contact")):
            await self.patient.say(words)
            await self.hears(then)
        await self.patient.share_contact()
        await self.hears("person")
        await self.patient.say("Sunita Devi, 58, F")
        await self.hears("slot")
        await self.patient.say("tomorrow 8 am")
        await self.hears("address")
        await self.patient.say("Flat 12, Rose Villa, 4th Cross")
        await self.hears("review")
        await self.patient.say("confirm")

    async def wants_a_call(self) -> None:
        await self.patient.start()
        await self.hears("tests")
        await self.patient.say("call me")
        await self.hears("contact")
        await self.patient.share_contact()
        await self.hears("person")
        await self.patient.say("Sunita Devi, 58, F")
        await self.hears("noted")


async def states(inside: House) -> list[tuple[str, str]]:
    def stored(connection: Connection) -> list[tuple[str, str]]:
        found = connection.execute(select(submissions.c.phase, submissions.c.state)).all()
        return [(row.phase, row.state) for row in found]

    assert inside.service is not None
    return await inside.service.database.read(stored)


async def until_stored(inside: House, wanted: list[tuple[str, str]]) -> None:
    """What is stored follows what is said by one commit."""
    found = await states(inside)
    async with asyncio.timeout(15):
        while found != wanted:
            with suppress(TimeoutError):
                await inside.lab.changes.until(lambda: False, 0.05)
            found = await states(inside)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.phase}-{row.name}")
async def test_a_row(row: Row, language: str) -> None:
    async with house(announce=False) as inside:
        for strike in row.strikes:
            inside.lab.faults.add(strike, CREATE)
        speaker = Speaker(inside, language)
        if row.phase == "booking":
            await speaker.books()
        else:
            await speaker.wants_a_call()
        await speaker.hears(row.patient)
        if row.staff:
            await inside.staff.wait_for(row.staff)
        await until_stored(inside, [(row.phase, row.state)])
        told = "\n".join(bubble.text for bubble in speaker.patient.messages)
        for other in OTHERS - {row.patient}:
            assert fragment(other, language) not in told, other
        assert len(inside.lab.entries) == row.entries
        creates = inside.lab.calls(CREATE)
        assert len(creates) == row.attempts
        assert len({call.body["integratorID"] for call in creates if call.body}) == 1
        assert {call.body["phase"] for call in creates if call.body} == {row.phase}
        if row.state == "unconfirmed":
            await inside.lab.announce(inside.lab.entries[0].integrator_id)
            if row.phase == "booking":
                await speaker.hears("confirmed")
            await until_stored(inside, [(row.phase, "confirmed")])
