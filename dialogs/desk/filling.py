"""A staff member gives or corrects an answer of the patient's open booking."""

from dataclasses import replace

from dialogs.case import Case
from dialogs.effects import Say, TellStaff, Toast
from dialogs.events import StaffActed, StaffSaid
from dialogs.hearing import sentence_of
from dialogs.progress import Progress, question_named
from dialogs.question import Answer, Typed
from dialogs.reading import read
from dialogs.text import Text, text


def asked(progress: Progress, case: Case, event: StaffActed, name: str) -> Progress:
    """The staff member wants to answer that question; their next words are the answer."""
    question = question_named(progress.scene, name) if progress.scene.is_booking else None
    if question is None:
        return progress.do(Toast(event.query_id, text("staff-case-over"), for_staff=True))
    asking = replace(case, view="", asking=f"fill-{name}")
    line = TellStaff(text("staff-ask-answer", what=text(f"edit-{name}")), case.id)
    return progress.with_case(asking).do(Toast(event.query_id), line)


def filled(progress: Progress, case: Case, event: StaffSaid) -> Progress:
    """The answer in a staff member's words, to the same rules as a patient's. The patient sees what was put down."""
    scene = progress.scene.with_view()
    question = question_named(scene, case.asking.removeprefix("fill-")) if scene.is_booking else None
    if question is None:
        return progress.with_case(replace(case, asking=""))
    reading = question.hear(scene, Typed(event.text, sentence_of(scene, event.text)))
    if not isinstance(reading, Answer):
        line = text("staff-answer-unclear", what=text(f"edit-{question.name}"))
        return progress.do(TellStaff(line, case.id))
    notes = progress.notes
    # What the staff know of a number is no consent of the patient's.
    progress = read(progress, question, replace(reading, consents=False), show=False)
    value = progress.scene.draft.get(question.key)
    put: Text | None = question.summary(progress.scene, value) if value is not None else None
    said = put or text("team-put", what=text(f"edit-{question.name}"), words=event.text)
    told = text("team-noted", clinic=scene.world.clinic.name, what=said)
    progress = replace(progress, notes=notes).with_case(replace(case, asking="", view="fill"))
    return progress.do(Say(told), TellStaff(text("staff-answer-noted", what=said), case.id))
