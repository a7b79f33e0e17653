"""The demo without a browser: a patient at this terminal, or a booking that plays itself as a transcript."""

import asyncio
import sys
from contextlib import suppress
from functools import partial

from bot.sandbox.people import NoSuchButton, Patient
from bot.sandbox.stage import Role, Stage, open_stage
from bot.sandbox.supervisor import BotNotServing
from bot.sandbox.tour import SCRIPTS, LostItsWay, Step, aim, perform
from bot.sandbox.transcript import render

HELP = """\
Type what a patient would type. Beginning with a colon:
  :2  or  :Label     press the second button shown, or the one with that label
  :contact           share your number        :location   share where you are
  :photo             send a prescription      :report     the lab finishes the report
  :staff words       a staff member answers   :lab        what the lab has
  :quit"""

_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Terminal:
    """Tells a chat, every message once for each way that it looks."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._told: dict[int, str] = {}

    def tell_news(self, *, own: bool) -> None:
        """Prints every message that is new or looks different; with `own`, also what the patient wrote."""
        for bubble in self._patient.messages:
            shown = render(bubble)
            if self._told.get(bubble.message_id) == shown:
                continue
            self._told[bubble.message_id] = shown
            if own or bubble.sender.is_bot:
                sys.stdout.write(f"\n{shown}\n")
        sys.stdout.flush()


async def play(language: str) -> int:
    """Plays one booking and its report, as a transcript; the status to exit with."""
    try:
        await _play(language)
    except (BotNotServing, LostItsWay) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _play(language: str) -> None:
    async with open_stage() as stage:
        await stage.bot.serving()
        role = _role(stage, language)
        terminal = Terminal(role.patient)
        sys.stdout.write("A patient taps a clinic's advertisement.\n")
        for step in SCRIPTS["booking"][language]:
            _announce(role.patient, step)
            try:
                await perform(stage, role, step)
            except LostItsWay as lost:
                said = "\n".join(list(stage.bot.lines)[-20:])
                raise LostItsWay(f"{lost}; the bot said last:\n{said}") from lost
            terminal.tell_news(own=True)
        entry = stage.lab.bookings[-1]
        sys.stdout.write(
            f"\nThe lab has the booking: {entry.integrator_id}, and the patient has the report.\n"
        )


def _announce(patient: Patient, step: Step) -> None:
    if step.act == "press":
        bubble, data = aim(patient, step.words)
        label = next(button.text for row in bubble.buttons for button in row if button.data == data)
        sys.stdout.write(f"\n{patient.user.name} presses [ {label} ]\n")
    elif step.act == "report":
        sys.stdout.write("\nThe lab finishes the report.\n")


async def chat(language: str) -> int:
    """A chat at the terminal, until `:quit` or the end of the input; the status to exit with."""
    async with open_stage() as stage:
        try:
            await stage.bot.serving()
        except BotNotServing as error:
            sys.stderr.write(f"{error}\n")
            return 1
        role = _role(stage, language)
        sys.stdout.write(f"{HELP}\n")
        await role.patient.start(role.link)
        telling = asyncio.create_task(_tell_as_it_comes(role.patient))
        try:
            while True:
                line = await asyncio.to_thread(sys.stdin.readline)
                if not line or line.strip() == ":quit":
                    return 0
                if line.strip():
                    await _typed(stage, role.patient, line.strip())
        finally:
            telling.cancel()


def _role(stage: Stage, language: str) -> Role:
    return next(role for role in stage.cast.values() if role.language == language)


async def _tell_as_it_comes(patient: Patient) -> None:
    terminal = Terminal(patient)
    while True:
        terminal.tell_news(own=False)
        seen = patient.chat.changed
        with suppress(TimeoutError):
            await patient.chat.changes.until(partial(_changed, patient, seen), 60.0)


def _changed(patient: Patient, seen: int) -> bool:
    return patient.chat.changed != seen


async def _typed(stage: Stage, patient: Patient, line: str) -> None:
    if not line.startswith(":"):
        await patient.say(line)
        return
    word, _, rest = line[1:].partition(" ")
    try:
        match word:
            case "contact":
                await patient.share_contact()
            case "location":
                await patient.send_location(12.975312, 77.605871)
            case "photo":
                await patient.send_photo(_PICTURE)
            case "report":
                entry = stage.booking_of(patient)
                if entry is not None:
                    await stage.lab.complete_report(entry.integrator_id)
                else:
                    sys.stdout.write("The lab has no booking yet.\n")
            case "staff":
                await _staff_answers(stage, rest)
            case "lab":
                for entry in stage.lab.entries:
                    sys.stdout.write(f"{entry.phase} {entry.integrator_id}\n")
            case _:
                await patient.press(_label(patient, line[1:].strip()))
    except NoSuchButton:
        sys.stdout.write(f"There is no such button now.\n{HELP}\n")


def _label(patient: Patient, wanted: str) -> str:
    if not wanted.isdigit():
        return wanted
    newest = next((bubble for bubble in reversed(patient.messages) if bubble.buttons), None)
    buttons = [button for row in newest.buttons for button in row] if newest else []
    place = int(wanted) - 1
    return buttons[place].text if 0 <= place < len(buttons) else wanted


async def _staff_answers(stage: Stage, words: str) -> None:
    """A staff member replies to the newest card."""
    cards = [bubble for bubble in stage.group.messages if bubble.from_bot and not bubble.is_service]
    if not cards or not words:
        sys.stdout.write("Nobody has asked the staff for anything yet.\n")
        return
    await next(iter(stage.staff.values())).reply(cards[-1].message_id, words)
