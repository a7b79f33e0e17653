"""Words of the patient: what they are taken for, in order of precedence.

Safety, then reserved words and the labels on the screen, then an answer to the open question, then a common
question, then whatever else the sentence says about the booking; what is left was not understood.
"""

import re
import unicodedata
from dataclasses import replace
from functools import partial

from dialogs import again, changing, common_questions, lead, old_reports, privacy, safety, small_talk
from dialogs.case import Cause
from dialogs.changeable import still_to_come
from dialogs.conversation import Shown
from dialogs.correcting import address_corrected, corrected
from dialogs.draft import Draft
from dialogs.handoff import acknowledged, called, ended_by_patient, passed_on
from dialogs.navigation import booking_begun, cancelled, language_chosen, navigated, pressed_value, restarted
from dialogs.not_understood import not_understood, said_besides, unclear_at_home
from dialogs.order import CART, PINCODE, booked, branch_of
from dialogs.outcome import bookings_said
from dialogs.person import SavedPerson
from dialogs.progress import ASIDE, Progress, ask_next, current, question_named, told_questions
from dialogs.question import Answer, Look, Question, Typed, Unclear
from dialogs.questions.address import ADDRESS, Address, address_in
from dialogs.questions.change_review import MOVE
from dialogs.questions.contact import CONTACT, Contact
from dialogs.questions.new_slot import present
from dialogs.questions.person import (
    AGE,
    GENDER,
    NAME,
    WHO,
    saved_person,
    says_a_person,
    whose,
    with_described,
    with_saved,
)
from dialogs.questions.slot import SLOT, WISH
from dialogs.questions.tests import open_results, with_mentions
from dialogs.reading import read
from dialogs.requests import requested
from dialogs.scene import Scene
from dialogs.screen import QuestionButton
from dialogs.text import commas, listed, text
from dialogs.understanding import search
from dialogs.understanding.address import is_address
from dialogs.understanding.commands import (
    Command,
    asks_about_privacy,
    asks_again,
    asks_for_call,
    read_command,
    read_language,
)
from dialogs.understanding.correction import is_correction
from dialogs.understanding.faq import read_faq
from dialogs.understanding.readings import Sentence
from dialogs.understanding.requests import asks_how_long, asks_when_coming, read_change_of, read_thing
from dialogs.understanding.safety import explain as explain_safety
from dialogs.understanding.sentence import read_sentence
from dialogs.understanding.small_talk import read_small_talk
from dialogs.understanding.written_language import read_written_language
from dialogs.understanding.yes_no import read_yes_no

_FEW_WORDS = 3
_ASKS_WHERE = re.compile(r"[?]|\b(?:where|kahan|kaha|kidhar|which)\b|कहाँ|कहां|किधर", re.IGNORECASE)
_RESERVED = {"nav-back": "back", "nav-help": "help", "lead-skip": "skip"}


def said(progress: Progress, words: str, message_id: int, reply_to: int | None = None) -> Progress:
    """A text message of the patient; `reply_to` is the message that it answers."""
    kind, why = explain_safety(words)
    if progress.conversation.mode == "staff" and kind not in ("emergency", "self_harm"):
        return _said_to_staff(progress, words, message_id, reply_to)
    if kind in (None, "advice") and asks_about_privacy(words):
        return ask_next(privacy.notice(progress))
    if kind is not None and not (kind == "advice" and _is_no_wish_for_advice(progress.scene, words, why)):
        return safety.answered(progress, kind, words)
    case = progress.scene.world.case
    before = progress
    progress = _offering(progress, words)
    progress = _steered(progress, words) or _read(progress, words, message_id)
    secret = before.scene.task.kind == "reports"
    waiting = before.conversation.mode == "waiting" and progress.conversation.mode == "waiting"
    if waiting and case is not None and not secret:
        progress = passed_on(progress, message_id, words=words, reply_to=reply_to)
    return progress


