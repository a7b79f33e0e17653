"""The demo: stand-ins for Telegram and the lab, the bot itself between them, and a patient at this terminal."""

import asyncio
import logging
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path

from bot.config import Settings, load_settings
from bot.logs import configure_logs
from bot.sandbox.chats import Bubble
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn, Lab
from bot.sandbox.people import NoSuchButton, Patient
from bot.sandbox.telegram import TelegramStandIn
from bot.sandbox.transcript import render
from bot.service import serve

HELP = """\
Type what a patient would type. Beginning with a colon:
  :2  or  :Label     press the second button shown, or the one with that label
  :contact           share your number        :location   share where you are
  :photo             send a prescription      :report     the lab finishes the report
  :staff words       a staff member answers   :lab        what the lab has
  :quit"""


@dataclass
class Stage:
    """The stand-ins with the bot between them, and what of the chat has been told already."""

    telegram: TelegramStandIn
    lab: FlabsStandIn
    patient: Patient
    told: dict[int, str] = field(default_factory=dict)

    def tell_news(self, *, own: bool) -> None:
        """Prints every message that is new or looks different; with `own`, also what the patient wrote."""
        for bubble in self.patient.messages:
            shown = render(bubble)
            if self.told.get(bubble.message_id) == shown:
                continue
            self.told[bubble.message_id] = shown
            if own or bubble.sender.is_bot:
                sys.stdout.write(f"\n{shown}\n")
        sys.stdout.flush()


@asynccontextmanager
async def stage(language: str) -> AsyncIterator[Stage]:
    """Everything, running. The database is a file that goes when the demo ends."""
    configure_logs(level=logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="phlebot-demo-") as folder:
        clinic_file = Path(folder) / "clinic.toml"
        clinic_file.write_text(demo_clinic(), encoding="utf-8")
        port = free_port()
        async with TelegramStandIn() as telegram:
            settings = load_settings(
                environment(folder, clinic_file, telegram, port, lab_url="http://127.0.0.1")
            )
            async with FlabsStandIn(labs=branches(settings)) as lab:
                settings = load_settings(environment(folder, clinic_file, telegram, port, lab_url=lab.url))
                patient = telegram.patient(
                    language_code=language, first_name="Sunita", last_name="Devi", phone="919876543210"
                )
                clinic = settings.clinics[0].clinic
                telegram.group(clinic.staff_chat_id, f"{clinic.name}: staff", {2001: "Asha"})
                async with serve(settings):
                    yield Stage(telegram, lab, patient)


