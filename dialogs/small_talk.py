"""What is said between the answers: it is met kindly, and the open question stays open."""

from dialogs.desk.hours import next_opening
from dialogs.effects import Say
from dialogs.navigation import booking_begun
from dialogs.progress import Progress, ask_next
from dialogs.text import Moment, Text, lines, text
from dialogs.understanding.small_talk import SmallTalk

_OFTEN = 3
_SIGNS_EVERY = 3


def answered(progress: Progress, kind: SmallTalk) -> Progress:
    """A word back, and the open question again where somebody seems to wait for it."""
    conversation = progress.conversation
    if conversation.mode == "waiting" and kind in ("greeting", "later"):
        return unseen(progress)
    begun = bool(conversation.tasks)
    match kind:
        case "greeting":
            times = conversation.stumbles + 1
            said = text("small-greeting-often" if times >= _OFTEN else "small-greeting")
            progress = progress.note(said).change(stumbles=times)
            return ask_next(progress if begun or progress.scene.world.visits else booking_begun(progress))
        case "thanks" | "fine" if conversation.mode == "waiting" and not begun:
            return progress.do(Say(text(f"small-{kind}")))
        case "thanks":
            return (
                ask_next(progress.note(text("small-thanks")))
                if begun
                else progress.do(Say(text("small-thanks")))
            )
        case "later":
            return progress.do(Say(text("small-later" if begun else "small-fine")))
        case "fine":
            return ask_next(progress) if begun else progress.do(Say(text("small-fine")))


def unseen(progress: Progress, *, always: bool = False) -> Progress:
    """While nobody of the staff has come, the patient hears now and then that what they send lies there unread."""
    times = progress.conversation.stumbles
    progress = progress.change(stumbles=times + 1)
    if times % _SIGNS_EVERY and not always:
        return progress
    scene, case = progress.scene, progress.scene.world.case
    seen = case is not None and case.state == "claimed"
    parts: list[Text] = [text("media-passed-on" if seen else "waiting-unseen")]
    opens = next_opening(scene.world.clinic, scene.stamp.now)
    if opens is not None:
        parts.append(text("handoff-closed", opens=Moment(opens, scene.world.clinic.zone)))
    return progress.do(Say(text("notes", notes=lines(*parts))))
