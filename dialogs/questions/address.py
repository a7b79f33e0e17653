"""Where the phlebotomist comes to: an address in words, or a shared location and a house number."""

import re
from dataclasses import dataclass

from dialogs.draft import Key
from dialogs.order import PINCODE, mode_of
from dialogs.question import (
    Answer,
    Chosen,
    GaveLocation,
    Heard,
    Look,
    NoLonger,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, ReplyButton
from dialogs.text import Text, text
from dialogs.understanding.name import read_name

SHORTEST, LONGEST = 10, 300


@dataclass(frozen=True, slots=True)
class Address:
    """The address as told; `location` is `latitude,longitude` when it was shared."""

    text: str
    location: str = ""


ADDRESS: Key[Address] = Key("address", Address, personal=True)


def ask(scene: Scene) -> Prompt:
    match scene.view:
        case ("location",):
            return Prompt(
                text("address-ask-location"),
                reply=(
                    (ReplyButton(text("address-share"), asks="location"),),
                    (ReplyButton(text("nav-back")), ReplyButton(text("nav-help"))),
                ),
            )
        case ("house", _):
            return Prompt(text("address-ask-house"), placeholder=text("address-house-placeholder"))
        case _:
            return Prompt(
                text("address-ask"),
                ((QuestionButton(text("address-use-location"), "address", "location"),),),
                placeholder=text("address-placeholder"),
            )


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("location"):
            return Look(("location",))
        case GaveLocation(latitude, longitude):
            return Look(("house", f"{latitude:.6f},{longitude:.6f}"))
        case Typed(said, _):
            told = re.sub(r"\s*\n\s*", ", ", re.sub(r"[^\S\n]+", " ", said.strip()))
            if scene.view[:1] == ("house",):
                if not any(character.isalnum() for character in told) or len(told) > LONGEST:
                    return Unclear(text("address-wrong-house"))
                return Answer(scene.draft.put(ADDRESS, Address(told, scene.view[1])))
            letters = sum(character.isalnum() for character in told)
            if len(told) > LONGEST:
                return Unclear(text("address-too-long", most=LONGEST))
            if len(told) < SHORTEST or letters < 6 or _is_only_a_name(told):
                return Unclear(text("address-too-short"))
            return Answer(scene.draft.put(ADDRESS, Address(told)))
        case _:
            return Unclear()


def _is_only_a_name(told: str) -> bool:
    """Two or three bare words that make a name lead nobody to a door."""
    plain = not any(character.isdigit() or character in ",/-" for character in told)
    return plain and len(told.split()) <= 3 and read_name(told) is not None


def summary(scene: Scene, address: Address) -> Text:
    return text("address-summary", address=address.text)


def recheck(scene: Scene, address: Address) -> NoLonger | None:
    """An address belongs to its pincode; one that names the new pincode still holds."""
    pincode = scene.draft.get(PINCODE)
    if pincode is not None and pincode in address.text:
        return None
    return NoLonger(text("address-check"))


QUESTION = Question(
    key=ADDRESS,
    ask=ask,
    hear=hear,
    applies=lambda scene: mode_of(scene) == "home",
    depends_on=("pincode",),
    recheck=recheck,
    summary=summary,
    wants="words",
)
