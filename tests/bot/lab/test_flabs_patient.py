"""Old reports at Flabs, in the shape that is assumed and in those that may turn up."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.lab.flabs_patient import FlabsPatients
from bot.lab.port import (
    CodeWrong,
    LabRefused,
    LabSignInFailed,
    LabUnreachable,
    LoginExpired,
    NoSuchPatient,
    PatientReport,
)
from tests.bot.lab.scripted_flabs import ScriptedFlabs, error, reply

SENT = reply(200, {"otpToken": "t1"})
IN = reply(200, {"patientToken": "p1"})
LISTED = {
    "billID": "bill_1",
    "date": "2026-05-15T08:30:00.000Z",
    "status": "completed",
    "reportURL": "https://reports.example.com/bill_1",
}


def patients(**script: Any) -> tuple[ScriptedFlabs, FlabsPatients]:
    flabs = ScriptedFlabs(**script)
    return flabs, FlabsPatients(flabs.lab())


def test_the_three_calls_follow_the_contract() -> None:
    flabs, known = patients(
        requestPatientOtp=SENT,
        verifyPatientOtp=IN,
        getPatientReports=reply(200, {"success": True, "data": [LISTED]}),
    )

    async def whole() -> tuple[PatientReport, ...]:
        token = await known.send_code("9876543210")
        return await known.reports(await known.check_code(token, "123456"))

    assert asyncio.run(whole()) == (
        PatientReport("bill_1", "2026-05-15", "https://reports.example.com/bill_1"),
    )
    assert flabs.body("requestPatientOtp") == {"contact": "9876543210"}
    assert flabs.body("verifyPatientOtp") == {"otp": "123456", "otpToken": "t1"}
    assert flabs.seen["getPatientReports"][0].headers["patient-authorization"] == "p1"


@pytest.mark.parametrize(
    "answer",
    [
        [LISTED],
        {
            "reports": [
                {"billId": 7, "createdAt": "2026-05-15", "patientName": "Sunita", "integratorID": "k1"}
            ]
        },
        {"data": [{"_id": "b", "patient": {"first_name": "Sunita"}}, "junk", {"date": "2026-05-15"}]},
        {"data": []},
    ],
)
def test_lists_of_other_shapes_are_read(answer: object) -> None:
    _, known = patients(getPatientReports=reply(200, answer))
    found = asyncio.run(known.reports("p1"))
    assert all(each.bill_id for each in found)
    assert [each.name for each in found] in ([""], ["Sunita"], [])


@pytest.mark.parametrize(
    ("call", "answers", "raised"),
    [
        ("requestPatientOtp", error(404, "patient not found"), NoSuchPatient),
        ("requestPatientOtp", error(400, "contact is invalid"), LabRefused),
        ("requestPatientOtp", error(429, "slow down"), LabUnreachable),
        ("requestPatientOtp", reply(200, {}), LabUnreachable),
        ("requestPatientOtp", reply(200, b"<html>"), LabUnreachable),
        ("requestPatientOtp", httpx.ConnectError("away"), LabUnreachable),
        ("verifyPatientOtp", error(400, "otp is wrong"), CodeWrong),
        ("verifyPatientOtp", error(400, "otp expired"), LoginExpired),
        ("verifyPatientOtp", error(500, "x"), LabUnreachable),
        ("verifyPatientOtp", reply(200, {"patientToken": " "}), LabUnreachable),
        ("getPatientReports", error(403, "no"), LoginExpired),
        ("getPatientReports", error(401, "token expired"), LabSignInFailed),
        ("getPatientReports", reply(200, {"data": "none"}), LabUnreachable),
    ],
)
def test_what_goes_wrong_has_its_own_name(call: str, answers: Any, raised: type[Exception]) -> None:
    _, known = patients(**{call: answers})
    asked: Callable[[], Coroutine[Any, Any, object]] = {
        "requestPatientOtp": lambda: known.send_code("9876543210"),
        "verifyPatientOtp": lambda: known.check_code("t1", "123456"),
        "getPatientReports": lambda: known.reports("p1"),
    }[call]
    with pytest.raises(raised):
        asyncio.run(asked())


def test_nothing_of_it_is_logged() -> None:
    _, known = patients(requestPatientOtp=SENT, verifyPatientOtp=error(400, "otp 123456 is wrong"))
    with capture_logs() as logged:
        asyncio.run(known.send_code("9876543210"))
        with pytest.raises(CodeWrong) as raised:
            asyncio.run(known.check_code("t1", "123456"))
    assert not any(secret in str(logged) for secret in ("9876543210", "123456", "t1'"))
    assert "123456" not in str(raised.value)