def _offering(progress: Progress, words: str) -> Progress:
    """Offers, once, to speak the language that the patient writes in."""
    conversation, clinic = progress.conversation, progress.scene.world.clinic
    written = read_written_language(words)
    if written not in clinic.locales or written in (None, progress.scene.language, *conversation.offered):
        return progress
    return progress.change(offer=written, offered=(*conversation.offered, written))


def _is_no_wish_for_advice(scene: Scene, words: str, why: str) -> bool:
    """A few words that merely resemble a wish for advice are a common question, an answer, or nothing clear."""
    guessed = "likeness" in why and (len(words.split()) <= _FEW_WORDS or read_faq(words) is not None)
    return guessed or _answers(scene, words)


def _answers(scene: Scene, words: str) -> bool:
    """Whether the words are an answer to an open question that takes no other words than answers."""
    question = current(scene)
    if question is None or (question.wants == "words" and question.name not in (WHO.name, NAME.name)):
        return False
    if question.name == CART.name:
        return False
    return isinstance(question.hear(scene, Typed(words, sentence_of(scene, words))), Answer)


def _said_to_staff(progress: Progress, words: str, message_id: int, reply_to: int | None) -> Progress:
    case = progress.scene.world.case
    if case is None:
        # The case is over elsewhere: nobody may be left talking to no one.
        return said(progress.change(mode="bot"), words, message_id)
    if read_command(words) == "end":
        return ended_by_patient(progress)
    return passed_on(progress, message_id, words=words, reply_to=reply_to)


def _steered(progress: Progress, words: str) -> Progress | None:
    """Reserved words: a language's name, a command, a label that stands on the screen."""
    scene = progress.scene
    language = read_language(words)
    if language in scene.world.clinic.locales and language is not None:
        return ask_next(language_chosen(progress, language).look())
    label = _label(scene, words)
    if label is not None:
        return navigated(progress, label) if "=" not in label else pressed_value(progress, label)
    chosen = scene.draft.get(CART)
    if asks_again(words) and not (scene.is_booking and chosen is not None and chosen.items):
        return again.again_in_words(progress, words)
    command = read_command(words)
    return _commanded(progress, command, words) if command else None


def _commanded(progress: Progress, command: Command, words: str) -> Progress | None:
    match command:
        case "undo":
            return navigated(progress, "undo" if progress.scene.task.before is not None else "back")
        case "back" | "help" | "keep" if command != "keep" or progress.scene.task.focus:
            return navigated(progress, command)
        case "cancel" if progress.scene.task.kind == "cancel":
            # There it is an answer.
            return None
        case "cancel":
            return _cancel(progress)
        case "restart":
            return restarted(progress)
        case "language":
            return ask_next(progress.look("language"))
        case "person":
            return acknowledged(called(progress, "asked_for_person", words=words), "asked_for_person")
        case "call":
            return acknowledged(called(progress, "asked_for_call", words=words), "asked_for_call")
        case "bookings":
            return _shown_bookings(progress)
        case "reports" if progress.scene.world.clinic.old_reports:
            return old_reports.wanted(progress)
        case "book" if not progress.scene.is_booking:
            return ask_next(booking_begun(progress))
        case "takeback" if progress.conversation.tasks and not progress.scene.is_booking:
            return cancelled(progress)
        case "takeback" if awaited := [b for b in progress.scene.world.bookings if b.awaited is not None]:
            if len(awaited) == 1:
                return changing.taken_back(progress, awaited[0])
            return _shown_bookings(progress)
        case "end" if progress.conversation.mode == "waiting":
            return ended_by_patient(progress)
        case _:
            return None


def _cancel(progress: Progress) -> Progress:
    if progress.conversation.tasks or not still_to_come(progress.scene):
        return cancelled(progress)
    return changing.wanted(progress, "cancel")


def _shown_bookings(progress: Progress) -> Progress:
    """The bookings, each with what can be done with it."""
    return ask_next(progress.do(*bookings_said(progress.scene)))


