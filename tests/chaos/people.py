"""The people: patients who read what is on their screen and act on it, and the staff who take care of the cards.

A person knows nothing of the bot but its words. Each has dice of their own, thrown only for what they do.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from random import Random
from time import monotonic

from bot.sandbox.chats import Bubble
from bot.sandbox.people import Group, NoSuchButton, Patient, Staff
from tests.chaos.record import Record
from tests.chaos.schedule import Visit

PATIENCE = 75.0
"""Seconds after which somebody who got no answer acts again. It is on record: an answer that late is no good one."""

_NAMES = (
    "Asha",
    "Bina",
    "Charu",
    "Divya",
    "Esha",
    "Farah",
    "Gita",
    "Hema",
    "Indira",
    "Jaya",
    "Kamala",
    "Leela",
)
_TESTS = ("hba1c", "cbc", "tsh", "creatinine")
_ODD = (
    "hmm",
    "ok",
    "wait",
    "?",
    "🙂",
    "what is the price?",
    "how long does the report take",
    "thanks",
    "back",
    "help",
)
_ADDRESS = "Flat {number}, Rose Villa, 4th Cross"
PICTURE = b"\xff\xd8\xff\xe0 a prescription"

CONFIRMED = "is confirmed"
NUDGE = "Your booking is not finished yet"
WAITING = (
    "Sending your request",
    "waiting for the lab's answer",
    "Our team will get back to you",
    "the lab has not answered yet",
    "it is not in the lab's system yet",
)
"""Nothing is asked of the patient: the outcome will come."""

_QUESTIONS = (
    "Please check everything",
    "What shall we change?",
    "Please type your note",
    "Where shall our phlebotomist come",
    "Tap the button below to share where you are",
    "Please type a little more, so that we find you",
    "Which house or flat number",
    "Which day?",
    "which time?",
    "When shall we take",
    "These are the soonest",
    "These times are free",
    "This time is free",
    "These are the nearest",
    "There is no free time in the coming days",
    "How old is the patient",
    "What is the patient's full name",
    "What is the patient's gender",
    "Who is the test for?",
    "Please type the patient's name, age and gender",
    "Which mobile number",
    "Shall we use the number",
    "I need an Indian mobile number",
    "What is your PIN code?",
    "Is this all?",
    "Tap the one you need",
    "Tap it to add it",
    "Which test shall I remove?",
    "Which other test?",
    "Which test or package",
    "I could not find that test",
    "What can I do for you?",
    "How it works",
    "Which language shall we use",
)
_PHONE = re.compile(r"📱 \+91 (\d{5}) (\d{5})")
_SIGN = re.compile(r"\[\d{3}\]")
"""What a patient who wants to talk puts into their words, so that both sides find each other."""
_HANDED_OVER = (
    "will write to you here",
    "will call you",
    "is here now. Just write",
    "You are talking to our team",
)


def kind_of(text: str) -> str:
    """What a message of the bot is, by its words: a question of `_QUESTIONS`, an outcome, or something said."""
    if CONFIRMED in text:
        return "confirmed"
    if NUDGE in text:
        return "nudge"
    if any(words in text for words in WAITING):
        return "outcome"
    if any(words in text for words in _QUESTIONS):
        return "question"
    if any(words in text for words in _HANDED_OVER):
        return "handed over"
    return "said"


class Visitor:
    """A patient on their way through a booking. `sent` and `written` are the words of a talk with the staff, in order
    of sending, `edits` and `rewritten` what some were changed to, `answers` what of theirs answers words of the
    staff's; `wanted` says that "Book it" was pressed. `act_at_desk` is told what is about to be done at the desk."""

    def __init__(
        self,
        patient: Patient,
        visit: Visit,
        group: Group,
        staff: list[Staff],
        record: Record,
        act_at_desk: Callable[[str], None],
    ) -> None:
        self.patient = patient
        self.visit = visit
        self.state = "not come yet"
        self.wanted = False
        self.sent: list[str] = []
        self.written: list[str] = []
        self.edits: list[str] = []
        self.rewritten: list[str] = []
        self.answers: list[str] = []
        self.photos = 0
        self._staff_said: int | None = None
        self._act_at_desk = act_at_desk
        self._dice = Random(visit.seed)
        self._group = group
        self._staff = staff
        self._record = record
        self._said: dict[str, int] = {}
        self._edited = False
        self._talked = False
        self._acts = 0

    @property
    def chat_id(self) -> int:
        return self.patient.user.id

    @property
    def name(self) -> str:
        return f"{_NAMES[self.visit.number % len(_NAMES)]} Rao"

    @property
    def asked(self) -> bool:
        """Whether the bot has said that the request is on its way."""
        return any(post.by_bot and "Request number" in post.text for post in self._record.of(self.chat_id))

    async def come(self) -> None:
        """Comes, and stays until the booking is confirmed (or, if quiet, until it is time to be silent)."""
        self.state = "on the way"
        await self._do(lambda: self.patient.start(self._dice.choice(("", "mg-road_diwali", "mg-road_paper"))))
        while True:
            screen = self._screen()
            if screen is None:
                await self._do(self.patient.start)
                continue
            kind = kind_of(screen.text)
            if kind == "confirmed":
                self.state = "confirmed"
                return
            if kind == "outcome":
                self.state = "waiting for the lab"
                await self.patient.chat.changes.next()
                continue
            if self.asked and "What can I do for you?" in screen.text:
                # What was asked for is on its way, whatever else the screen says by now.
                self.state = "waiting for the lab"
                await self.patient.chat.changes.next()
                continue
            if self.visit.character == "quiet" and self._is_time_to_be_silent(screen):
                self.state = "silent"
                return
            await asyncio.sleep(self._dice.expovariate(1 / self.visit.pause) + 0.05)
            if self._screen() is screen:
                await self._act(screen)

    async def _act(self, screen: Bubble) -> None:
        self._acts += 1
        text, character, dice = screen.text, self.visit.character, self._dice
        if character == "rambler" and dice.random() < 0.3:
            await self._ramble("Please check everything" in text)
            return
        if character == "editor" and "Please check everything" in text and not self._edited:
            self._edited = True
            await self._edit()
            return
        if character == "prescriber" and not self.photos and "Which test or package" in text:
            await self._send_photos()
            return
        if character == "talker" and not self._talked and self._acts >= 2 + self.visit.number % 5:
            self._talked = True
            await self._talk()
            return
        await self._answer(screen)

    async def _answer(self, screen: Bubble) -> None:
        text = screen.text
        match next((words for words in _QUESTIONS if words in text), ""):
            case "Please check everything":
                if await self._press("✓ Book it", screen):
                    self.wanted = True
            case "What shall we change?":
                await self._press("Back to the overview", screen)
            case "There is no free time in the coming days":
                self.state = "found no slot"
                raise asyncio.CancelledError
            case (
                "Where shall our phlebotomist come"
                | "Please type a little more, so that we find you"
                | "Tap the button below to share where you are"
                | "Which house or flat number"
            ):
                await self._say(_ADDRESS.format(number=self.visit.number), "address")
            case (
                "Which day?"
                | "which time?"
                | "When shall we take"
                | "These are the soonest"
                | "These times are free"
                | "This time is free"
                | "These are the nearest"
            ):
                await self._choose(screen)
            case "How old is the patient":
                await self._say("58", "age")
            case "What is the patient's full name":
                await self._say(self.name, "name")
            case "What is the patient's gender":
                await self._press("Female", screen)
            case "Who is the test for?" | "Please type the patient's name, age and gender":
                await self._say(f"{self.name}, 58, F", "person")
            case "Which mobile number" | "I need an Indian mobile number":
                await self._give_number()
            case "Shall we use the number":
                await self._press("I agree, use this number", screen)
            case "What is your PIN code?":
                await self._say("560001", "pincode")
            case "Is this all?":
                await self._press("Yes, go on", screen)
            case "Tap the one you need" | "Tap it to add it":
                await self._press(screen.labels[0] if screen.labels else "–", screen)
            case "Which test shall I remove?":
                await self._press("‹ Back", screen)
            case "What can I do for you?":
                await self._press("Book a test", screen)
            case "How it works":
                await self._press("Go on", screen)
            case "Which language shall we use":
                await self._press("English", screen)
            case "Please type your note":
                await self._say("Second floor", "note")
            case "Which other test?" | "Which test or package" | "I could not find that test":
                await self._say(self._dice.choice(_TESTS), "tests")
            case _:
                await self._leave_the_staff(screen)

    async def _leave_the_staff(self, screen: Bubble) -> None:
        """With the staff, and nothing to tell them: most wait for them, some go on without."""
        if self._dice.random() < 0.3 and await self._press("Go on without a person", screen):
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.patient.chat.changes.next(), 20)
            return
        if not await self._press("Go on without a person", screen):
            await self._say("hello?", "hello")

    def _screen(self) -> Bubble | None:
        """The newest message that asks for something or tells an outcome."""
        return self.patient.chat.newest(
            lambda bubble: bubble.from_bot and kind_of(bubble.text) not in ("said", "nudge")
        )

    def _is_time_to_be_silent(self, screen: Bubble) -> bool:
        silent_at = (
            "What is your PIN code?",
            "Who is the test for?",
            "Where shall our phlebotomist come",
            "Please check everything",
        )
        return silent_at[self.visit.number % len(silent_at)] in screen.text

    # Acts

    async def _do(self, act: Callable[[], object]) -> None:
        """Acts, and waits until the chat shows that the bot has noticed."""
        toasts = len(self.patient.toasts)
        result = act()
        if asyncio.iscoroutine(result):
            await result
        chat, since, began = self.patient.chat, self.patient.chat.changed, monotonic()

        def noticed() -> bool:
            return len(self.patient.toasts) > toasts or any(
                bubble.changed > since and bubble.from_bot for bubble in chat.bubbles.values()
            )

        try:
            await chat.changes.until(noticed, PATIENCE)
        except TimeoutError:
            self._record.late.append((self.chat_id, self._record.story(self.chat_id, 8)))
        else:
            waited = monotonic() - began
            self._record.waits.append((self._record.now() - waited, self.chat_id, waited))

    async def _say(self, words: str, purpose: str) -> None:
        async def act() -> None:
            if self.visit.character == "doubler" and self._dice.random() < 0.3:
                await self.patient.say(words)
            self._said[purpose] = (await self.patient.say(words)).message_id

        await self._do(act)

    async def _press(self, label: str, screen: Bubble) -> bool:
        if label not in screen.labels:
            await asyncio.sleep(0.2)
            return False
        doubled = self.visit.character == "doubler" and self._dice.random() < 0.5
        with suppress(NoSuchButton):
            await self._do(lambda: self.patient.press(label, on=screen.message_id, doubled=doubled))
            return True
        return False

    async def _choose(self, screen: Bubble) -> None:
        """One of the first free times: everybody wants those."""
        free = [label for label in screen.labels if "–" in label or "Tomorrow" in label]
        if not free:
            free = [label for label in screen.labels if not label.startswith(("‹", "Help", "Other"))]
        if not free:
            await self._say("tomorrow 8 am", "slot")
            return
        await self._press(free[int(self._dice.random() ** 2 * min(len(free), 4))], screen)

    async def _give_number(self) -> None:
        if self._dice.random() < 0.6:
            with suppress(NoSuchButton):
                await self._do(self.patient.share_contact)
                return
        await self._say(self.patient.phone[-10:], "contact")

    async def _ramble(self, may_book: bool) -> None:
        """Says or does something odd; where a yes would book, nothing that can be taken for one."""
        chance, odd = self._dice.random(), _ODD[2:] if may_book else _ODD
        if chance < 0.1:
            await self._do(self.patient.start)
        elif chance < 0.2:
            await self._do(self.patient.send_voice)
        elif chance < 0.35:
            # Several things at once, before any answer.
            for words in ("one moment", "my phone is slow"):
                await self.patient.say(words)
            await self._say(self._dice.choice(odd), "odd")
        elif chance < 0.5:
            old = [b for b in self.patient.chat.shown() if b.from_bot and b.former]
            if old:
                bubble = self._dice.choice(old)
                label = bubble.former[-1].get("inline_keyboard", [[{"text": ""}]])[0][0]["text"]
                with suppress(NoSuchButton):
                    await self._do(lambda: self.patient.press(label, on=bubble.message_id, stale=True))
        else:
            await self._say(self._dice.choice(odd), "odd")

    async def _edit(self) -> None:
        message_id = self._said.get("person")
        if message_id is not None:
            await self._do(lambda: self.patient.edit(message_id, f"{self.name}, 59, F"))

    async def _send_photos(self) -> None:
        self.photos = self._dice.choice((1, 2, 3))
        album = f"album-{self.visit.number}" if self.photos > 1 else None
        for number in range(self.photos):
            content = PICTURE + f" {self.visit.number}.{number}".encode()
            if number < self.photos - 1:
                await self.patient.send_photo(content, media_group_id=album)
            else:
                await self._do(lambda content=content: self.patient.send_photo(content, media_group_id=album))  # type: ignore[misc]

    # A talk with the staff

    async def _talk(self) -> None:
        """Asks for a person; both sides write without waiting for each other; then one of them ends it."""
        self.state = "calling for a person"
        sign = f"[{self.visit.number:03}]"
        await self._do(lambda: self.patient.say(f"/person I need help {sign}"))
        dice, asha = self._dice, self._dice.choice(self._staff)
        await self._until(lambda: self._card(sign) is not None, 3600)
        if dice.random() < 0.5:
            self._act_at_desk("claim")
            await self._press_card(sign, "I take it", doubled=dice.random() < 0.3)
        await asyncio.sleep(dice.uniform(0.5, 2.0))
        while not await self._staff_write(asha, sign, "says"):
            # Somebody has deleted the topic: until something new comes there is nothing to answer.
            await self._do(lambda: self.patient.say(f"/person are you there? {sign}"))
        await self._until(lambda: self._has("is here now. Just write"), 3600)
        self.state = "talking"
        turns = ["says"] * dice.randint(2, 6) + ["staff says"] * dice.randint(1, 5)
        turns += ["edits", "answers", "staff edits", "staff answers", "sends", "staff sends"]
        dice.shuffle(turns)
        for turn in turns:
            if turn.startswith("staff "):
                # Nobody reads a message and answers it sooner.
                await asyncio.sleep(dice.uniform(0.5, 1.5))
                await self._staff_write(asha, sign, turn.removeprefix("staff "))
            else:
                await self._write(sign, turn)
            await asyncio.sleep(dice.expovariate(1 / 0.4))
        # What both have written arrives before anybody ends the talk: the end would have the bot take up the words.
        if not await self._until(lambda: not self.missing(), PATIENCE):
            story = self._record.story(self._group.id, 60, sign)
            self._record.violated("words lost", self.chat_id, f"{self.missing()}; in the group:\n{story}")
        self.state = "after the talk"
        ended = False
        while not ended:
            self._act_at_desk("resolve")
            if dice.random() < 0.4 or not await self._press_card(sign, "Done"):
                await self.patient.say("/end")
            ended = await self._until(lambda: self._has("with the booking assistant again"), PATIENCE)

    async def _write(self, sign: str, how: str) -> None:
        """The patient writes to the staff: words, an answer to what they wrote, a picture, or other words for theirs."""
        self._act_at_desk("relay")
        words = f"from patient {sign} {len(self.sent) + 1}"
        match how:
            case "edits":
                if "talk" in self._said:
                    words = f"changed {sign} {len(self.sent)}"
                    await self.patient.edit(self._said["talk"], words)
                    self.edits.append(words)
                return
            case "answers":
                answered = self.patient.chat.newest(lambda b: b.from_bot and f"from staff {sign}" in b.text)
                if answered is None:
                    return
                await self.patient.reply(answered.message_id, words)
                self.answers.append(words)
            case "sends":
                await self.patient.send_photo(PICTURE + words.encode(), words)
            case _:
                self._said["talk"] = (await self.patient.say(words)).message_id
        self.sent.append(words)

    async def _staff_write(self, member: Staff, sign: str, how: str) -> bool:
        """The same of a staff member, under the card or under the newest of the patient's words; whether there was
        anything to answer."""
        self._act_at_desk("relay")
        words = f"from staff {sign} {len(self.written) + 1}"
        answered = self._group.chat.newest(lambda b: b.from_bot and sign in b.text)
        topic = answered.thread_id if answered is not None else None
        if answered is None:
            return False
        if how == "edits":
            if self._staff_said is not None and not self._group.chat.bubbles[self._staff_said].deleted:
                words = f"changed by staff {sign} {len(self.rewritten) + 1}"
                await member.edit(self._staff_said, words)
                self.rewritten.append(words)
            return True
        if how == "answers":
            answered = self._group.chat.newest(lambda b: b.from_bot and f"from patient {sign}" in b.text)
            if answered is None:
                return True
            await member.reply(answered.message_id, words)
        elif how == "sends":
            await member.send_photo(PICTURE + words.encode(), words, reply_to=answered.message_id)
        elif topic is not None and self._dice.random() < 0.5:
            self._staff_said = (await member.say(words, thread_id=topic)).message_id
        else:
            self._staff_said = (await member.reply(answered.message_id, words)).message_id
        self.written.append(words)
        return True

    def _card(self, sign: str) -> Bubble | None:
        """The card of the patient's case: it says the sign, or it is in the same topic, or what says it hangs under it."""
        said = self._group.chat.newest(lambda bubble: bubble.from_bot and sign in bubble.text)
        if said is None:
            return None
        if said.thread_id is not None:
            topic = said.thread_id
            return self._group.chat.newest(lambda b: b.from_bot and b.thread_id == topic and bool(b.labels))
        while said.reply_to is not None:
            said = said.reply_to
        return said

    async def _press_card(self, sign: str, label: str, *, doubled: bool = False) -> bool:
        card = self._card(sign)
        label = next((each for each in card.labels if label in each), "") if card is not None else ""
        if card is None or not label:
            return False
        with suppress(NoSuchButton):
            await self._staff[0].press(label, on=card.message_id, doubled=doubled)
            if doubled:
                await self._staff[1].press(label, on=card.message_id)
        return True

    def missing(self) -> list[str]:
        """Words of the talk, and pictures, that have not come through."""
        group, own = self._record.told(self._group.id), self._record.told(self.chat_id)
        lost = [words for words in (*self.sent, *self.edits) if words not in group]
        return lost + [words for words in (*self.written, *self.rewritten) if words not in own]

    def _has(self, words: str) -> bool:
        return any(words in bubble.text for bubble in self.patient.messages if bubble.from_bot)

    async def _until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Waits so long for something that is not of this chat alone; whether it came."""
        until = monotonic() + seconds
        while not condition():
            if monotonic() > until:
                return False
            await asyncio.sleep(0.2)
        return True


class Desk:
    """The staff at their group: they look into the lab's books, read prescriptions, and end what needs no more."""

    def __init__(
        self, group: Group, staff: list[Staff], is_booked: Callable[[str], bool], record: Record
    ) -> None:
        self._group = group
        self._staff = staff
        self._is_booked = is_booked
        self._record = record
        self._tried: dict[int, float] = {}

    async def attend(self) -> None:
        """Takes care of cards, until cancelled."""
        while True:
            for bubble in self._group.messages:
                label = self._wanted(bubble)
                if label is None or monotonic() - self._tried.get(bubble.message_id, -99.0) < 15:
                    continue
                self._tried[bubble.message_id] = monotonic()
                with suppress(NoSuchButton):
                    await self._staff[0].press(label, on=bubble.message_id)
                    self._record.counts[f"staff pressed {label!r}"] += 1
            await asyncio.sleep(0.5)

    def _wanted(self, bubble: Bubble) -> str | None:
        """The button that this card asks for, if it is the desk's to press."""
        if not bubble.from_bot or not bubble.labels:
            return None
        if "It is in the lab system" in bubble.labels and "I take it" in bubble.labels:
            # The number, by which the lab's books are searched, is shown to whoever has the case.
            return "I take it"
        if "It is in the lab system" in bubble.labels:
            phone = _PHONE.search(bubble.text)
            found = phone is not None and self._is_booked(phone[1] + phone[2])
            return "It is in the lab system" if found else None
        if _SIGN.search(bubble.text) or "Went quiet" in bubble.text:
            return None
        return next((label for label in bubble.labels if "Done" in label), None)
