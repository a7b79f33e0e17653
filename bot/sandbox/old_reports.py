"""Reports of the demo's patients from before they knew the bot, as the lab finds them by their numbers."""

from datetime import datetime, timedelta

from bot.sandbox.flabs import FlabsStandIn
from bot.sandbox.people import Patient

_TESTS = (("T0086", 45), ("T0320", 200))
"""A test, and how many days ago it was done."""


def file_old_reports(lab: FlabsStandIn, patient: Patient, now: datetime) -> None:
    """Puts a few finished reports under the patient's number."""
    prices = lab.prices(next(iter(lab.labs)))
    for test, days in _TESTS:
        named = {test: prices.name_of(test)}
        lab.file_report(patient.phone[-10:], patient.user.name, named, now - timedelta(days=days))