def _label(scene: Scene, words: str) -> str | None:
    """The button whose label was typed: `back`, `help`, or the `question=value` of one on the screen."""
    typed = _letters(words)
    if not typed:
        return None
    vocabulary = scene.world.words
    for key, value in _RESERVED.items():
        if any(typed == _letters(vocabulary.plain(text(key), language)) for language in vocabulary.languages):
            return value
    question = current(scene)
    if question is None or scene.view in ASIDE:
        return None
    for row in question.ask(scene).rows:
        for button in row:
            if isinstance(button, QuestionButton) and typed == _letters(scene.plain(button.label)):
                return f"{button.question}={button.value}"
    return None


def _letters(words: str) -> str:
    """A label without its signs and pictures, so that typing it needs none of them."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in words)
    return " ".join("".join(kept).split()).casefold()


def _read(progress: Progress, words: str, message_id: int) -> Progress:
    if progress.scene.view == ("leave",) and (yes := read_yes_no(words)) is not None:
        return cancelled(progress) if yes else ask_next(progress.look())
    if progress.scene.view in ASIDE:
        # Help on the screen does not stand in the way of an answer.
        progress = progress.look()
    before, scene = progress, progress.scene
    question, sentence = current(scene), _plain_address(words, sentence_of(scene, words))
    wanted = requested(progress, words, sentence)
    if wanted is not None and not (question and question.takes_anything(scene)):
        return wanted
    if question is None:
        return _read_at_home(progress, words, sentence)
    typed = Typed(words, sentence)
    if scene.task.kind == "reports":
        return _read_for_reports(progress, question, typed, message_id)
    if not scene.is_booking:
        return _read_in_change(progress, question, typed, message_id)
    if question.takes_anything(scene):
        return read(progress, question, question.hear(scene, typed), message_id)
    said = read_small_talk(words) if question.wants == "words" and question.name != "review" else None
    if said is not None:
        return said_besides(progress, said, words)
    again = question_named(scene, read_change_of(words))
    if again is not None and again.name != question.name and scene.draft.get(again.key) is not None:
        view = ("other",) if again.name == CONTACT.name else ()
        shown = Shown(again.name, progress.conversation.revision, view)
        return ask_next(progress.change_task(focus=again.name).change(shown=shown, stumbles=0))
    if again is not None and again.name == question.name == CART.name:
        return ask_next(progress.look().change(stumbles=0))
    if question.name == "review" and is_address(words) and scene.draft.get(ADDRESS) is not None:
        moved = address_corrected(progress, words)
        if moved is not None:
            return ask_next(moved)
    if is_correction(words) and not _is_about(question, sentence):
        changed = corrected(progress, sentence)
        if changed is not None:
            return ask_next(changed)
    # Almost any words would do for an address or a test, so there a question is one before it is an answer.
    told = (
        _told(progress, words, sentence)
        if not _books(sentence) and _may_ask_first(scene, question, words, sentence)
        else None
    )
    if told is not None:
        return told
    reading = question.hear(scene, typed)
    match reading:
        case Answer() | Look():
            progress = read(progress, question, reading, message_id, show=False)
            return ask_next(lead.resumed(before, _filled(progress, sentence, besides=question)))
        case Unclear(reason):
            # A test is named at another question only to be taken or left; at the review everything is in sight.
            alters = question.name == "review" or bool(sentence.tests or sentence.refused_tests)
            leaves = corrected(progress, sentence) if sentence.refused_tests else None
            asks = question.name != ADDRESS.name or _may_ask_first(scene, question, words, sentence)
            told = _told(progress, words, sentence) if asks and not leaves else None
            changed = leaves or (corrected(progress, sentence) if alters and told is None else None)
            if told is not None:
                return told
            if changed is not None:
                return ask_next(lead.resumed(before, _filled(changed, sentence, besides=None)))
            filled = _filled(_lived(progress, words), sentence, besides=None)
            if filled.scene.draft != scene.draft or filled.scene.view != scene.view:
                return ask_next(lead.resumed(before, filled).change(stumbles=0))
            return not_understood(progress, question, reason, words)
        case _:
            return read(progress, question, reading, message_id)


def _lived(progress: Progress, words: str) -> Progress:
    """With an address that was told before it was asked for."""
    scene, address = progress.scene, address_in(words) if is_address(words) else None
    if not isinstance(address, Address) or scene.draft.get(ADDRESS) is not None or not scene.is_booking:
        return progress
    return _said_back(progress, scene.draft.put(ADDRESS, address))


def _plain_address(words: str, sentence: Sentence) -> Sentence:
    """What an address says besides where it leads: "gali 4, shiv mandir ke paas" names nobody, "12/3" is no day."""
    if sentence.tests or sentence.relation or sentence.age or not is_address(words):
        return sentence
    return Sentence(pincode=sentence.pincode, phone=sentence.phone)


def _read_in_change(progress: Progress, question: Question, typed: Typed, message_id: int) -> Progress:
    """Words while a booking is being changed: they answer the open question, or one of the common ones."""
    scene, sentence = progress.scene, typed.sentence
    if scene.task.kind == "cancel" and read_faq(typed.text) == "reschedule" and booked(scene) is not None:
        # Another time is what somebody who cannot come wants to hear of.
        return changing.wanted(progress, "reschedule", booked(scene), typed.text, sentence.when)
    if question.name == MOVE.name and sentence.when is not None:
        # Of a change that is reviewed only the time can be said otherwise.
        moved = corrected(progress, Sentence(when=sentence.when))
        if moved is not None and moved.scene.draft.get(SLOT) == present(scene):
            return ask_next(progress.note(text("move-same")))
        if moved is not None:
            return ask_next(moved)
    reading = question.hear(scene, typed)
    if not isinstance(reading, Unclear):
        return read(progress, question, reading, message_id)
    told = _told(progress, typed.text, sentence)
    return told or not_understood(progress, question, reading.reason, typed.text)


def _read_for_reports(progress: Progress, question: Question, typed: Typed, message_id: int) -> Progress:
    """Words while old reports are asked for: none of them is about a booking, and a code is nobody else's to read."""
    reading = question.hear(progress.scene, typed)
    if isinstance(reading, Unclear) and reading.reason is None:
        told = _told(progress, typed.text, typed.sentence)
        return told or ask_next(progress.note(text("not-understood")))
    return read(progress, question, reading, message_id)


