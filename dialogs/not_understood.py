"""Words that answer nothing: small talk is met kindly, and who is not understood again and again gets a person."""

import re

from dialogs import small_talk
from dialogs.changeable import still_to_come
from dialogs.effects import NoteMiss
from dialogs.handoff import acknowledged, called
from dialogs.order import CART
from dialogs.progress import Progress, ask_next
from dialogs.question import Question
from dialogs.text import Text, text
from dialogs.understanding.requests import read_change_of
from dialogs.understanding.small_talk import SmallTalk, read_small_talk
from dialogs.understanding.yes_no import read_yes_no

PATIENCE = 3


def not_understood(progress: Progress, question: Question, reason: Text | None, words: str) -> Progress:
    """A kind word and the question again; the third time in a row a person of the clinic is called."""
    said = read_small_talk(words)
    if said is not None or read_yes_no(words):
        return said_besides(progress, said or "fine", words)
    stumbles = progress.conversation.stumbles + 1
    miss = NoteMiss(question.name, _nameless(words), progress.scene.language)
    progress = progress.change(stumbles=stumbles).do(miss)
    if progress.conversation.mode == "waiting":
        return small_talk.unseen(progress.change(stumbles=stumbles - 1))
    if stumbles >= PATIENCE:
        return _person_called(progress, words)
    if question.name == CART.name and reason is None:
        progress = progress.look("nothing", _nameless(" ".join(words.split())))
        return ask_next(progress)
    return ask_next(progress.note(reason or text("not-understood")))


def said_besides(progress: Progress, said: SmallTalk, words: str) -> Progress:
    """Small talk at a question. "Ok" again and again is no small talk: something is not clear."""
    stumbles = progress.conversation.stumbles + 1
    if said != "fine" or progress.conversation.mode == "waiting":
        return small_talk.answered(progress, said)
    if stumbles >= PATIENCE:
        return _person_called(progress, words)
    if progress.scene.view[:1] == ("nothing",):
        progress = progress.look()
    return small_talk.answered(progress.change(stumbles=stumbles), said)


def unclear_at_home(progress: Progress, words: str) -> Progress:
    """What somebody who has booked says and nobody here understands; a person comes for what they want changed, and
    the third time anyway."""
    stumbles = progress.conversation.stumbles + 1
    progress = progress.change(stumbles=stumbles).do(
        NoteMiss("home", _nameless(words), progress.scene.language)
    )
    if progress.conversation.mode == "waiting":
        return small_talk.unseen(progress.change(stumbles=stumbles - 1))
    if read_change_of(words) is not None and still_to_come(progress.scene):
        return acknowledged(
            called(progress.change(stumbles=0), "asked_for_person", words=words), "asked_for_person"
        )
    if stumbles >= PATIENCE:
        return _person_called(progress, words)
    return ask_next(progress.note(text("home-unclear")))


def _person_called(progress: Progress, words: str) -> Progress:
    progress = called(progress.change(stumbles=0), "not_understood", words=words)
    return acknowledged(progress.note(text("not-understood-person")), "not_understood")


def _nameless(words: str) -> str:
    """The words without what could be a number of somebody's."""
    return re.sub(r"\d(?:[\d\s-]*\d){3,}", "…", words)[:200]
