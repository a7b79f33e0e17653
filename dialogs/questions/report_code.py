"""The code that the lab has sent to the number. It is passed on, never kept."""

import re
import unicodedata
from dataclasses import replace
from math import ceil

from dialogs.login import LOGIN, NUMBER, SEND_AGAIN_AFTER, WAITING, begun, may_send
from dialogs.question import Answer, Chosen, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, Rows
from dialogs.text import text

_CODE = re.compile(r"\d{4,8}")


def ask(scene: Scene) -> Prompt:
    login, number = scene.draft.get(LOGIN), scene.draft.get(NUMBER) or ""
    another = QuestionButton(text("report-code-another"), "report_code", "another")
    again = QuestionButton(text("report-code-again"), "report_code", "again")
    if login is not None and login.stage in WAITING:
        return Prompt(text("report-waiting"), ((another,),))
    rows: Rows = ((again,), (another,))
    if login is None or login.stage == "over":
        return Prompt(text("report-code-over"), rows)
    return Prompt(
        text("report-code-ask", ending=number[-2:]), rows, placeholder=text("report-code-placeholder")
    )


def hear(scene: Scene, heard: Heard) -> Reading:
    login = scene.draft.get(LOGIN)
    match heard:
        case Chosen("another"):
            return Answer(scene.draft.drop(NUMBER, LOGIN))
        case Chosen("again"):
            return _sent_again(scene)
        case Typed() if login is not None and login.stage in WAITING:
            return Unclear(text("report-still-waiting"))
        case Typed(said, _) if login is not None and login.stage == "code":
            found = _CODE.fullmatch(re.sub(r"[\s-]", "", _latin_digits(said)))
            if found is None:
                return Unclear(text("report-code-unclear"))
            return Answer(scene.draft.put(LOGIN, replace(login, stage="checking", code=found[0])))
        case _:
            return Unclear()


def _latin_digits(said: str) -> str:
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in said)


def _sent_again(scene: Scene) -> Reading:
    login = scene.draft.get(LOGIN)
    if login is not None:
        left = (login.sent_at + SEND_AGAIN_AFTER - scene.stamp.now).total_seconds()
        if left > 0:
            return Unclear(text("report-code-wait", seconds=ceil(left)))
    if not may_send(scene):
        return Unclear(text("report-code-limit"))
    return Answer(scene.draft.put(LOGIN, begun(scene)))


def is_answered(scene: Scene) -> bool:
    login = scene.draft.get(LOGIN)
    return login is not None and login.stage == "list"


QUESTION = Question(
    key=LOGIN,
    ask=ask,
    hear=hear,
    applies=lambda scene: not is_answered(scene),
    answered=is_answered,
)
