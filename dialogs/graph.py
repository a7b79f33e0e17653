"""The dialog as a picture, drawn from the questions themselves (Mermaid)."""

from collections.abc import Iterator
from itertools import pairwise

from dialogs.question import Question
from dialogs.tasks import BOOKING

_ENDS = """\
    review -- confirm --> sending([request sent])
    sending -- the lab says yes --> confirmed([booking confirmed])
    sending -- the lab says no to one answer --> review
    sending -- unclear --> staff([a person of the clinic])"""


def mermaid(order: str) -> str:
    """The questions of a booking in the order of that name, with what can be done at each."""
    questions = BOOKING[order]
    return "\n".join(
        [
            "flowchart TD",
            "    start([/start, a link, or words]) --> " + questions[0].name,
            *(f"    {line}" for line in _nodes(questions)),
            *(f"    {line}" for line in _edges(questions)),
            _ENDS,
            "    anywhere{{at any point}} -. person, call .-> staff",
            "    anywhere -. cancel .-> home([home])",
            "    anywhere -. start over .-> " + questions[0].name,
            "    anywhere -. help, language, a common question .-> same([the same question])",
            "    staff -. done, or the patient goes on .-> same",
        ]
    )


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
