"""Which of the old reports is wanted. Those of people whom this chat has not booked for are shown only after a question."""

from dataclasses import replace
from datetime import date

from dialogs.events import OldReport
from dialogs.login import LISTED, LOGIN, is_held_back, is_known
from dialogs.question import Answer, Chosen, Heard, Look, Prompt, Question, Reading, Unclear
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, Rows
from dialogs.text import Day, Text, text

MOST_SHOWN = 8


def shown(scene: Scene) -> tuple[OldReport, ...]:
    login = scene.draft.get(LOGIN)
    found = [each for each in (login.found if login is not None else ()) if not is_held_back(scene, each)]
    return tuple(each for each in found if (login and login.others) or is_known(scene, each))[:MOST_SHOWN]


def ask(scene: Scene) -> Prompt:
    login = scene.draft.get(LOGIN)
    found = login.found if login is not None else ()
    hidden = [each for each in found if not is_known(scene, each)] if login and not login.others else []
    if scene.view == ("others",):
        rows: Rows = (
            (QuestionButton(text("report-others-yes"), "report_list", "show"),),
            (QuestionButton(text("report-others-no"), "report_list", "back"),),
        )
        return Prompt(text("report-others-ask", count=len(hidden)), rows)
    rows = tuple(
        (QuestionButton(_label(each), "report_list", each.id),) for each in shown(scene) if each.ready
    )
    if hidden:
        rows = (*rows, (QuestionButton(text("report-others", count=len(hidden)), "report_list", "others"),))
    if not found:
        return Prompt(text("report-list-none"))
    return Prompt(text("report-list-ask"), rows)


def _label(report: OldReport) -> Text:
    try:
        day = date.fromisoformat(report.day)
    except ValueError:
        return text("report-list-undated")
    return text("report-list-item", day=Day(day), year=str(day.year))


def hear(scene: Scene, heard: Heard) -> Reading:
    login = scene.draft.get(LOGIN)
    match heard:
        case Chosen("others"):
            return Look(("others",))
        case Chosen("back"):
            return Look(())
        case Chosen("show") if login is not None:
            return Answer(scene.draft.put(LOGIN, replace(login, others=True)))
        case Chosen(value) if login is not None and any(each.id == value for each in shown(scene)):
            return Answer(scene.draft.put(LOGIN, replace(login, wanted=value)), (text("report-coming"),))
        case _:
            return Unclear()


QUESTION = Question(key=LISTED, ask=ask, hear=hear, answered=lambda _: False)
