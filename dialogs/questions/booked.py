"""Which booking is meant, when several are still to come."""

from dialogs.cart import Cart
from dialogs.changeable import hindrance, hindrance_said, still_to_come
from dialogs.draft import Draft
from dialogs.order import BOOKED, CART, PINCODE
from dialogs.outcome import slot_said
from dialogs.question import Answer, Chosen, Heard, Look, Prompt, Question, Reading, Typed, Unclear
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.submission import Booking, ChangeKind
from dialogs.text import Text, text
from dialogs.understanding.choice import read_choice
from dialogs.understanding.relation import read_relation
from dialogs.understanding.scripts import latin_name


def about(draft: Draft, booking: Booking) -> Draft:
    """The draft of a change to this booking: its tests and place are what slots are looked for."""
    sent = booking.submission
    draft = draft.put(BOOKED, sent.id).put(CART, Cart(tuple(item.id for item in sent.items), closed=True))
    return draft.put(PINCODE, sent.pincode) if sent.pincode else draft


def kind_of(scene: Scene) -> ChangeKind:
    return "cancel" if scene.task.kind == "cancel" else "reschedule"


def ask(scene: Scene) -> Prompt:
    rows = tuple(
        (
            QuestionButton(
                text(
                    "booked-option",
                    name=booking.submission.patient_name,
                    slot=slot_said(scene, booking.submission),
                ),
                "booked",
                booking.submission.reference,
            ),
        )
        for booking in still_to_come(scene)
    )
    return Prompt(text(f"booked-ask-{kind_of(scene)}"), rows)


def hear(scene: Scene, heard: Heard) -> Reading:
    known = still_to_come(scene)
    match heard:
        case Chosen(reference):
            found = [booking for booking in known if booking.submission.reference == reference]
        case Typed(said, sentence):
            number = read_choice(said)
            if number is not None and number <= len(known):
                found = [known[number - 1]]
            else:
                found = named(scene, said) or [
                    booking
                    for booking in known
                    if sentence.when is not None and _day(scene, booking) == sentence.when.date
                ]
        case _:
            found = []
    if len(found) != 1:
        return Unclear(text("booked-unclear"))
    why = hindrance(scene, found[0], kind_of(scene))
    if why is not None:
        return Look((), hindrance_said(scene, found[0], why))
    return Answer(about(scene.draft, found[0]))


def named(scene: Scene, said: str) -> list[Booking]:
    """The bookings still to come that words name: by reference, by the patient, or by what the patient is to them."""
    letters = "".join(each for each in said.casefold() if each.isalnum())
    words, relation = set(latin_name(said).casefold().split()), read_relation(said)
    found = []
    for booking in still_to_come(scene):
        sent = booking.submission
        names = latin_name(sent.patient_name).casefold().split()
        by_reference = sent.reference.replace("-", "").casefold() in letters
        if by_reference or (names and names[0] in words) or (relation and relation == sent.relation):
            found.append(booking)
    return found


def _day(scene: Scene, booking: Booking) -> object:
    slot = booking.submission.slot
    branch = scene.world.clinic.branch(booking.submission.branch_id)
    zone = branch.zone if branch else scene.world.clinic.zone
    return slot.astimezone(zone).date() if slot is not None else None


def summary(scene: Scene, submission_id: str) -> Text | None:
    booking = scene.world.booking(submission_id)
    return text("booked-summary", reference=booking.submission.reference) if booking else None


QUESTION = Question(
    key=BOOKED,
    ask=ask,
    hear=hear,
    # Once it is known which is meant, going back leads out of the change.
    applies=lambda scene: scene.draft.get(BOOKED) is None,
    summary=summary,
)
