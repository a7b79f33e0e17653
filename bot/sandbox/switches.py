"""What goes wrong on stage at the push of a button: the lab, the leads system, Telegram, and the clash of two entries."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, assert_never, get_args

from bot.sandbox.cloud import FloodLimits
from bot.sandbox.faults import Action, Answer, Delay, Drop, Fault, Faults, Flood
from bot.sandbox.flabs import FlabsStandIn
from bot.sandbox.glapi import GlapiStandIn
from bot.sandbox.telegram import TelegramStandIn

LastingSwitch = Literal[
    "lab_down",
    "leads_down",
    "telegram_down",
    "limits",
    "leads_other",
    "webhooks_silent",
    "webhooks_confused",
    "reports_elsewhere",
    "reports_nowhere",
    "answer_wrong_phase",
]
FaultSwitch = Literal[
    "lab_slow",
    "flood",
    "answer_lost",
    "answer_garbled",
    "answer_failed",
    "answer_busy",
    "answer_no_token",
    "answer_refused",
    "answer_forbidden",
    "leads_lost",
    "leads_limited",
    "leads_no_token",
]
Switch = LastingSwitch | FaultSwitch
SWITCHES: Sequence[Switch] = (*get_args(LastingSwitch), *get_args(FaultSwitch))

CHOICES: Sequence[Sequence[Switch]] = (
    (
        "answer_lost",
        "answer_garbled",
        "answer_failed",
        "answer_busy",
        "answer_no_token",
        "answer_refused",
        "answer_forbidden",
        "answer_wrong_phase",
    ),
    ("webhooks_silent", "webhooks_confused"),
    ("reports_elsewhere", "reports_nowhere"),
    ("leads_lost", "leads_limited", "leads_no_token"),
)
"""Of each of these at most one is on."""

SLOW = 6.0
"""Seconds that a slow lab takes for each answer."""
PAUSE = 5
"""Seconds that Telegram and others ask the bot to wait."""
FLOODED = 2
"""How many calls a flood refuses before it is over."""
ELSEWHERE = "https://files.example.net"
"""Where reports may lie from which the clinic takes none."""

CREATE = "/client/*/create"
"""An entry of the CRM, or a pre-booking of the billing."""

_FAULTS: Mapping[FaultSwitch, tuple[Action, str, int | None]] = {
    "lab_slow": (Delay(SLOW), "/client/*", None),
    "flood": (Flood(PAUSE), "*Message*", FLOODED),
    "answer_lost": (Drop("after"), CREATE, 1),
    "answer_garbled": (Answer(200, "<html><body>Bad gateway</body></html>", "after"), CREATE, 1),
    "answer_failed": (Answer(500), CREATE, 1),
    "answer_busy": (Flood(PAUSE), CREATE, 1),
    "answer_no_token": (Answer(401), CREATE, 1),
    "answer_refused": (
        Answer(400, {"success": False, "status": 400, "error": {"details": "age is invalid"}}),
        CREATE,
        1,
    ),
    "answer_forbidden": (Answer(403), CREATE, 1),
    "leads_lost": (Drop("after"), "/leads", 1),
    "leads_limited": (Flood(PAUSE), "/leads*", FLOODED),
    # In the shape of the service that looks at tokens, which is another one than that of the leads.
    "leads_no_token": (
        Answer(401, {"error": {"code": "UNAUTHORIZED", "message": "token not accepted"}}),
        "/leads*",
        1,
    ),
}


class Switches:
    """Each is on or off; `limits` are Telegram's own for a group. A fault of so many calls goes off by itself once it
    has struck."""

    def __init__(
        self,
        telegram: TelegramStandIn,
        lab: FlabsStandIn,
        leads: GlapiStandIn,
        announce: Callable[[], object],
    ) -> None:
        self._telegram = telegram
        self._lab = lab
        self._leads = leads
        self._announce = announce
        self._faults: dict[FaultSwitch, Fault] = {}
        self._lasting: set[LastingSwitch] = set()

    def on(self) -> list[Switch]:
        """Those that are on now."""
        struck = [name for name, fault in self._faults.items() if fault.spent]
        for name in struck:
            del self._faults[name]
        if not self._lab.files_as_lead:
            self._lasting.discard("answer_wrong_phase")
        return [*sorted(self._lasting), *sorted(self._faults)]

    async def turn(self, switch: Switch, on: bool) -> None:
        """Turns one on or off, and what it takes the place of off; what is so already stays so."""
        if on:
            for choice in CHOICES:
                for other in choice if switch in choice else ():
                    if other != switch:
                        await self._turn(other, False)
        await self._turn(switch, on)
        self._announce()

    async def _turn(self, switch: Switch, on: bool) -> None:
        if (switch in self.on()) == on:
            return
        match switch:
            case "lab_down":
                await (self._lab.go_down() if on else self._lab.come_up())
            case "leads_down":
                await (self._leads.go_down() if on else self._leads.come_up())
            case "telegram_down":
                await (self._telegram.go_down() if on else self._telegram.come_up())
            case "limits":
                self._telegram.cloud().flood = FloodLimits() if on else None
            case "leads_other":
                self._leads.generation = "metadata" if on else "documented"
                self._leads.listing = "bare" if on else "paged"
            case "webhooks_silent":
                self._lab.webhooks.silent = on
            case "webhooks_confused":
                self._lab.webhooks.confused = on
            case "reports_elsewhere":
                self._lab.report_origin_told = ELSEWHERE if on else None
            case "reports_nowhere":
                self._lab.report_origin_told = "" if on else None
            case "answer_wrong_phase":
                self._lab.files_as_lead = on
            case _:
                self._set_fault(switch, on)
                return
        (self._lasting.add if on else self._lasting.discard)(switch)

    def _set_fault(self, switch: FaultSwitch, on: bool) -> None:
        action, operation, times = _FAULTS[switch]
        faults = self._faults_of(switch)
        if on:
            self._faults[switch] = faults.add(action, operation, times=times)
        else:
            faults.remove(self._faults.pop(switch))

    def _faults_of(self, switch: FaultSwitch) -> Faults:
        match switch:
            case "flood":
                return self._telegram.faults
            case "leads_lost" | "leads_limited" | "leads_no_token":
                return self._leads.faults
            case (
                "lab_slow"
                | "answer_lost"
                | "answer_garbled"
                | "answer_failed"
                | "answer_busy"
                | "answer_no_token"
                | "answer_refused"
                | "answer_forbidden"
            ):
                return self._lab.faults
            case _:
                assert_never(switch)
