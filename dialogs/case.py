"""A case: something that waits for a person of the clinic, with everything that the staff have to do about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Cause = Literal[
    "asked_for_person",
    "asked_for_call",
    "not_understood",
    "not_served",
    "unknown_test",
    "prescription",
    "emergency",
    "self_harm",
    "advice",
    "no_slot",
    "change_booking",
    "cancel_booking",
    "visit_missed",
    "report_problem",
    "bill_deleted",
    "report_held",
    "report_held_other",
    "lab_refused",
    "lab_duplicate",
    "lab_unconfirmed",
    "lab_forbidden",
    "lab_unavailable",
    "same_contact",
    "book_by_hand",
    "unreachable",
    "went_quiet",
    "stumbled",
]

CaseState = Literal["offered", "waiting", "claimed", "resolved"]
"""`offered` is a card that asks for nobody and waits for nothing; it becomes a case when somebody claims it."""

Clock = Literal["claim", "first_reply", "next_reply", "resolution"]
"""What a case must not wait for longer than the clinic says."""


@dataclass(frozen=True, slots=True)
class StaffTask:
    """One thing that the staff have to do. `number` names it within its case, `subject` is what it is about (a
    submission, a report, what was set aside), `words` are somebody's own; `answer` is the tap that ended it. Where one
    task stands for the same with several, `signs` are what the staff find each of those by."""

    number: int
    cause: Cause
    at: datetime
    subject: str = ""
    words: str = ""
    answer: str = ""
    signs: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.answer


@dataclass(frozen=True, slots=True)
class Case:
    """The case of a chat.

    `claimer` is the Telegram user who has it, `claimed_by` how the staff call that person. `waits_since` is when the
    patient's oldest unanswered words came, `replied_at` when somebody first answered. `call_at` is when the patient
    is to be called, `no_answers` how often nobody picked up. `view` is what the card's buttons show, `asking` what
    the next words of whoever has it are read as. `missed` are clocks that ran out, `outcome` what a call came to.
    """

    id: str
    state: CaseState
    opened_at: datetime
    tasks: tuple[StaffTask, ...]
    claimed_by: str = ""
    claimer: int = 0
    claimed_at: datetime | None = None
    waits_since: datetime | None = None
    replied_at: datetime | None = None
    call_at: datetime | None = None
    no_answers: int = 0
    view: str = ""
    asking: str = ""
    missed: tuple[Clock, ...] = ()
    outcome: str = ""
    times_opened: int = 1

    @property
    def open_tasks(self) -> tuple[StaffTask, ...]:
        return tuple(task for task in self.tasks if task.is_open)

    @property
    def task(self) -> StaffTask:
        """What the case is about first of all."""
        return self.tasks_said[0]

    @property
    def tasks_said(self) -> tuple[StaffTask, ...]:
        """What is to be done; once nothing is, what was done last."""
        return self.open_tasks or self.tasks[-1:]

    @property
    def cause(self) -> Cause:
        return self.task.cause

    @property
    def subject(self) -> str:
        return next((task.subject for task in self.open_tasks if task.subject), "")

    def of_host(self, host: str, subject: str) -> tuple[StaffTask, ...]:
        """What there was and is to do about reports on a host, of which the first was that of `subject`."""
        return tuple(
            task
            for task in self.tasks
            if task.cause == "report_problem"
            and (task.words == host or (subject != "" and task.subject == subject))
        )

    def about(self, subject: str) -> tuple[StaffTask, ...]:
        """What is still to be done about a thing."""
        return tuple(task for task in self.open_tasks if task.subject == subject)

    def numbered(self, number: str) -> StaffTask | None:
        return next((task for task in self.open_tasks if str(task.number) == number), None)

    def with_task(self, cause: Cause, at: datetime, subject: str = "", words: str = "") -> "Case":
        number = max((task.number for task in self.tasks), default=0) + 1
        return replace(self, tasks=(*self.tasks, StaffTask(number, cause, at, subject, words))[-20:])

    def answered(self, task: StaffTask, answer: str) -> "Case":
        """With the task ended by that tap."""
        tasks = tuple(replace(each, answer=answer) if each == task else each for each in self.tasks)
        return replace(self, tasks=tasks)
