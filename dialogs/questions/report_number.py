"""Whose number the reports are under: the lab sends a code there."""

from dialogs.login import LOGIN, NUMBER, begun, may_send
from dialogs.question import Answer, Chosen, GaveContact, Heard, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.contact import spaced
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import text
from dialogs.understanding.phone import read_phone


def known_numbers(scene: Scene) -> tuple[str, ...]:
    """Numbers that this chat has booked with, the last first."""
    booked = [each.submission.phone for each in reversed(scene.world.bookings)]
    return tuple(dict.fromkeys([*booked, *(each.phone for each in scene.world.people)]))[:4]


def ask(scene: Scene) -> Prompt:
    clinic = scene.world.clinic
    rows = tuple(
        (QuestionButton(spaced(number), "report_number", number),) for number in known_numbers(scene)
    )
    notice = text("report-number-notice", clinic=clinic.name, url=clinic.privacy.notice_url or "/privacy")
    key = "report-number-ask" if scene.conversation.consent is not None else "report-number-ask-noticed"
    args = {} if scene.conversation.consent is not None else {"notice": notice}
    return Prompt(text(key, **args), rows, placeholder=text("contact-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen(value):
            said = value if value in known_numbers(scene) else ""
        case GaveContact(phone, _):
            said = f"+{phone.lstrip('+')}" if len(phone) > 10 else phone
        case Typed(typed, sentence):
            said = sentence.phone or typed
        case _:
            return Unclear()
    number = read_phone(said)
    if number is None:
        return Unclear(text("contact-wrong"))
    if not may_send(scene):
        return Unclear(text("report-code-limit"))
    draft = scene.draft.put(NUMBER, number[-10:]).put(LOGIN, begun(scene))
    return Answer(draft, consents=True)


QUESTION = Question(key=NUMBER, ask=ask, hear=hear)