def _is_about(question: Question, sentence: Sentence) -> bool:
    """Whether the open question itself is what the sentence answers anew."""
    match question.name:
        case "slot":
            return sentence.when is not None
        case "pincode":
            return sentence.pincode is not None
        case "contact":
            return sentence.phone is not None
        case "tests":
            return bool(sentence.tests or sentence.refused_tests)
        case "person" | "name" | "age" | "gender" | "guardian":
            return says_a_person(sentence)
        case _:
            return False


def _books(sentence: Sentence) -> bool:
    """So much at once is a booking, whatever else it sounds like."""
    said = (sentence.when, sentence.pincode, sentence.phone, says_a_person(sentence))
    return bool(sentence.tests) and sum(map(bool, said)) >= 2


def _may_ask_first(scene: Scene, question: Question, words: str, sentence: Sentence) -> bool:
    if question.name == ADDRESS.name:
        # "The same address" asks for nothing.
        asks = read_faq(words) != "address" or _ASKS_WHERE.search(words) is not None
        return asks and not is_address(words)
    if question.name == CART.name:
        cart = scene.draft.get(CART)
        chosen = cart.items if cart else ()
        return not any(hit.item_id in chosen for mention in sentence.refused_tests for hit in mention.hits)
    return question.wants == "words"


def sentence_of(scene: Scene, words: str) -> Sentence:
    """Everything that the words say about a booking, read against what the branch sells."""
    shelf = scene.shelf_of(branch_of(scene))
    if shelf is None:
        return read_sentence(words, scene.local_now, lambda _: ())
    gender = scene.draft.get(GENDER)
    return read_sentence(
        words,
        scene.local_now,
        partial(search.mentions, shelf.index, gender=gender),
        refused=partial(search.refused, shelf.index),
    )


