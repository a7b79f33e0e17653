"""At home or at the lab: asked only when both are possible."""

from dialogs.clinic import CollectionMode
from dialogs.draft import Draft
from dialogs.order import MODE, PINCODE, branch_of, mode_of, place_of, possible_modes
from dialogs.question import (
    Answer,
    Chosen,
    GaveLocation,
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
from dialogs.questions.address import ADDRESS, PLACE, Address, address_in, place_of_location
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import Text, commas, text
from dialogs.understanding.address import is_address
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
        case Typed(said, sentence):
            return _told(scene, said, sentence.pincode)
        case GaveLocation(latitude, longitude):
            # Whoever tells where they are wants somebody to come there.
            draft = scene.draft.put(PLACE, place_of_location(latitude, longitude))
            return _chosen(scene, draft, "home", text("location-kept"))
        case _:
            chosen = None
    return _chosen(scene, scene.draft, chosen)


def _chosen(scene: Scene, draft: Draft, mode: CollectionMode | None, *said_back: Text) -> Reading:
    if mode is None or mode not in possible_modes(scene.with_draft(draft)):
        return Unclear()
    return Answer(draft.put(MODE, mode), said_back)


def _told(scene: Scene, said: str, pincode: str | None) -> Reading:
    """Words: one of the two, or the place where somebody is to come to."""
    draft, mode, said_back = scene.draft, read_mode(said), list[Text]()
    if pincode is not None and scene.world.clinic.serving(pincode) is not None:
        draft, mode = draft.put(PINCODE, pincode), mode or "home"
        if pincode != scene.draft.get(PINCODE):
            said_back.append(text("pincode-summary", pincode=pincode))
    address = address_in(said) if is_address(said) else None
    if isinstance(address, Address) and mode != "lab":
        draft, mode = draft.put(ADDRESS, address), "home"
        said_back.append(text("address-summary", address=address.text))
    if not said_back:
        return _chosen(scene, draft, mode)
    return _chosen(scene, draft, mode, text("understood", answers=commas(*said_back)))


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
