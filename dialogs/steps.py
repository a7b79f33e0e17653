"""The steps of a booking's way that the clinic's figures count once each, with what they are worth."""

from dialogs.case import Case
from dialogs.effects import Journey
from dialogs.submission import Submission


def booked(sent: Submission) -> tuple[Journey, ...]:
    """The lab has the booking, or the staff say that it has. A lead is no booking."""
    return (_once("booked", sent),) if sent.phase == "booking" else ()


def booked_elsewhere(campaign: str, case: Case) -> Journey:
    """A person has booked what the bot has no draft of: nobody knows here what it is worth."""
    return Journey("booked", campaign, once=_time_of(case))


def collected(sent: Submission) -> Journey:
    """A sample was taken: somebody says so, or there are reports of it."""
    return _once("collected", sent)


def completed(sent: Submission) -> Journey:
    """All its reports are done."""
    return _once("completed", sent)


def answered_by_person(campaign: str, case: Case) -> Journey:
    """A person of the clinic has written to the patient, or talked with them on the phone."""
    return Journey("answered_by_person", campaign, once=_time_of(case))


def _once(step: str, sent: Submission) -> Journey:
    return Journey(step, sent.source, sent.branch_id, sent.total, sent.id)


def _time_of(case: Case) -> str:
    """A case, each time that it was opened."""
    return f"{case.id}.{case.times_opened}"
