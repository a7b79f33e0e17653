"""Transcripts: a conversation as people read it, and a test at once.

A file of `tests/transcripts/` has a heading, settings (`language`, `now`, `order`, `staff hours`, and
`patient: returning` for somebody who booked before, `patient: booked` for one whose visit is to come, `patient: two visits`
for one with a visit for herself and one for her father), and turns. What the world does stands behind a sign;
everything else is what the bot must answer, word for word:

    > words            the patient types
    > /command rest    the patient gives a command
    > [Label]          the patient presses the button whose label begins so
    > (contact)        shares their own card; `(contact 98…)` sends somebody's number
    > (location 12.9,77.6)   > (photo caption)   > (voice)   > (sticker)
    > ✎2 words         edits the second message that they typed
    @ 20 min           time passes, timers fire
    @ lab created      the lab answers the newest submission (any answer of `LabAnswered`)
    @ lab refused name     ... and names a question
    @ seen             the lab's own word that the booking exists
    @ report 2/5       @ report 5/5      @ report 5/5 without file      @ bill created   @ bill deleted
    @ file   @ file corrected   @ file refused       ... is fetched, in the place of another, or not at all
    @ staff says       @ staff claim     a staff member sends a photo, or presses that button of the card
    @ staff says: words   @ staff edits: words   @ staff [Label]   @ staff [Meena: Label]   ... in their own words
    @ login sent       the lab answers the login for old reports; `@ login reports B1:Sunita_Devi B2` lists some
    @ slot full        the slot that the draft holds is given away
    @ blocked  @ unblocked  @ reoffered  @ stumbled

`UPDATE_TRANSCRIPTS=1` writes the answers anew, to be read before they are committed.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dialogs.clinic import Desk, StaffHours
from dialogs.conversation import Conversation
from dialogs.events import (
    BillSeen,
    Blocked,
    BookingSeen,
    Commanded,
    ContactShared,
    Edited,
    LabAnswered,
    LocationShared,
    LoginAnswered,
    MediaSent,
    ObjectPressed,
    OldReport,
    Pressed,
    Reoffered,
    ReportAnnounced,
    ReportFetched,
    Said,
    StaffActed,
    StaffSaid,
    Started,
    Stumbled,
    Unblocked,
)
from dialogs.login import LOGIN
from dialogs.questions.slot import SLOT
from dialogs.screen import ObjectButton
from tests.dialogs.paper import ZONE, PaperChat, clinic, words

# What a returning patient did a month before: a booking for herself and one for her father.
_EARLIER = (
    "> /start", "> hba1c", "> [tests=done", "> 560001", "> (contact)", "> Sunita Devi, 58, F",
    "> tomorrow 8 am", "> Flat 12, Rose Villa, 4th Cross", "> confirm", "@ lab created", "@ 1500 min",
    "> tsh", "> [tests=done", "> [person=new", "> my father Ramesh Kumar, 64", "> tomorrow 8 am",
    "> confirm", "@ lab created", "@ 43200 min",
)  # fmt: skip

# How the staff work, by what stands behind `desk:`.
DESKS: dict[str, dict[str, Any]] = {
    "shared account": {"initials": ("RK", "MS")},
    "second chat": {"escalate_chat_id": -1009, "on_duty": ("@asha_reception",)},
    "own replies": {
        "replies": {"Parking": {"en": "Please park behind the building.", "hi": "कृपया पीछे गाड़ी लगाइए।"}}
    },
}

# Who answers in the staff's group, by the name that Telegram shows.
STAFF = {"Ravi": 701, "Meena": 702, "Reception": 703}

_VISIT = (
    "> /start", "> hba1c", "> [tests=done", "> 560001", "> (contact)", "> Sunita Devi, 58, F",
    "> tomorrow 8 am", "> Flat 12, Rose Villa, 4th Cross", "> confirm", "@ lab created",
)  # fmt: skip
_VISITS = (
    *_VISIT, "> cbc", "> [tests=done", "> [person=new", "> my father Ramesh Kumar, 64", "> sunday 8 am", "> confirm",
    "@ settled",
)  # fmt: skip
_BEFORE = {"returning": _EARLIER, "booked": _VISIT, "two visits": _VISITS}

FOLDER = Path(__file__).parents[1] / "transcripts"


class Player:
    """Plays the turns of one transcript on paper."""

    def __init__(self, settings: dict[str, str]) -> None:
        now = datetime.fromisoformat(settings.get("now", "2026-11-20 10:15")).replace(tzinfo=ZONE)
        changes: dict[str, Any] = {}
        if settings.get("old reports") == "yes":
            changes["old_reports"] = True
        if "order" in settings:
            changes["order"] = settings["order"]
        if "staff hours" in settings:
            opens, closes = settings["staff hours"].split("-")
            hour = datetime.strptime
            changes["staff_hours"] = StaffHours(
                hour(opens, "%H:%M").time(),
                hour(closes, "%H:%M").time(),
            )
        if "desk" in settings:
            changes["desk"] = Desk(**DESKS[settings["desk"]])
        code = settings.get("language", "en")
        self.chat = PaperChat(clinic(**changes), None if code == "none" else code, now.astimezone(UTC))
        if code == "hi-Latn":
            # Telegram has no name for it: it is chosen in the chat.
            self.chat.conversation = Conversation(language=code)
        self.message_id = 0
        self.staff = "Ravi"
        self.typed: list[int] = []
        for act in _BEFORE.get(settings.get("patient", ""), ()):
            self.turn(act)

    def turn(self, line: str) -> list[str]:
        self.chat.log.clear()
        sign, rest = line[0], line[1:].strip()
        if sign == ">":
            self.patient(rest)
        else:
            self.world(rest)
        return [part for entry in self.chat.log for part in entry.split("\n")]

    def patient(self, act: str) -> None:
        chat, stamp = self.chat, self.chat.stamp()
        if act.startswith("["):
            self.press(act[1:].rstrip("]"))
            return
        self.message_id += 1
        chat.patient_wrote()
        if act.startswith("/"):
            name, _, rest = act[1:].partition(" ")
            chat.happen(Started(stamp, rest) if name == "start" else Commanded(stamp, name, rest))
        elif found := re.fullmatch(r"\((\w+) ?(.*)\)", act):
            self.give(found[1], found[2])
        elif found := re.fullmatch(r"✎(\d+) (.*)", act):
            chat.happen(Edited(stamp, found[2], self.typed[int(found[1]) - 1]))
        else:
            self.typed.append(self.message_id)
            chat.happen(Said(stamp, act.replace("\\n", "\n"), self.message_id))

    def press(self, label: str) -> None:
        chat, stamp = self.chat, self.chat.stamp()
        if chat.screen is not None and "=" in label and not label.startswith("old:"):
            name, value = label.split("=")
            chat.happen(Pressed(stamp, name, chat.screen.revision, value, "query"))
            return
        if label.startswith("old:"):
            name, value = label[4:].split("=")
            chat.happen(Pressed(stamp, name, 0, value, "query"))
            return
        for bubble in reversed(chat.bubbles):
            for row in bubble.rows:
                for button in row:
                    if isinstance(button, ObjectButton) and chat.plain(button.label).startswith(label):
                        chat.happen(ObjectPressed(stamp, button.action, button.object_id, "query"))
                        return
            if bubble is chat.screen:
                button_found = chat.button(label)
                if button_found is not None:
                    chat.happen(
                        Pressed(stamp, button_found.question, bubble.revision, button_found.value, "query")
                    )
                    return
        raise AssertionError(f"no button {label!r} in {[b.html for b in chat.bubbles[-2:]]}")

    def staff_says(self, words: str, *, edited: bool = False) -> None:
        chat, stamp = self.chat, self.chat.stamp()
        who, case_id = self.staff, chat.case.id if chat.case else "none"
        chat.happen(StaffSaid(stamp, case_id, 900, who, STAFF[who], words, edited=edited))

    def staff_presses(self, label: str) -> None:
        """A staff member presses the button of the card whose label begins so; `Meena: label` is another one."""
        who, named, rest = label.partition(": ")
        self.staff, label = (who, rest) if named and who in STAFF else ("Ravi", label)
        chat, stamp = self.chat, self.chat.stamp()
        for row in chat.card_rows:
            for button in row:
                if isinstance(button, ObjectButton) and words().plain(
                    button.label, chat.clinic.locales[0]
                ).startswith(label):
                    chat.happen(
                        StaffActed(
                            stamp, button.object_id, button.action, self.staff, "query", STAFF[self.staff]
                        )
                    )
                    return
        raise AssertionError(f"no button {label!r} on the card")

    def give(self, what: str, detail: str) -> None:
        chat, stamp = self.chat, self.chat.stamp()
        match what:
            case "contact":
                chat.happen(ContactShared(stamp, detail or "+919876543210", not detail, self.message_id))
            case "location":
                latitude, longitude = map(float, detail.split(","))
                chat.happen(LocationShared(stamp, latitude, longitude, self.message_id))
            case "photo" | "voice" | "document" | "sticker":
                chat.happen(MediaSent(stamp, what, (self.message_id,), detail))
            case _:
                raise AssertionError(f"nobody knows how to send {what!r}")

    def world(self, act: str) -> None:
        chat, stamp = self.chat, self.chat.stamp()
        newest = next(reversed(chat.bookings), "")
        match act.split():
            case [minutes, "min"]:
                chat.wait(float(minutes))
            case ["lab", answer, *named]:
                question = named[0] if named else None
                chat.happen(LabAnswered(stamp, newest, answer, "lab-1", question, "the lab's words"))  # type: ignore[arg-type]
            case ["settled"]:
                # The second visit of a day is added to the first by the staff, who say so.
                chat.happen(StaffActed(stamp, chat.case.id if chat.case else "", "booked", "Asha", "query"))
            case ["seen"]:
                chat.happen(BookingSeen(stamp, newest, "lab-1"))
            case ["bill", "created" | "deleted" as what]:
                chat.happen(BillSeen(stamp, newest, what))
            case ["report", share, *without]:
                done, total = map(int, share.split("/"))
                url = "" if without else "https://lab.example/r.pdf"
                chat.happen(ReportAnnounced(stamp, newest, f"r{done}", done, total, done == total, url))
            case ["file", "corrected"]:
                chat.happen(ReportFetched(stamp, newest, "r", "file-2", corrected=True))
            case ["file", *problem]:
                kind = problem[0] if problem else ""
                chat.happen(ReportFetched(stamp, newest, "r", "file-1", problem=kind))  # type: ignore[arg-type]
            case ["staff", "says"]:
                chat.happen(
                    StaffSaid(stamp, chat.case.id if chat.case else "none", 900, "Asha", kind="photo")
                )
            case ["staff", ("says:" | "edits:") as how, *_]:
                self.staff_says(act.partition(":")[2].strip(), edited=how == "edits:")
            case ["staff", label, *_] if label.startswith("["):
                self.staff_presses(act.partition("[")[2].rstrip("]"))
            case ["staff", action]:
                chat.happen(StaffActed(stamp, chat.case.id if chat.case else "none", action, "Asha", "query"))
            case ["login", answer, *found]:
                listed = tuple(
                    OldReport(f"o{number}", bill, "2026-05-15", name=name.replace("_", " "))
                    for number, (bill, _, name) in enumerate((each.partition(":") for each in found), start=1)
                )
                login = next(
                    (t.draft.get(LOGIN) for t in chat.conversation.tasks if t.kind == "reports"), None
                )
                login_id = login.id if login else "none"
                chat.happen(
                    LoginAnswered(stamp, login_id, answer, listed, "o1" if answer == "file" else "", "file-9")  # type: ignore[arg-type]
                )
            case ["slot", "full"]:
                task = chat.conversation.task
                key = task.draft.get(SLOT) if task else None
                assert key is not None
                chat.taken[key], chat.held = 99, None
            case ["blocked"]:
                chat.happen(Blocked(stamp))
            case ["unblocked"]:
                chat.happen(Unblocked(stamp))
            case ["reoffered"]:
                chat.happen(Reoffered(stamp))
            case ["stumbled"]:
                chat.happen(Stumbled(stamp, "P1"))
            case _:
                raise AssertionError(f"nobody knows what {act!r} is")


def replayed(source: str) -> str:
    """The transcript with the answers that the bot gives now."""
    head, _, body = source.partition("\n---\n")
    found = re.findall(r"^([a-z ]+): (.*)$", head, re.MULTILINE)
    settings = {key.strip(): value.strip() for key, value in found}
    player = Player(settings)
    out = [head, "---"]
    for line in body.split("\n"):
        if line[:1] in (">", "@"):
            out += ["", line, ""]
            out += [f"    {said}".rstrip() for said in player.turn(line)]
        elif line.startswith("## ") or line.startswith("# "):
            out += ["", line]
    return "\n".join(out) + "\n"


def transcripts() -> list[Path]:
    return sorted(FOLDER.rglob("*.md"))
