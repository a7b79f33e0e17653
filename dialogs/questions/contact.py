"""The mobile number, together with the privacy notice: giving the number there is the consent."""

from dataclasses import dataclass

from dialogs.draft import Key
from dialogs.order import bill_of, cart_of
from dialogs.question import (
    Answer,
    Chosen,
    GaveContact,
    Heard,
    Look,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, ReplyButton
from dialogs.text import Money, Text, text
from dialogs.understanding.phone import read_phone
from dialogs.understanding.yes_no import read_yes_no


@dataclass(frozen=True, slots=True)
class Contact:
    """Ten digits, an Indian mobile. `own` when the patient shared their own card."""

    phone: str
    own: bool = False


CONTACT: Key[Contact] = Key("contact", Contact, personal=True)


_KEYBOARD = (
    (ReplyButton(text("contact-share"), asks="contact"),),
    (ReplyButton(text("nav-back")), ReplyButton(text("nav-help"))),
)


def ask(scene: Scene) -> Prompt:
    clinic = scene.world.clinic
    notice = text("contact-notice", clinic=clinic.name, url=clinic.privacy.notice_url or "-")
    if not clinic.privacy.notice_url:
        notice = text("contact-notice-short", clinic=clinic.name)
    known = scene.draft.get(CONTACT)
    if known is not None and _known(scene):
        body, rows = (
            text("contact-agree", notice=notice, phone=spaced(known.phone)),
            (
                (QuestionButton(text("contact-agree-button"), "contact", "agree", "success"),),
                (QuestionButton(text("contact-other"), "contact", "other"),),
            ),
        )
        return Prompt(priced(scene, body), rows)
    shown = scene.conversation.shown
    if shown is not None and shown.question == CONTACT.name and shown.revision:
        # The notice stands above already.
        return Prompt(text("contact-ask-again"), reply=_KEYBOARD, placeholder=text("contact-placeholder"))
    body = text("contact-ask", notice=notice)
    return Prompt(
        priced(scene, body),
        reply=_KEYBOARD,
        placeholder=text("contact-placeholder"),
    )


def _known(scene: Scene) -> bool:
    """Whether it is only asked if the number that was told is the one."""
    return scene.draft.get(CONTACT) is not None and scene.view != ("other",)


def priced(scene: Scene, body: Text) -> Text:
    """What the tests cost stands above the request for the number, so that nobody gives it in vain."""
    if not cart_of(scene).items:
        return body
    return text("contact-ask-priced", total=Money(bill_of(scene).total), ask=body)


def spaced(phone: str) -> str:
    return f"{phone[:5]} {phone[5:]}"


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("agree"):
            known = scene.draft.get(CONTACT)
            return (
                Unclear() if known is None else Answer(scene.draft, (text("contact-thanks"),), consents=True)
            )
        case Chosen("other"):
            return Look(("other",))
        case GaveContact(phone, own):
            said = f"+{phone.lstrip('+')}" if len(phone) > 10 else phone
        case Typed(typed, _) if _known(scene) and read_yes_no(typed) is not None:
            return hear(scene, Chosen("agree" if read_yes_no(typed) else "other"))
        case Typed(typed, sentence):
            said, own = sentence.phone or typed, False
        case _:
            return Unclear()
    number = read_phone(said)
    if number is None:
        digits = sum(character.isdigit() for character in said)
        return Unclear(text("contact-wrong")) if digits >= 5 else Unclear()
    contact = Contact(number[-10:], own)
    return Answer(scene.draft.put(CONTACT, contact), (text("contact-thanks"),), consents=True)


def is_answered(scene: Scene) -> bool:
    """A number said earlier counts once there is consent; asking for it is asking for the consent."""
    return scene.conversation.consent is not None and scene.draft.get(CONTACT) is not None


def summary(scene: Scene, contact: Contact) -> Text:
    return text("contact-summary", phone=spaced(contact.phone))


QUESTION = Question(key=CONTACT, ask=ask, hear=hear, answered=is_answered, summary=summary)
