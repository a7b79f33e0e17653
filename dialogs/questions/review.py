"""Everything at a glance: edit anything, add a note, confirm."""

import re
from collections.abc import Callable

from dialogs.care import Preparation, preparation
from dialogs.draft import Key
from dialogs.order import bill_of, catalogue_of, items_of, mode_of
from dialogs.preparing import advice
from dialogs.question import (
    Answer,
    Chosen,
    Finish,
    GoTo,
    Heard,
    Look,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.questions.slot import slot_of
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, Rows
from dialogs.text import Money, Text, lines, text
from dialogs.understanding.commands import read_command
from dialogs.understanding.requests import read_thing
from dialogs.understanding.yes_no import read_yes_no

REVIEW: Key[bool] = Key("review", bool)
NOTE: Key[str] = Key("note", str, personal=True)
LONGEST_NOTE = 200
_MURMUR = re.compile(r"\W*(?:h*m+|uh+|huh|हम्म+|हूँ|हूं)\W*", re.IGNORECASE)
"""What sounds like a yes but books nothing."""


def question(earlier: tuple[Question, ...]) -> Question:
    """The review of the given questions, in their order."""
    return Question(
        key=REVIEW,
        ask=asking(earlier),
        hear=hear,
        answered=lambda _: False,
        wants="words",
        takes_anything=lambda scene: scene.view == ("note",),
    )


def asking(earlier: tuple[Question, ...]) -> Callable[[Scene], Prompt]:
    def ask(scene: Scene) -> Prompt:
        match scene.view:
            case ("edit",):
                return Prompt(text("review-edit"), _edit_rows(scene, earlier))
            case ("note",):
                return Prompt(text("review-ask-note"), placeholder=text("review-note-placeholder"))
            case _:
                return Prompt(
                    text("review", summary=lines(*summaries(scene, earlier))),
                    (
                        (
                            QuestionButton(
                                text("review-confirm"), "review", f"ok{bill_of(scene).total}", "success"
                            ),
                        ),
                        (
                            QuestionButton(text("review-change"), "review", "edit"),
                            QuestionButton(text("review-add-note"), "review", "note"),
                        ),
                    ),
                )

    return ask


def summaries(scene: Scene, earlier: tuple[Question, ...]) -> tuple[Text, ...]:
    """A line for each answer that counts, then preparation and payment."""
    payment = text("review-payment", total=Money(bill_of(scene).total))
    return (*answers_said(scene, earlier), preparation_text(scene), payment)


def answers_said(scene: Scene, earlier: tuple[Question, ...]) -> tuple[Text, ...]:
    """A line for each answer that counts."""
    found: list[Text] = []
    for one in earlier:
        value = scene.draft.get(one.key)
        if (value is not None and one.applies(scene)) or one.key.name == "mode":
            line = one.summary(scene, mode_of(scene) if one.key.name == "mode" else value)
            if line is not None:
                found.append(line)
    note = scene.draft.get(NOTE)
    if note:
        found.append(text("review-note", note=note))
    return tuple(found)


def prepared(scene: Scene) -> Preparation:
    return preparation(items_of(scene), catalogue_of(scene))


def preparation_text(scene: Scene) -> Text:
    """How to prepare for the chosen tests; with a slot, until when to eat."""
    slot = slot_of(scene)
    return advice(prepared(scene), slot.key.start if slot else None, scene.world.clinic.zone)


def _edit_rows(scene: Scene, earlier: tuple[Question, ...]) -> Rows:
    buttons = [
        QuestionButton(text(f"edit-{one.name}"), "review", f"edit-{one.name}")
        for one in earlier
        if one.applies(scene) and scene.draft.get(one.key) is not None
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*rows, (QuestionButton(text("review-back"), "review", "show"),))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("edit"):
            return Look(("edit",))
        case Chosen("note"):
            return Look(("note",))
        case Chosen("show"):
            return Look(())
        case Chosen(value) if value.startswith("edit-"):
            return GoTo(value.removeprefix("edit-"))
        case Chosen(value) if value.startswith("ok"):
            if value != f"ok{bill_of(scene).total}":
                return Look((), text("review-price-changed", total=Money(bill_of(scene).total)))
            return Finish()
        case Typed(said, _):
            if scene.view == ("note",):
                note = " ".join(said.split())
                if len(note) > LONGEST_NOTE:
                    return Unclear(text("review-note-too-long", most=LONGEST_NOTE))
                return Answer(scene.draft.put(NOTE, note))
            thing = read_thing(said) if scene.view == ("edit",) and len(said.split()) <= 3 else None
            if thing is not None:
                return GoTo(thing)
            murmured = _MURMUR.fullmatch(said) is not None
            if read_command(said) in ("confirm", "done", "book") or (
                read_yes_no(said) is True and not murmured
            ):
                return Finish()
            if read_yes_no(said) is False:
                return Look(("edit",))
            return Unclear()
        case _:
            return Unclear()
