"""What goes wrong on stage at the push of a button: the lab, the leads system, Telegram, and the clash of two entries."""

from collections.abc import Callable
from typing import Literal, assert_never

from bot.sandbox.cloud import FloodLimits
from bot.sandbox.faults import Fault
from bot.sandbox.flabs import FlabsStandIn
from bot.sandbox.glapi import GlapiStandIn
from bot.sandbox.telegram import TelegramStandIn

Switch = Literal["lab_down", "lab_slow", "answer_lost", "leads_down", "telegram_down", "flood", "limits"]

SLOW = 6.0
"""Seconds that a slow lab takes for each answer."""
FLOOD_PAUSE = 5
"""Seconds that Telegram asks the bot to wait."""
FLOODED = 2
"""How many calls a flood refuses before it is over."""

CREATE = "/client/crm/lead/create"


class Switches:
    """Each is on or off; `limits` are Telegram's own for a group. `answer_lost` and `flood` go off by themselves once they have struck."""

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
        self._faults: dict[Switch, Fault] = {}
        self._down: set[Switch] = set()

    def on(self) -> list[Switch]:
        """Those that are on now."""
        struck = [name for name, fault in self._faults.items() if fault.spent]
        for name in struck:
            del self._faults[name]
        return [*sorted(self._down), *sorted(self._faults)]

    async def turn(self, switch: Switch, on: bool) -> None:
        """Turns one on or off; what is so already stays so."""
        if (switch in self.on()) != on:
            match switch:
                case "lab_down":
                    await (self._lab.go_down() if on else self._lab.come_up())
                    self._mark(switch, on)
                case "leads_down":
                    await (self._leads.go_down() if on else self._leads.come_up())
                    self._mark(switch, on)
                case "telegram_down":
                    await (self._telegram.go_down() if on else self._telegram.come_up())
                    self._mark(switch, on)
                case "limits":
                    self._telegram.cloud().flood = FloodLimits() if on else None
                    self._mark(switch, on)
                case "lab_slow" | "answer_lost" | "flood":
                    self._set_fault(switch, on)
                case _:
                    assert_never(switch)
        self._announce()

    def _mark(self, switch: Switch, on: bool) -> None:
        (self._down.add if on else self._down.discard)(switch)

    def _set_fault(self, switch: Literal["lab_slow", "answer_lost", "flood"], on: bool) -> None:
        faults = self._telegram.faults if switch == "flood" else self._lab.faults
        if not on:
            faults.remove(self._faults.pop(switch))
            return
        match switch:
            case "lab_slow":
                fault = faults.delay(SLOW, "/client/*", times=None)
            case "answer_lost":
                fault = faults.drop(CREATE, when="after")
            case "flood":
                fault = faults.flood("*Message*", retry_after=FLOOD_PAUSE, times=FLOODED)
            case _:
                assert_never(switch)
        self._faults[switch] = fault
