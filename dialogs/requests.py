"""What is wanted of the clinic besides a booking: money back, a woman to take the sample, somebody to come at last."""

from dialogs import privacy
from dialogs.changeable import late_report, missed_visit
from dialogs.handoff import acknowledged, called
from dialogs.progress import Progress, ask_next
from dialogs.questions.review import LONGEST_NOTE, NOTE
from dialogs.text import text
from dialogs.understanding.readings import Sentence
from dialogs.understanding.requests import read_request


def requested(progress: Progress, words: str, sentence: Sentence) -> Progress | None:
    """What is wanted of the clinic besides a booking; `None` when the words want nothing of the kind."""
    scene = progress.scene
    match read_request(words):
        case "lady" if not sentence.tests and scene.is_booking:
            note = "; ".join(filter(None, (scene.draft.get(NOTE), " ".join(words.split()))))[:LONGEST_NOTE]
            noted = progress.change_task(draft=scene.draft.put(NOTE, note)).change(stumbles=0)
            return ask_next(noted.note(text("lady-noted")))
        case "lady" if not sentence.tests and scene.world.visits:
            return acknowledged(called(progress, "asked_for_person", words=words), "asked_for_person")
        case "refund" if scene.world.visits:
            return acknowledged(called(progress, "asked_for_person", words=words), "asked_for_person")
        case "absent" if (missed := missed_visit(scene)) is not None:
            progress = called(progress, "visit_missed", words=words, subject=missed.submission.id)
            return acknowledged(progress.note(text("visit-missed")), "visit_missed")
        case "report_late" if (late := late_report(scene)) is not None:
            progress = called(progress, "asked_for_person", words=words, subject=late.submission.id)
            return acknowledged(progress.note(text("report-late")), "asked_for_person")
        case "unsubscribe":
            return privacy.notice(progress)
        case _:
            return None
