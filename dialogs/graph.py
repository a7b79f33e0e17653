"""The dialog as a picture, drawn from the questions themselves (Mermaid)."""

from collections.abc import Iterator
from itertools import pairwise

from dialogs.question import Question
from dialogs.tasks import BOOKING, CHANGES

_ENDS = """\
    review -- confirm --> sending([request sent])
    sending -- the lab says yes --> confirmed([booking confirmed])
    sending -- the lab says no to one answer --> review
    sending -- unclear --> staff([a person of the clinic])"""


_ASKED = """\
    asked([asked, not done yet]) -- done in the lab system --> changed([changed, or cancelled])
    asked -- cannot be done --> staff
    asked -. taken back .-> confirmed"""


def mermaid(order: str) -> str:
    """The questions of a booking in the order of that name, with what can be done at each and afterwards."""
    questions = BOOKING[order]
    return "\n".join(
        [
            "flowchart TD",
            "    start([/start, a link, or words]) --> " + questions[0].name,
            *(f"    {line}" for line in _nodes(questions)),
            *(f"    {line}" for line in _edges(questions)),
            _ENDS,
            *(f"    {line}" for kind, asked in CHANGES.items() for line in _change(kind, asked)),
            _ASKED,
            "    anywhere{{at any point}} -. person, call .-> staff",
            "    anywhere -. cancel .-> home([home])",
            "    anywhere -. start over .-> " + questions[0].name,
            "    anywhere -. help, language, a common question .-> same([the same question])",
            "    staff -. done, or the patient goes on .-> same",
        ]
    )


def _change(kind: str, questions: tuple[Question, ...]) -> Iterator[str]:
    """A task about a booking that was made. It ends in a wish to the staff, or leaves everything as it is."""
    names = [f"{kind}-{question.name}" for question in questions]
    for name, question in zip(names, questions, strict=True):
        yield f"{name}[{question.name}]"
    yield f"confirmed -- {kind} --> {names[0]}"
    for earlier, later in pairwise(names):
        yield f"{earlier} --> {later}"
    yield f"{names[-1]} -. back .-> {names[-2]}"
    yield f"{names[-1]} -- yes --> asked"
    yield f"{names[-1]} -. keep it .-> confirmed"


def _nodes(questions: tuple[Question, ...]) -> Iterator[str]:
    for question in questions:
        yield f"{question.name}[{question.name}]"


def _edges(questions: tuple[Question, ...]) -> Iterator[str]:
    for earlier, later in pairwise(questions):
        yield f"{earlier.name} --> {later.name}"
        yield f"{later.name} -. back .-> {earlier.name}"
    for question in questions:
        for name in question.depends_on:
            yield f"{name} == changes ==> {question.name}"
        if question.name != "review":
            yield f"review -. edit .-> {question.name}"
