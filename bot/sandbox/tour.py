"""The tour: bookings that play themselves on the stage, at reading speed, until somebody takes over.

What is said here is said by people in a play, and beside it by a narrator; both in the language of the play.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, assert_never

from bot.sandbox.acts import CannotAct
from bot.sandbox.chats import Bubble
from bot.sandbox.people import NoSuchButton, NotSeen, Patient
from bot.sandbox.stage import CAST, Role, Stage

Act = Literal["start", "say", "press", "share", "report", "kill", "revive", "wait", "lose", "reply"]
Until = Literal["answer", "nothing", "booked", "report", "served", "dead", "card"]
Look = Literal["patient", "staff", "lab"]

PLAYS: Final = {
    "booking": {
        "en": ("A booking", "From the advertisement to the report in the chat"),
        "hi": ("एक बुकिंग", "विज्ञापन से लेकर चैट में रिपोर्ट तक"),
    },
    "relative": {
        "en": ("For a relative", "One sentence says nearly everything"),
        "hi": ("रिश्तेदार के लिए", "एक वाक्य में लगभग सब कुछ"),
    },
    "interrupted": {
        "en": ("Interrupted", "The bot is killed, the patient goes quiet, the lab's answer is lost"),
        "hi": ("बीच में रुकी", "बॉट बंद, मरीज़ चुप, लैब का जवाब खोया — फिर भी बुकिंग एक ही"),
    },
}
"""What can be played: title and one line about it, by language."""

PATIENCE = 40.0
"""Seconds that the players wait for the bot before they give up."""
_SETTLED = 0.4
_SEEN = 0.8


@dataclass(frozen=True, slots=True)
class Step:
    """`words` are what is typed, the pattern of a button's data, the minutes to wait, or the seconds that the bot
    stays dead; `caption` what the narrator says meanwhile;
    `until` what must be seen before the next step."""

    act: Act
    words: str = ""
    caption: str = ""
    until: Until = "answer"
    look: Look = "patient"


class LostItsWay(RuntimeError):
    """The play cannot go on: what it waits for does not come."""


async def perform(stage: Stage, role: Role, step: Step, still: float = _SETTLED) -> None:
    """Does what the step says, and waits for what it waits for, and until the chat has stood still for so many
    seconds. Raises `LostItsWay`."""
    patient = role.patient
    try:
        before = _Before(patient.chat.changed, patient.chat.last_id, len(stage.group.messages))
        await _do(stage, role, step)
        await _see(stage, patient, step.until, before, still)
    except NoSuchButton as missing:
        raise LostItsWay(f"there is no button for {step.words!r}") from missing
    except (NotSeen, TimeoutError) as silence:
        raise LostItsWay(f"nothing came after {step.act} {step.words!r}") from silence


async def _do(stage: Stage, role: Role, step: Step) -> None:
    patient = role.patient
    match step.act:
        case "start":
            # At night the bot would keep a reminder until the morning, and the play would stand still.
            await stage.wait_for_day()
            await patient.start(role.link)
        case "say":
            await patient.say(typed(role, step))
        case "press":
            bubble, data = aim(patient, step.words)
            await patient.press(data, on=bubble.message_id)
        case "share":
            await patient.share_contact()
        case "report":
            entry = stage.booking_of(patient)
            if entry is None:
                raise LostItsWay("the lab has no booking of this patient")
            await stage.lab.complete_report(entry.integrator_id)
        case "kill":
            stage.bot.kill(float(step.words))
        case "revive":
            pass
        case "wait":
            await stage.move_clock(timedelta(minutes=float(step.words)))
        case "lose":
            await stage.switches.turn("answer_lost", True)
        case "reply":
            card = next(
                bubble
                for bubble in reversed(stage.group.messages)
                if bubble.from_bot and not bubble.is_service
            )
            await next(iter(stage.staff.values())).reply(card.message_id, step.words)
        case _:
            assert_never(step.act)


def typed(role: Role, step: Step) -> str:
    """What the patient types: `{phone}` is their own number, as they would write it."""
    return step.words.replace("{phone}", role.patient.phone[-10:])


def aim(patient: Patient, pattern: str) -> tuple[Bubble, str]:
    """The newest button whose data fits the pattern (`q:tests:*:done`). Raises `NoSuchButton`."""
    for bubble in reversed(patient.messages):
        for row in bubble.buttons:
            for button in row:
                if button.data is not None and fnmatchcase(button.data, pattern):
                    return bubble, button.data
    raise NoSuchButton(pattern)


@dataclass(frozen=True, slots=True)
class _Before:
    """Where a chat and the group stood before a step."""

    changed: int
    last_id: int
    cards: int

    def answered(self, bubble: Bubble) -> bool:
        """Whether the message is new, or became another question; one that only lost its buttons is neither."""
        return bubble.message_id > self.last_id or bool(bubble.buttons)


async def _see(stage: Stage, patient: Patient, until: Until, before: _Before, still: float) -> None:
    since = before.changed
    match until:
        case "nothing":
            return
        case "answer":
            await patient.wait_for(before.answered, PATIENCE, since=since)
        case "booked":
            await patient.wait_for(_has_button("o:change:*"), PATIENCE, since=since)
        case "report":
            await patient.wait_for(lambda bubble: bubble.file is not None, PATIENCE, since=since)
        case "card":
            await stage.group.wait_for(lambda _: len(stage.group.messages) > before.cards, PATIENCE)
        case "dead":
            await stage.changes.until(lambda: stage.bot.state != "serving", PATIENCE)
            return
        case "served":
            await stage.changes.until(lambda: stage.bot.state == "serving", PATIENCE)
            await stage.telegram.changes.until(lambda: not stage.telegram.cloud().updates.pending, PATIENCE)
        case _:
            assert_never(until)
    async with asyncio.timeout(PATIENCE):
        await _settled(stage, patient, still)


async def _settled(stage: Stage, patient: Patient, still: float) -> None:
    """Waits until nothing waits in the bot's queues and the chat stands still."""
    seen = -1
    while seen != patient.chat.changed or stage.queues.busy:
        seen = patient.chat.changed
        await asyncio.sleep(still)


