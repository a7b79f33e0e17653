"""Safety comes before any other reading of a text: fixed words, the staff at once where a life is at stake."""

from dialogs.effects import DropTimer, Say
from dialogs.handoff import called
from dialogs.progress import Progress, ask_next
from dialogs.screen import LinkButton, Rows
from dialogs.text import text
from dialogs.understanding.readings import SafetyKind

_HELPLINE = "https://telemanas.mohfw.gov.in"


def answered(progress: Progress, kind: SafetyKind, words: str) -> Progress:
    """The fixed answer to an alarm or a wish for advice. Selling stops for the first two."""
    match kind:
        case "emergency" | "self_harm":
            rows: Rows = ()
            if kind == "self_harm" and not progress.conversation.keyboard:
                rows = ((LinkButton(text("safety-telemanas"), _HELPLINE),),)
            progress = progress.do(
                Say(text(f"safety-{kind.replace('_', '-')}"), rows), DropTimer("nudge"), DropTimer("card")
            )
            return called(progress, kind, words=words)
        case "prenatal_sex":
            return ask_next(progress.note(text("safety-prenatal-sex")))
        case "advice":
            return ask_next(progress.note(text("safety-advice")))
