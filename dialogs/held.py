"""Reports that a person releases: what they find is not for a chat to tell first."""

from dialogs.care import is_held
from dialogs.scene import Scene
from dialogs.submission import Booking

ADULT = 18


def held(scene: Scene, booking: Booking) -> bool:
    """Whether a test of the booking, or one inside a package of it, is of that kind."""
    sent = booking.submission
    branch = scene.world.clinic.branch(sent.branch_id)
    shelf = scene.shelf_of(branch)
    known = shelf.catalogue.items if shelf is not None else {}
    inside = [known[test].name for item in sent.items for test in item.contains if test in known]
    return any(map(is_held, [*(item.name for item in sent.items), *inside, *sent.described]))


def of_another_adult(booking: Booking) -> bool:
    """Whether somebody else, who is grown up, is whom the report is about: it never goes through the booker's chat."""
    sent = booking.submission
    return sent.relation not in (None, "self") and sent.age.unit == "years" and sent.age.value >= ADULT
