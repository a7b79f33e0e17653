"""Loads what readings rest on: what nearly every message needs at once, and what few need while others are read already."""

from dialogs.understanding import days_by_library, faq, knowledge, safety, when


def prepare() -> None:
    """Load the words, the rules' places and the knowledge of tests, so that no patient's message waits for them.

    Called once when a process starts.
    """
    when.prepare()
    safety.prepare()
    faq.prepare()
    knowledge.load()


def prepare_rare() -> None:
    """Load the rest: each rule, all weights, and the library for scripts that our own words do not cover.

    May run in a thread beside the reading; a message that needs a part of it sooner loads that part itself.
    """
    safety.prepare_rare()
    faq.prepare_rare()
    days_by_library.prepare()
