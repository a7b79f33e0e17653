"""Hosts from which no report may be fetched: of each the clinic's staff have one thing to do, however many reports lie
there. It hangs on the case of the chat whose report was the first; signs of the others are added to its card."""

from dataclasses import replace

from dialogs.case import Case, StaffTask
from dialogs.desk.card import card_rows, card_text, topic_name
from dialogs.effects import PutCase
from dialogs.events import HostRefused
from dialogs.handoff import called, resolved
from dialogs.progress import Progress

_SIGNS_KEPT = 500


def first_refused(progress: Progress, host: str, subject: str, sign: str) -> Progress:
    """The staff are called: nobody has told them of this host lately. `sign` is what they find the report by."""
    progress = called(progress, "report_problem", words=host, subject=subject, waits=False)
    found = _about(progress, host, subject)
    return _with_signs(progress, *found, (sign,)) if found is not None and sign else progress


def refused_again(progress: Progress, event: HostRefused) -> Progress:
    """One more report lies there, or one of them came after all. Nobody is called again: the card is edited, also when
    its case is over. Only where nothing of it is left are the staff called once more."""
    found = _about(progress, event.host, event.subject)
    if found is None:
        if event.here:
            return progress
        return first_refused(progress, event.host, event.subject, event.sign)
    case, task = found
    if event.here:
        return without_sign(progress, case, task, event.sign)
    if event.sign in task.signs:
        return progress
    return _with_signs(progress, case, task, (*task.signs, event.sign)[-_SIGNS_KEPT:])


def without_sign(progress: Progress, case: Case, task: StaffTask, sign: str) -> Progress:
    """A report has come: when it was the last of those, there is nothing left to do."""
    left = tuple(each for each in task.signs if each != sign)
    if left or not task.is_open:
        return progress if left == task.signs else _with_signs(progress, case, task, left)
    case = case.answered(task, "settled")
    progress = progress.with_case(case)
    return progress if case.open_tasks or case.state == "claimed" else resolved(progress)


def _about(progress: Progress, host: str, subject: str) -> tuple[Case, StaffTask] | None:
    """What the staff were last asked to do about the host: what is still open first."""
    world = progress.scene.world
    cases = [case for case in (world.past_case, world.case) if case is not None]
    found = [(case, task) for case in cases for task in case.of_host(host, subject)]
    return max(found, key=lambda each: (each[1].is_open, each[1].at), default=None)


def _with_signs(progress: Progress, case: Case, task: StaffTask, signs: tuple[str, ...]) -> Progress:
    tasks = tuple(replace(each, signs=signs) if each == task else each for each in case.tasks)
    told = replace(case, tasks=tasks)
    open_ = progress.scene.world.case
    if open_ is not None and open_.id == case.id:
        return progress.with_case(told)
    scene = progress.scene
    return progress.do(PutCase(told, card_text(scene, told), card_rows(scene, told), topic_name(scene, told)))
