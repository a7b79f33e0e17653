"""Where the patient is: the pincode, and with it the branch that comes there."""

import re

from dialogs.order import PINCODE, branch_to_visit, place_of
from dialogs.question import Answer, Chosen, HandOver, Heard, Look, Prompt, Question, Reading, Typed, Unclear
from dialogs.questions.address import ADDRESS, Address, address_in
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import Text, text
from dialogs.understanding.address import is_address
from dialogs.understanding.mode import read_mode
from dialogs.understanding.pincode import read_pincode

_UNKNOWN = re.compile(
    r"\b(?:do ?n[o']?t|don't|not|nahi|nhi|nahin)\b.{0,12}\b(?:know|sure|remember|pata|maloom|malum|yaad)\b"
    r"|\b(?:pata|maloom|malum|yaad)\b.{0,6}\b(?:nahi|nhi|nahin)\b|\bno idea\b"
    r"|(?:पता|मालूम|याद)\s*(?:नहीं|नही)|(?:नहीं|नही)\s*(?:पता|मालूम|याद)",
    re.IGNORECASE,
)


def ask(scene: Scene) -> Prompt:
    match scene.view:
        case ("unserved", pincode):
            rows = [
                (QuestionButton(text("pincode-call-me"), "pincode", "person", "primary"),),
                (QuestionButton(text("pincode-another"), "pincode", "another"),),
            ]
            visit = branch_to_visit(scene)
            if visit is None:
                return Prompt(text("pincode-unserved", pincode=pincode), tuple(rows))
            rows.insert(0, (QuestionButton(text("pincode-visit"), "pincode", pincode, "success"),))
            return Prompt(
                text("pincode-unserved-visit", pincode=pincode, branch=place_of(visit, scene)), tuple(rows)
            )
        case ("unknown",):
            return Prompt(
                text("pincode-unknown"), ((QuestionButton(text("pincode-call-me"), "pincode", "call"),),)
            )
        case _:
            return Prompt(text("pincode-ask"), placeholder=text("pincode-placeholder"))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("another"):
            return Look(())
        case Chosen("call"):
            return HandOver("asked_for_call")
        case Chosen("person"):
            return HandOver("not_served", scene.view[1] if scene.view[:1] == ("unserved",) else "")
        case Chosen(value):
            # Only the button of a pincode that is not served says a pincode: a visit was chosen.
            return Answer(scene.draft.put(PINCODE, value)) if read_pincode(value) else Unclear()
        case Typed(said, sentence):
            pincode = read_pincode(said) or sentence.pincode
            if pincode is None and scene.view[:1] == ("unserved",) and read_mode(said) == "lab":
                return (
                    Answer(scene.draft.put(PINCODE, scene.view[1])) if branch_to_visit(scene) else Unclear()
                )
            if pincode is None and _UNKNOWN.search(said):
                return Look(("unknown",))
            if pincode is None:
                digits = sum(character.isdigit() for character in said)
                return Unclear(text("pincode-wrong")) if digits >= 4 else Unclear()
            if scene.world.clinic.serving(pincode) is None:
                return Look(("unserved", pincode))
            draft = scene.draft.put(PINCODE, pincode)
            address = address_in(said) if is_address(said) else None
            if not isinstance(address, Address):
                return Answer(draft)
            told = text("understood", answers=text("address-summary", address=address.text))
            return Answer(draft.put(ADDRESS, address), (told,))
        case _:
            return Unclear()


def summary(scene: Scene, pincode: str) -> Text:
    return text("pincode-summary", pincode=pincode)


QUESTION = Question(key=PINCODE, ask=ask, hear=hear, summary=summary)