def _has_button(pattern: str) -> Callable[[Bubble], bool]:
    def fits(bubble: Bubble) -> bool:
        return any(
            button.data is not None and fnmatchcase(button.data, pattern)
            for row in bubble.buttons
            for button in row
        )

    return fits


class Tour:
    """At most one play at a time. `as_shown` is what the page is told of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._task: asyncio.Task[None] | None = None
        self._shown: dict[str, Any] = {"playing": None}

    def as_shown(self) -> dict[str, Any]:
        return self._shown

    def play(self, play: str, language: str) -> None:
        """Begins a play; one that goes on is broken off. Raises `CannotAct`."""
        if play not in PLAYS or language not in SCRIPTS[play]:
            raise CannotAct("There is no such play.")
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._play(play, language))

    async def stop(self, note: str = "") -> None:
        """Breaks off; everything stays as it is, for somebody else to go on with."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._show({"playing": None, "note": note})

    async def give_way(self, who: object) -> None:
        """A visitor does something as `who`: if the play moves that patient, it is theirs from now on."""
        if self._shown["playing"] is not None and str(who) == str(self._shown["patient"]):
            await self.stop("taken over")

    async def _play(self, play: str, language: str) -> None:
        steps = SCRIPTS[play][language]
        role = self.actor(play, language)
        told = {"playing": play, "language": language, "patient": role.patient.user.id, "of": len(steps)}
        try:
            for number, step in enumerate(steps, start=1):
                told |= {"step": number, "look": step.look}
                told["caption"] = step.caption or told.get("caption", "")
                self._show(told | await self._prelude(told, role, step))
                read = _length(role.patient.messages)
                await perform(self._stage, role, step)
                self._show(told)
                await asyncio.sleep(_reading_time(_length(role.patient.messages) - read, step))
            self._show({"playing": None, "note": "ended"})
        except LostItsWay as lost:
            self._show({"playing": None, "note": f"stopped: {lost}"})
        if self._task is asyncio.current_task():
            self._task = None

    async def _prelude(self, told: dict[str, Any], role: Role, step: Step) -> dict[str, Any]:
        """Lets people see what is about to happen: words being typed, the button under the thumb."""
        if step.act == "say":
            words = typed(role, step)
            seconds = min(max(len(words) * 0.05, 0.8), 2.6)
            self._show(told | {"typing": {"text": words, "seconds": seconds}})
            await asyncio.sleep(seconds + 0.25)
        elif step.act == "press":
            try:
                bubble, data = aim(role.patient, step.words)
            except NoSuchButton:
                return {}
            self._show(told | {"aim": {"message": bubble.message_id, "data": data}})
            await asyncio.sleep(_SEEN)
        elif step.act == "share":
            self._show(told | {"aim": {"key": "contact"}})
            await asyncio.sleep(_SEEN)
        elif step.caption:
            self._show(told)
            await asyncio.sleep(1.6)
        return {}

    def actor(self, play: str, language: str) -> Role:
        """Somebody who is on stage and has not begun, else a namesake with a number of their own."""
        first, last, spoken, link, _ = CAST[ACTORS[play, language]]
        for role in self._stage.cast.values():
            if role.link == link and not role.patient.chat.started:
                return role
        return self._stage.join(first, last, spoken, link)

    def _show(self, shown: dict[str, Any]) -> None:
        self._shown = dict(shown)
        self._stage.changes.announce()


