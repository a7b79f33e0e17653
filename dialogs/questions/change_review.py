"""What a change comes to, before it is asked for: from when to when, or that the visit is cancelled."""

from dialogs.draft import Key
from dialogs.order import booked
from dialogs.outcome import items_said, preparation_said, slot_said
from dialogs.question import (
    Chosen,
    Finish,
    GoTo,
    Heard,
    Leave,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.questions.slot import slot_of
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.submission import Change
from dialogs.text import text
from dialogs.understanding.commands import read_command
from dialogs.understanding.keeping import read_keeping
from dialogs.understanding.yes_no import read_yes_no

MOVE: Key[bool] = Key("move", bool)
DROP: Key[bool] = Key("drop", bool)


def ask_move(scene: Scene) -> Prompt:
    known, slot = booked(scene), slot_of(scene)
    if known is None or slot is None:
        return Prompt(text("change-gone"), ((QuestionButton(text("move-keep"), "move", "keep"),),))
    sent = known.submission
    moved = sent.at(Change("reschedule", scene.stamp.now, slot.key.start, slot.end))
    body = text(
        "move-review",
        reference=sent.reference,
        name=sent.patient_name,
        items=items_said(sent),
        old=slot_said(scene, sent),
        new=slot_said(scene, moved),
        preparation=preparation_said(scene, moved),
    )
    return Prompt(
        body,
        (
            (QuestionButton(text("move-yes"), "move", "ok", "success"),),
            (
                QuestionButton(text("move-other"), "move", "slot"),
                QuestionButton(text("move-keep"), "move", "keep"),
            ),
        ),
    )


def hear_move(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("ok"):
            return Finish()
        case Chosen("slot"):
            return GoTo("slot")
        case Chosen("keep"):
            return Leave()
        case Typed(said, _):
            if read_command(said) in ("confirm", "done") or read_yes_no(said) is True:
                return Finish()
            if read_keeping(said) == "keep":
                return Leave()
            return Unclear()
        case _:
            return Unclear()


def ask_drop(scene: Scene) -> Prompt:
    known = booked(scene)
    keep = QuestionButton(text("drop-keep"), "drop", "keep")
    if known is None:
        return Prompt(text("change-gone"), ((keep,),))
    sent = known.submission
    body = text(
        "drop-review",
        reference=sent.reference,
        name=sent.patient_name,
        items=items_said(sent),
        slot=slot_said(scene, sent),
    )
    return Prompt(body, ((QuestionButton(text("drop-yes"), "drop", "ok", "danger"),), (keep,)))


def hear_drop(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("ok"):
            return Finish()
        case Chosen("keep"):
            return Leave()
        case Typed(said, _):
            match read_keeping(said):
                case "cancel":
                    return Finish()
                case "keep":
                    return Leave()
                case _:
                    return Unclear()
        case _:
            return Unclear()


QUESTION_MOVE = Question(key=MOVE, ask=ask_move, hear=hear_move, answered=lambda _: False)
QUESTION_DROP = Question(key=DROP, ask=ask_drop, hear=hear_drop, answered=lambda _: False)