def environment(
    folder: str, clinic_file: Path, telegram: TelegramStandIn, port: int, *, lab_url: str
) -> dict[str, str]:
    return {
        "CLINIC_FILE": str(clinic_file),
        "DATABASE_URL": f"sqlite:///{folder}/phlebot.db",
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_MODE": "polling",
        "FLABS_API_URL": lab_url,
        "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
        "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
        "FLABS_WEBHOOK_TOKEN": "sandbox-webhook-token",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def demo_clinic() -> str:
    """The demo clinic's file: beside the sources, or within an installed package."""
    beside = Path(__file__).parents[2] / "clinic.toml"
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    return resources.files(__package__).joinpath("clinic.toml").read_text(encoding="utf-8")


def branches(settings: Settings) -> tuple[Lab, ...]:
    """The lab system knows the branches that the clinic's file names."""
    return tuple(
        Lab(branch.id, branch.name, branch.address)
        for hosted in settings.clinics
        for branch in hosted.clinic.branches
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


SCRIPT = {
    "en": (
        ("say", "lipid profile and hba1c", "Is this all?"),
        ("press", "Yes, go on", "PIN code"),
        ("say", "560001", "Where shall we take"),
        ("press", "At home", "mobile number"),
        ("contact", "", "Who is the test for?"),
        ("say", "Sunita Devi, 58, F", "When shall we take"),
        ("first", "", "phlebotomist come"),
        ("say", "Flat 12, Rose Villa, 4th Cross, near the temple", "Please check"),
        ("press", "✓ Book it", "is confirmed"),
        ("report", "", "Report "),
    ),
    "hi": (
        ("say", "लिपिड प्रोफाइल और hba1c", "बस इतना"),
        ("press", "हाँ, आगे बढ़ें", "पिन कोड"),
        ("say", "५६०००१", "सैंपल कहाँ"),
        ("press", "घर पर", "मोबाइल नंबर"),
        ("contact", "", "किसकी होनी है"),
        ("say", "सुनीता देवी, 58, महिला", "सैंपल कब"),
        ("first", "", "कहाँ आना है"),
        ("say", "मकान 12, रोज़ विला, चौथी गली, मंदिर के पास", "देख लीजिए"),
        ("press", "✓ बुक करें", "पक्की"),
        ("report", "", "रिपोर्ट "),
    ),
}


async def play(language: str) -> None:
    """Plays one booking and its report, as a transcript."""
    async with stage(language) as shown:
        sys.stdout.write("A patient taps a clinic's advertisement.\n")
        await shown.patient.start("mg-road_demo")
        await shown.patient.wait_for(lambda bubble: bool(bubble.buttons))
        shown.tell_news(own=True)
        for act, words, answer in SCRIPT[language]:
            await _act(shown, act, words)
            await shown.patient.wait_for(_saying(answer, act), timeout=15)
            shown.tell_news(own=True)
        entry = shown.lab.bookings[-1]
        sys.stdout.write(
            f"\nThe lab has the booking: {entry.integrator_id}, and the patient has the report.\n"
        )


def _saying(words: str, act: str) -> Callable[[Bubble], bool]:
    def fits(bubble: Bubble) -> bool:
        return words in bubble.text and (act != "report" or bubble.file is not None)

    return fits


async def _act(shown: Stage, act: str, words: str) -> None:
    patient = shown.patient
    match act:
        case "say":
            await patient.say(words)
        case "press":
            await patient.press(words)
            sys.stdout.write(f"\n{patient.user.name} presses [ {words} ]\n")
        case "first":
            label = next(b for b in reversed(patient.messages) if b.buttons).buttons[0][0].text
            await patient.press(label)
            sys.stdout.write(f"\n{patient.user.name} presses [ {label} ]\n")
        case "contact":
            await patient.share_contact()
        case "report":
            sys.stdout.write("\nThe lab finishes the report.\n")
            await shown.lab.complete_report(shown.lab.bookings[-1].integrator_id)


async def chat(language: str) -> None:
    """A chat at the terminal, until `:quit` or the end of the input."""
    async with stage(language) as shown:
        sys.stdout.write(f"{HELP}\n")
        await shown.patient.start("mg-road_demo")
        telling = asyncio.create_task(_tell_as_it_comes(shown))
        try:
            while True:
                line = await asyncio.to_thread(sys.stdin.readline)
                if not line or line.strip() == ":quit":
                    return
                if line.strip():
                    await _typed(shown, line.strip())
        finally:
            telling.cancel()


async def _tell_as_it_comes(shown: Stage) -> None:
    while True:
        shown.tell_news(own=False)
        seen = shown.patient.chat.changed
        with suppress(TimeoutError):
            await shown.patient.chat.changes.until(partial(_changed, shown, seen), 60.0)


def _changed(shown: Stage, seen: int) -> bool:
    return shown.patient.chat.changed != seen


async def _typed(shown: Stage, line: str) -> None:
    patient = shown.patient
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
                if shown.lab.bookings:
                    await shown.lab.complete_report(shown.lab.bookings[-1].integrator_id)
                else:
                    sys.stdout.write("The lab has no booking yet.\n")
            case "staff":
                await _staff_answers(shown, rest)
            case "lab":
                for entry in shown.lab.entries:
                    sys.stdout.write(f"{entry.phase} {entry.integrator_id}\n")
            case _:
                await patient.press(_label(shown, line[1:].strip()))
    except NoSuchButton:
        sys.stdout.write(f"There is no such button now.\n{HELP}\n")


def _label(shown: Stage, wanted: str) -> str:
    if not wanted.isdigit():
        return wanted
    newest = next((bubble for bubble in reversed(shown.patient.messages) if bubble.buttons), None)
    buttons = [button for row in newest.buttons for button in row] if newest else []
    place = int(wanted) - 1
    return buttons[place].text if 0 <= place < len(buttons) else wanted


async def _staff_answers(shown: Stage, words: str) -> None:
    """A staff member replies to the newest card."""
    chat_id = next(chat_id for chat_id in shown.telegram.cloud().chats if chat_id < 0)
    group = shown.telegram.group(chat_id)
    cards = [bubble for bubble in group.messages if bubble.sender.is_bot]
    if not cards or not words:
        sys.stdout.write("Nobody has asked the staff for anything yet.\n")
        return
    await group.member(2001, "Asha").reply(cards[-1].message_id, words)


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