def _read_at_home(progress: Progress, words: str, sentence: Sentence) -> Progress:
    """No task is open: a common question is answered, anything else begins a booking."""
    told = None if _books(sentence) else _told(progress, words, sentence)
    if told is not None:
        return told
    said = read_small_talk(words) or ("fine" if read_yes_no(words) is not None else None)
    new = not progress.conversation.revision and not progress.scene.world.bookings
    if said is not None and not new and (said == "greeting" or progress.scene.world.bookings):
        return small_talk.answered(progress, said)
    if sentence.when is not None and is_correction(words) and still_to_come(progress.scene):
        return changing.wanted(progress, "reschedule", None, words, sentence.when)
    if progress.scene.world.visits and not (sentence.tests or says_more_than_tests(sentence)):
        if read_thing(words) == "tests":
            return ask_next(booking_begun(progress).change(stumbles=0))
        # Somebody who has booked speaks of that, or of nothing that is known here.
        return unclear_at_home(progress, words)
    if not progress.conversation.revision:
        # Whoever writes first, instead of tapping "start", is greeted, too.
        brief = bool(sentence.tests) or says_more_than_tests(sentence)
        greeting = text("greeting", clinic=progress.scene.world.clinic.name)
        progress = progress.note(text("small-greeting") if brief else greeting)
    filled = _filled(booking_begun(progress), sentence, besides=None)
    return ask_next(filled.change(stumbles=0))


def says_more_than_tests(sentence: Sentence) -> bool:
    return bool(sentence.when or sentence.pincode or sentence.phone or says_a_person(sentence))


def _told(progress: Progress, words: str, sentence: Sentence) -> Progress | None:
    """The answer to a common question, or what it asks to be done; `None` when the words are neither."""
    kind = read_faq(words)
    if kind is None and progress.scene.world.visits and asks_when_coming(words):
        kind = "booking_status"
    elif kind is None and asks_how_long(words):
        kind = "report_time"
    match kind:
        case None:
            return None
        case "person":
            cause: Cause = "asked_for_call" if asks_for_call(words) else "asked_for_person"
            return acknowledged(called(progress, cause, words=words), cause)
        case "language":
            return ask_next(progress.look("language"))
        case "cancel" if progress.scene.is_booking and not still_to_come(progress.scene):
            if not progress.scene.draft.get(CART):
                return ask_next(progress.note(text("cancel-none")))
            # Only the bare word drops what was answered so far; a sentence may have meant a test.
            return ask_next(progress.look("leave"))
        case "reschedule" if progress.scene.is_booking and progress.scene.draft.get(SLOT) is not None:
            return ask_next(progress.change_task(focus=SLOT.name))
        case "cancel" | "reschedule" if not still_to_come(progress.scene):
            if progress.scene.world.visits:
                return _shown_bookings(progress)
            return None if progress.conversation.tasks else ask_next(progress.note(text(f"{kind}-none")))
        case "cancel" | "reschedule" if progress.scene.is_booking:
            # What is meant may be the one that is just being made: each has its own buttons.
            return _shown_bookings(progress)
        case "cancel" | "reschedule":
            return changing.wanted(progress, kind, booked(progress.scene), words, sentence.when)
        case _:
            told = common_questions.answer(progress.scene, kind, words, sentence.tests)
            if told is None:
                return None
            named = _named(sentence)
            if (
                kind == "price"
                and named
                and not progress.conversation.tasks
                and not progress.scene.world.visits
            ):
                # Whoever asks what a test costs can have it by a tap.
                progress = booking_begun(progress)
            progress = progress.note(told).change(stumbles=0)
            question = current(progress.scene)
            if question is not None and question.name == CART.name:
                view = open_results(progress.scene, sentence.tests) or named
                if view or progress.scene.view[:1] == ("nothing",):
                    # That nothing was found is no answer to this.
                    progress = _looking(progress, view)
            return ask_next(progress)


def _named(sentence: Sentence) -> tuple[str, ...]:
    """The tests that a question named, to be added by a tap."""
    named = tuple(mention.hits[0].item_id for mention in sentence.tests if mention.hits)
    return ("results", *named[:5]) if named else ()


