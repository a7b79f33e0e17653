"""`python -m tests.e2e.pictures`: the README's pictures, taken anew from the demo's page in a browser."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.e2e.browser import chromium
from tests.e2e.visit import ANITA, DESKTOP, MARY, PHONE, SUNITA, Visit, visit

PICTURES = Path(__file__).parents[2] / "docs/pictures"
_SCALE = 1.5
_NOTE = (
    ("The patient", "M. Thomas, 45 F"),
    ("Please do", "1. CBC"),
    ("", "2. Lipid profile (fasting)"),
    ("", "3. HbA1c"),
    ("", "4. TSH"),
)


def prescription() -> bytes:
    """A doctor's note as a patient would photograph it, as a PNG."""
    paper = Image.new("RGB", (760, 640), "#faf8f2")
    draw = ImageDraw.Draw(paper)
    draw.text((60, 50), "Dr K. Menon", fill="#1f3f75", font=ImageFont.load_default(44))
    draw.text((60, 110), "Family physician (an example)", fill="#5a6b85", font=ImageFont.load_default(22))
    draw.line((60, 150, 700, 150), fill="#1f3f75", width=3)
    for number, (label, words) in enumerate(_NOTE):
        height = 190 + number * 78
        draw.text((60, height), label, fill="#8a8f98", font=ImageFont.load_default(24))
        draw.text((250, height - 6), words, fill="#2b3340", font=ImageFont.load_default(34))
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


_STILL = """document.getAnimations().every((each) => each.playState !== "running")
    && !document.querySelector(".toast span") && document.querySelector(".tile[data-queue=retries]")?.dataset.waiting === "0"
    && [...document.images].every((each) => each.complete)"""


async def _picture(here: Visit, file: Path) -> None:
    """Once nothing moves."""
    await here.window.until(_STILL, 30)
    await here.window.picture(file)


async def _into_its_topic(here: Visit) -> None:
    await here.go("staff")
    await here.window.click("#group .topic-tab[data-topic]:not([data-topic=all], [data-topic=general])")


async def _booked(here: Visit) -> None:
    await here.answer_as_anita()
    await here.press("q:slot:*:2")
    await here.say("Flat 12, Rose Villa, 4th Cross, near the temple")
    await here.press("q:review:*:ok")
    await here.until_booked()


async def _asked_with_a_prescription(here: Visit, file: Path) -> None:
    await here.choose(MARY)
    await here.start()
    await here.answered(here.window.choose_file(f"#phone-{MARY} input[type=file]", file))
    await here.go("staff")
    await here.window.until("!!document.querySelector('#group .photo img')")


async def _answered_by_the_staff(here: Visit) -> None:
    await _into_its_topic(here)
    await here.window.click("#group [data-press*=claim]")
    await here.window.sees("I called", "#group")
    await here.write_as_staff(
        "Good morning, we have read your prescription. Shall we add CBC, lipid profile, HbA1c and TSH?"
    )
    await here.window.until("document.querySelectorAll('#group .message.out').length > 0")


async def take(folder: Path, note: Path) -> None:
    """Each picture; `note` is the prescription's file."""
    async with visit(DESKTOP) as here:
        await _booked(here)
        await _asked_with_a_prescription(here, note)
        await _into_its_topic(here)
        await here.choose(ANITA)
        await here.finish_report("Anita Rao")
        await _picture(here, folder / "desktop.png")
    async with visit(PHONE) as here:
        await here.window.size(*PHONE, scale=_SCALE)
        await _booked(here)
        await _picture(here, folder / "phone-english.png")
        await here.choose(SUNITA)
        await here.start()
        for words in ("लिपिड प्रोफाइल", "हाँ", "५६०००१", "घर पर", "9876543210", "सुनीता देवी, 58, महिला"):
            await here.say(words)
        await here.say("कल सुबह 8 बजे")
        await here.say("मकान 12, रोज़ विला, चौथी गली, मंदिर के पास")
        await _picture(here, folder / "phone-hindi.png")
        await _asked_with_a_prescription(here, note)
        await _answered_by_the_staff(here)
        await _picture(here, folder / "staff.png")


def main() -> int:
    if chromium() is None:
        sys.exit("no chromium is here: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "prescription.png"
        note.write_bytes(prescription())
        asyncio.run(take(PICTURES, note))
    return 0


if __name__ == "__main__":
    sys.exit(main())
