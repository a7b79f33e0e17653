"""A patient's own reports at Flabs, behind a one-time password that goes to the patient's phone.

Follows the contract of the Flabs client API (`tests/contracts/flabs.yaml`); only the second of the three calls is
documented, so that the answers are read for several likely names.
"""

from collections.abc import Mapping

from pydantic import Field

from bot.lab import loose_json
from bot.lab.flabs import FlabsLab
from bot.lab.port import (
    CodeWrong,
    LabRefused,
    LabUnreachable,
    LoginExpired,
    NoSuchPatient,
    PatientReport,
)
from bot.lab.request import Request

MOST_REPORTS = 50


class SendCode(Request):
    contact: str = Field(repr=False)


class CheckCode(Request):
    otp: str = Field(repr=False)
    otpToken: str = Field(repr=False)


class FlabsPatients:
    """See `bot.lab.port.PatientReports`."""

    def __init__(self, account: FlabsLab) -> None:
        self._account = account

    async def send_code(self, phone: str) -> str:
        """Raises `NoSuchPatient` and `LabError`."""
        body = SendCode(contact=phone).to_bytes()
        try:
            answer = await self._account.ask("POST", "/client/patient/getLoginOTP", body=body)
        except LabRefused as refused:
            if refused.status == 404:
                raise NoSuchPatient(404, "there is no patient with this number") from None
            raise
        token = _token(answer, "otpToken", "otp_token", "token")
        if token is None:
            raise LabUnreachable("the lab system did not say which code it has sent")
        return token

    async def check_code(self, otp_token: str, code: str) -> str:
        """Raises `CodeWrong`, `LoginExpired` and `LabError`."""
        body = CheckCode(otp=code, otpToken=otp_token).to_bytes()
        try:
            answer = await self._account.ask("POST", "/client/patient/verifyLoginOTP", body=body)
        except LabRefused as refused:
            if refused.status not in (400, 401, 403, 404, 422):
                raise
            if "expire" in refused.detail.casefold():
                raise LoginExpired(refused.status, "the code is no longer good") from None
            raise CodeWrong(refused.status, "the code is not the one that was sent") from None
        token = _token(answer, "patientToken", "patient_token", "token")
        if token is None:
            raise LabUnreachable("the lab system took the code, but let nobody in")
        return token

    async def reports(self, patient_token: str) -> tuple[PatientReport, ...]:
        """Raises `LoginExpired` and `LabError`."""
        headers = {"patient-authorization": patient_token}
        try:
            answer = await self._account.ask("GET", "/client/patient/getReports", headers=headers)
        except LabRefused as refused:
            if refused.status in (400, 401, 403):
                raise LoginExpired(refused.status, "the patient's login is no longer good") from None
            raise
        listed = answer if isinstance(answer, list) else loose_json.child(answer, "data", "reports")
        if not isinstance(listed, list):
            raise LabUnreachable("there is no list of reports in the lab system's answer")
        found = (_report(each) for each in listed if isinstance(each, Mapping))
        return tuple(each for each in found if each is not None)[:MOST_REPORTS]


def _token(answer: object, *names: str) -> str | None:
    for part in (answer, loose_json.child(answer, "data")):
        found = loose_json.child(part, *names)
        if isinstance(found, str) and found.strip():
            return found.strip()
    return None


def _report(entry: Mapping[str, object]) -> PatientReport | None:
    url = loose_json.text(loose_json.child(entry, "reportURL", "reportUrl", "report_url"))
    bill = loose_json.identifier(loose_json.child(entry, "billID", "billId", "bill_id", "_id", "id"))
    if bill is None:
        return None
    person = loose_json.child(entry, "patient", "patient_details")
    name = loose_json.text(loose_json.child(entry, "patientName", "patient_name", "name")) or loose_json.text(
        loose_json.child(person, "name", "first_name")
    )
    return PatientReport(
        bill_id=bill,
        day=loose_json.text(loose_json.child(entry, "date", "createdAt", "reportDate"))[:10],
        url=url,
        key=loose_json.identifier(loose_json.child(entry, "integratorID", "integrator_id")) or "",
        name=name,
    )