def _length(messages: Sequence[Bubble]) -> int:
    return sum(len(bubble.text) for bubble in messages if bubble.from_bot)


def _reading_time(letters: int, step: Step) -> float:
    """Seconds that a person needs for what is new, and for the narrator."""
    return min(max(1.4 + 0.016 * max(letters, 0) + 0.018 * len(step.caption), 1.8), 6.0)


ACTORS: Final = {
    ("booking", "en"): 0,
    ("booking", "hi"): 1,
    ("relative", "en"): 0,
    ("relative", "hi"): 2,
    ("interrupted", "en"): 3,
    ("interrupted", "hi"): 1,
}
"""Who of the cast plays the part."""

SCRIPTS: Final[dict[str, dict[str, tuple[Step, ...]]]] = {
    "booking": {
        "en": (
            Step(
                "start",
                caption="Anita taps the clinic's newspaper advertisement. The bot opens, in her language.",
            ),
            Step(
                "say",
                "lipid profile and hba1c",
                "She types what the doctor said. Two tests are found, with prices.",
            ),
            Step("press", "q:tests:*:done", "That is all she needs."),
            Step("say", "560001", "The PIN code finds the branch that serves her."),
            Step("press", "q:mode:*:home", "At home, or at the lab: she likes it at home."),
            Step("share", caption="One tap shares her number. The privacy notice stands right above it."),
            Step("say", "Anita Rao, 58, F", "Name, age and gender in one line."),
            Step("press", "q:slot:*:[0-9]*", "Only times that are really free, and that fit the fasting."),
            Step(
                "say", "Flat 12, Rose Villa, 4th Cross, near the temple", "Where the phlebotomist shall come."
            ),
            Step("press", "q:review:*:ok*", "She checks everything once and books.", "booked"),
            Step(
                "wait",
                "0.01",
                "The booking is in the lab's own system, with all details. Nobody typed it.",
                "nothing",
                "lab",
            ),
            Step(
                "report",
                caption="Next day: the lab finishes the report. It arrives in the same chat.",
                until="report",
            ),
        ),
        "hi": (
            Step("start", caption="सुनीता जी विज्ञापन पर टैप करती हैं। बॉट उनकी भाषा में खुलता है।"),
            Step("say", "लिपिड प्रोफाइल और hba1c", "डॉक्टर ने जो कहा, वही लिख देती हैं। जाँचें दाम के साथ मिल जाती हैं।"),
            Step("press", "q:tests:*:done", "बस इतना ही।"),
            Step("say", "५६०००१", "पिन कोड से पता चलता है कि कौन सी शाखा आएगी। हिन्दी अंक भी चलते हैं।"),
            Step("press", "q:mode:*:home", "घर पर या लैब में: वे घर चुनती हैं।"),
            Step("share", caption="एक टैप में अपना नंबर देती हैं। सहमति की सूचना ठीक ऊपर लिखी है।"),
            Step("say", "सुनीता देवी, 58, महिला", "नाम, उम्र और लिंग एक ही पंक्ति में।"),
            Step("press", "q:slot:*:[0-9]*", "वही समय दिखते हैं जो सच में खाली हैं और खाली पेट के नियम से मेल खाते हैं।"),
            Step("say", "मकान 12, रोज़ विला, चौथी गली, मंदिर के पास", "सैंपल लेने कहाँ आना है।"),
            Step("press", "q:review:*:ok*", "एक बार सब देखकर बुक कर देती हैं।", "booked"),
            Step("wait", "0.01", "बुकिंग लैब के अपने सिस्टम में पहुँच गई, पूरी जानकारी के साथ।", "nothing", "lab"),
            Step("report", caption="अगले दिन लैब रिपोर्ट पूरी करती है। रिपोर्ट इसी चैट में आती है।", until="report"),
        ),
    },
    "relative": {
        "en": (
            Step("start", caption="A daughter books for her father, in between two meetings."),
            Step(
                "say",
                "hba1c and lipid profile for my father Ramesh Kumar, 64, tomorrow 8 am",
                "One sentence: tests, person, age, gender, day and time. The bot asks only for what is missing.",
            ),
            Step("say", "560001", "Which branch comes? The PIN code says."),
            Step("press", "q:mode:*:home", "A visit at home."),
            Step("share", caption="She shares her own number, for her father's visit."),
            Step(
                "say",
                "Flat 3, Lake View, 2nd Main, opposite the school",
                "And the address. Day and time are known.",
            ),
            Step("press", "q:review:*:ok*", "Everything she said is in the review.", "booked"),
            Step("wait", "0.01", "The lab knows who the patient is, and whom to call.", "nothing", "lab"),
        ),
        "hi": (
            Step("start", caption="बेटा अपने पापा के लिए बुक करता है, अंग्रेज़ी अक्षरों वाली हिन्दी में।"),
            Step(
                "say",
                "kal subah 8 baje papa ka hba1c aur lipid profile",
                "एक वाक्य: किसकी जाँच, कौन सी, कब। बॉट सिर्फ़ वही पूछता है जो बाकी है।",
            ),
            Step("say", "560001", "पिन कोड से शाखा तय होती है।"),
            Step("press", "q:mode:*:home", "सैंपल घर पर।"),
            Step("share", caption="पापा की जाँच के लिए बेटा अपना नंबर देता है।"),
            Step("say", "Ramesh Kumar 64", "पापा कहा था, इसलिए लिंग नहीं पूछा जाता।"),
            Step("say", "flat 3, lake view, 2nd main, school ke saamne", "और पता। दिन और समय पहले से मालूम है।"),
            Step("press", "q:review:*:ok*", "जो कहा था, सब यहाँ है।", "booked"),
            Step("wait", "0.01", "लैब को पता है कि मरीज़ कौन है और किसे फोन करना है।", "nothing", "lab"),
        ),
    },
    "interrupted": {
        "en": (
            Step("start", caption="A poster's QR code names the package: it is in the cart already."),
            Step("say", "560066", "The PIN code, and she is halfway."),
            Step("kill", "9", caption="Now the bot is killed, in the middle of a booking.", until="dead"),
            Step(
                "say",
                "{phone}",
                "Mary does not notice. She types her number while nobody is there.",
                "nothing",
            ),
            Step("revive", caption="The bot is started again and answers. Nothing is lost.", until="served"),
            Step(
                "wait",
                "11",
                "Her bus comes, and she goes quiet. After ten minutes the staff get a card.",
                "card",
                "staff",
            ),
            Step("wait", "6", "A little later the bot reminds her, once.", "answer"),
            Step("say", "Mary Thomas, 45, F", "She goes on where she stopped."),
            Step("press", "q:slot:*:[0-9]*", "A morning that fits the fasting."),
            Step("say", "Villa 8, Palm Meadows, Varthur Road, near the lake", "And her address."),
            Step(
                "lose",
                caption="And now the lab's answer will be lost, after it has made the entry.",
                until="nothing",
                look="lab",
            ),
            Step(
                "press",
                "q:review:*:ok*",
                "The bot cannot know whether the booking exists. It says so, asks again, and does not book twice.",
                "booked",
            ),
            Step("wait", "0.01", "One entry at the lab. One confirmation for Mary.", "nothing", "lab"),
        ),
        "hi": (
            Step("start", caption="सुनीता जी बुकिंग शुरू करती हैं।"),
            Step("say", "लिपिड प्रोफाइल", "जाँच का नाम लिखती हैं।"),
            Step("press", "q:tests:*:done", "बस इतना ही।"),
            Step("say", "560001", "पिन कोड।"),
            Step("press", "q:mode:*:home", "सैंपल घर पर।"),
            Step("kill", "9", caption="अब बॉट को बीच बुकिंग में ही बंद कर दिया जाता है।", until="dead"),
            Step("say", "{phone}", "उन्हें पता भी नहीं चलता। वे अपना नंबर लिख देती हैं।", "nothing"),
            Step("revive", caption="बॉट फिर चालू होता है और जवाब देता है। कुछ नहीं खोया।", until="served"),
            Step("wait", "11", "अब वे चुप हैं। दस मिनट बाद टीम को कार्ड मिलता है।", "card", "staff"),
            Step("wait", "6", "थोड़ी देर बाद बॉट एक बार याद दिलाता है।", "answer"),
            Step("say", "सुनीता देवी, 58, महिला", "जहाँ रुकी थीं, वहीं से आगे बढ़ती हैं।"),
            Step("press", "q:slot:*:[0-9]*", "सुबह का समय, खाली पेट के हिसाब से।"),
            Step("say", "मकान 12, रोज़ विला, चौथी गली, मंदिर के पास", "और पता।"),
            Step("lose", caption="और अब लैब का जवाब खो जाएगा, एंट्री बनने के बाद।", until="nothing", look="lab"),
            Step(
                "press",
                "q:review:*:ok*",
                "बॉट नहीं जान सकता कि बुकिंग बनी या नहीं। वह यही कहता है, फिर पूछता है, और दो बार बुक नहीं करता।",
                "booked",
            ),
            Step("wait", "0.01", "लैब में एक ही एंट्री। मरीज़ को एक ही पक्की ख़बर।", "nothing", "lab"),
        ),
    },
}
