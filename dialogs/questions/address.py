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
from dialogs.understanding.address import has_place
from dialogs.understanding.name import read_name

SHORTEST, LONGEST = 10, 300


@dataclass(frozen=True, slots=True)
class Address:
    """The address as told; `location` is `latitude,longitude` when it was shared."""

    text: str
    location: str = ""


ADDRESS: Key[Address] = Key("address", Address, personal=True)
PLACE: Key[str] = Key("place", str, personal=True)
"""A location that was shared before the address was asked for: `latitude,longitude`."""


def ask(scene: Scene) -> Prompt:
    match _view(scene):
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


def _view(scene: Scene) -> tuple[str, ...]:
    """How the question is seen: where a location was shared before, only the door is missing."""
    place = scene.draft.get(PLACE)
    return ("house", place) if place is not None and not scene.view else scene.view


def place_of_location(latitude: float, longitude: float) -> str:
    return f"{latitude:.6f},{longitude:.6f}"


def address_in(said: str) -> Address | Text:
    """What was typed, as an address; or why it leads nobody to a door."""
    told = _on_a_line(said)
    letters = sum(character.isalnum() for character in told)
    if len(told) > LONGEST:
        return text("address-too-long", most=LONGEST)
    if len(told) < SHORTEST or letters < 6 or _is_only_a_name(told) or not has_place(told):
        return text("address-too-short")
    return Address(told)


def _on_a_line(said: str) -> str:
    return re.sub(r"\s*\n\s*", ", ", re.sub(r"[^\S\n]+", " ", said.strip()))


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("location"):
            return Look(("location",))
        case GaveLocation(latitude, longitude):
            return Look(("house", place_of_location(latitude, longitude)))
        case Typed(said, _):
            told, view = _on_a_line(said), _view(scene)
            if view[:1] == ("house",):
                if not any(character.isalnum() for character in told) or len(told) > LONGEST:
                    return Unclear(text("address-wrong-house"))
                return Answer(scene.draft.put(ADDRESS, Address(told, view[1])))
            found = address_in(said)
            return Answer(scene.draft.put(ADDRESS, found)) if isinstance(found, Address) else Unclear(found)
        case _:
            return Unclear()


def _is_only_a_name(told: str) -> bool:
    """Two or three bare words that make a name lead nobody to a door."""
    plain = not any(character.isdigit() or character in ",/-" for character in told)
    return plain and len(told.split()) <= 3 and read_name(told) is not None


def summary(scene: Scene, address: Address) -> Text:
    return text("address-summary-located" if address.location else "address-summary", address=address.text)


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
