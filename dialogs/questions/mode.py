"""At home or at the lab: asked only when both are possible."""

from dialogs.clinic import CollectionMode
from dialogs.order import MODE, branch_of, mode_of, place_of, possible_modes
from dialogs.question import (
    Answer,
    Chosen,
    GoTo,
    HandOver,
    Heard,
    NoLonger,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import Text, text
from dialogs.understanding.mode import read_mode


def ask(scene: Scene) -> Prompt:
    branch = branch_of(scene)
    if not possible_modes(scene) or branch is None:
        return Prompt(
            text("mode-impossible"),
            (
                (QuestionButton(text("mode-change-tests"), "mode", "tests"),),
                (QuestionButton(text("nav-person"), "mode", "person", "primary"),),
            ),
        )
    return Prompt(
        text("mode-ask", branch=place_of(branch, scene)),
        (
            (QuestionButton(text("mode-home"), "mode", "home"),),
            (QuestionButton(text("mode-lab"), "mode", "lab"),),
        ),
    )


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("tests"):
            return GoTo("tests")
        case Chosen("person"):
            return HandOver("unknown_test")
        case Chosen("home") | Chosen("lab"):
            chosen: CollectionMode | None = "home" if heard.value == "home" else "lab"
        case Typed(said, _):
            chosen = read_mode(said)
        case _:
            chosen = None
    if chosen is None or chosen not in possible_modes(scene):
        return Unclear()
    return Answer(scene.draft.put(MODE, chosen))


def summary(scene: Scene, mode: CollectionMode) -> Text | None:
    branch = branch_of(scene)
    return text("mode-summary-lab", branch=place_of(branch, scene)) if mode == "lab" and branch else None


def recheck(scene: Scene, mode: CollectionMode) -> NoLonger | None:
    return None if mode in possible_modes(scene) else NoLonger(text("mode-changed"))


QUESTION = Question(
    key=MODE,
    ask=ask,
    hear=hear,
    applies=lambda scene: branch_of(scene) is not None and len(possible_modes(scene)) != 1,
    answered=lambda scene: mode_of(scene) is not None,
    depends_on=("tests", "pincode"),
    recheck=recheck,
    summary=summary,
)
