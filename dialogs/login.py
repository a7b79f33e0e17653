"""A patient's login for old reports: where it stands, and what the lab has listed. Its secrets are kept elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dialogs.draft import Key
from dialogs.events import OldReport
from dialogs.held import held
from dialogs.scene import Scene
from dialogs.understanding.scripts import latin_name

Stage = Literal["sending", "code", "checking", "list", "over"]
"""`sending` and `checking` wait for the lab, `code` and `list` for the patient; `over` needs another code."""

WAITING: frozenset[Stage] = frozenset({"sending", "checking"})
TRIES = 3
"""So many wrong codes end a login."""
CODES_AN_HOUR = 4
SEND_AGAIN_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Login:
    """`code` and `wanted` are what the turn itself passes on; they are never stored. `others` says that the patient
    may see reports of people whom this chat has not booked for."""

    id: str
    stage: Stage
    sent_at: datetime
    tries: int = 0
    found: tuple[OldReport, ...] = ()
    others: bool = False
    code: str = ""
    wanted: str = ""

    def bill_of(self, report_id: str) -> str:
        """What the lab calls the bill of a report that was found."""
        return next((each.bill_id for each in self.found if each.id == report_id), "")


NUMBER: Key[str] = Key("report_number", str, personal=True)
LOGIN: Key[Login] = Key("report_code", Login, personal=True)
LISTED: Key[bool] = Key("report_list", bool)


def begun(scene: Scene) -> Login:
    return Login(scene.stamp.fresh_id("login", 10), "sending", scene.stamp.now)


def may_send(scene: Scene) -> bool:
    """Whether another code may be asked for: a few an hour, since each is a message to somebody's phone."""
    since = scene.stamp.now - HOUR
    return sum(at > since for at in scene.conversation.codes_sent) < CODES_AN_HOUR


def is_held_back(scene: Scene, report: OldReport) -> bool:
    """Whether a person has to release it first."""
    return any(
        held(scene, each) and not each.reports_sent
        for each in scene.world.bookings
        if report.key == each.submission.id or (report.bill_id and report.bill_id == each.bill_id)
    )


def is_known(scene: Scene, report: OldReport) -> bool:
    """Whether the report surely belongs to a person whom this chat has booked for."""
    bookings = scene.world.bookings
    if any(report.key and report.key == each.submission.id for each in bookings):
        return True
    if any(report.bill_id and report.bill_id == each.bill_id for each in bookings):
        return True
    name = latin_name(report.name).casefold().split() if report.name.strip() else []
    known = [each.submission.patient_name for each in bookings] + [each.name for each in scene.world.people]
    return bool(name) and any(latin_name(each).casefold().split() == name for each in known)