def _filled(progress: Progress, sentence: Sentence, besides: Question | None) -> Progress:
    """With answers that the sentence gives to questions still open; a filled answer is never overwritten."""
    scene = progress.scene
    if not scene.conversation.tasks:
        return progress
    skip = besides.name if besides else ""
    draft = scene.draft
    if len(sentence.people) > 1 and not scene.conversation.later and draft.get(NAME) is None:
        first, *others = sentence.people
        # What else was said of a person is said of another one.
        sentence = replace(sentence, relation=first, gender=None, age=None, name=None)
        progress = progress.change(later=tuple(others)).note(
            text("several-people", first=whose(first), others=listed(*map(whose, others)))
        )
    if skip not in (WHO.name, NAME.name, AGE.name, GENDER.name, "guardian") and draft.get(NAME) is None:
        saved = _saved(scene, sentence)
        if saved is not None:
            draft = with_saved(draft, saved)
        elif says_a_person(sentence):
            draft = with_described(draft, sentence)
    served = sentence.pincode is not None and scene.world.clinic.serving(sentence.pincode) is not None
    if skip != PINCODE.name and sentence.pincode and served and draft.get(PINCODE) is None:
        draft = draft.put(PINCODE, sentence.pincode)
    if skip != CONTACT.name and sentence.phone and draft.get(CONTACT) is None:
        draft = draft.put(CONTACT, Contact(sentence.phone[-10:]))
    if skip != SLOT.name and sentence.when is not None and draft.get(SLOT) is None:
        draft = draft.put(WISH, sentence.when)
    progress = _said_back(progress, draft)
    return _with_tests(progress, sentence, skip)


def _said_back(progress: Progress, draft: Draft) -> Progress:
    """With the answers of `draft`, and a line that tells what was understood besides the open question."""
    before = progress.scene.draft
    if draft == before:
        return progress
    progress = progress.change_task(draft=draft)
    if progress.scene.view[:1] == ("nothing",):
        # That no test was found is no answer to what was said now.
        progress = progress.look()
    understood = [
        summary
        for question in told_questions(progress.scene)
        if (value := draft.get(question.key)) is not None and before.get(question.key) != value
        if (summary := question.summary(progress.scene, value)) is not None
    ]
    return progress.note(text("understood", answers=commas(*understood))) if understood else progress


def _with_tests(progress: Progress, sentence: Sentence, skip: str) -> Progress:
    draft = progress.scene.draft
    if skip == CART.name:
        # A sentence that says when or for whom has named its tests; "is this all?" need not be asked.
        cart, shown = draft.get(CART), progress.conversation.shown
        choosing = shown is not None and shown.view[:1] == ("results",)
        if cart is not None and cart.items and says_more_than_tests(sentence) and not choosing:
            return progress.change_task(draft=draft.put(CART, cart.close()))
        return progress
    if not sentence.tests or _closed(draft):
        return progress
    reading = with_mentions(progress.scene, sentence.tests)
    match reading:
        case Answer(tests_draft, said_back, view):
            cart = tests_draft.get(CART)
            if cart is not None and not view and says_more_than_tests(sentence):
                tests_draft = tests_draft.put(CART, cart.close())
            progress = progress.change_task(draft=tests_draft).note(*said_back)
            return _looking(progress, view) if view else progress
        case Look(view, _):
            return _looking(progress, view)
        case _:
            return progress


def _closed(draft: Draft) -> bool:
    cart = draft.get(CART)
    return cart is not None and cart.closed


def _looking(progress: Progress, view: tuple[str, ...]) -> Progress:
    """The choice among tests stands on the screen next, if the tests are what is open."""
    question = current(progress.scene)
    if question is None or question.name != CART.name:
        return progress
    return progress.change(shown=Shown(CART.name, progress.conversation.revision, view))


def _saved(scene: Scene, sentence: Sentence) -> SavedPerson | None:
    words = sentence.name or (sentence.relation or "")
    return saved_person(scene, words.replace("_", " ")) if words else None
