"""A turn under way: the conversation so far, what is to be done, and what is to be said above the next screen."""

from dataclasses import dataclass, replace
from typing import Any

from dialogs.case import Case
from dialogs.conversation import Conversation, Shown, Task
from dialogs.draft import Draft
from dialogs.effects import Effect, FreeHold, Journey, Say, Show
from dialogs.outcome import again_row, past_visits
from dialogs.question import Answer, Prompt, Question
from dialogs.scene import Scene
from dialogs.screen import Button, QuestionButton, Rows, Screen
from dialogs.tasks import questions_of
from dialogs.text import Text, lines, text

_MOST_AGAIN = 2

ASIDE = (("help",), ("language",), ("leave",))
"""Views that any question can have, and that stand beside it."""


@dataclass(frozen=True, slots=True)
class Progress:
    scene: Scene
    effects: tuple[Effect, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def conversation(self) -> Conversation:
        return self.scene.conversation

    def do(self, *effects: Effect) -> "Progress":
        return replace(self, effects=(*self.effects, *effects))

    def note(self, *notes: Text) -> "Progress":
        return replace(self, notes=(*self.notes, *notes))

    def change(self, **fields: Any) -> "Progress":
        """With fields of the conversation changed."""
        return replace(self, scene=replace(self.scene, conversation=replace(self.conversation, **fields)))

    def change_task(self, **fields: Any) -> "Progress":
        """With fields of the task on top changed; as it is when there is none."""
        if not self.conversation.tasks:
            return self
        task = replace(self.conversation.tasks[-1], **fields)
        return self.change(tasks=(*self.conversation.tasks[:-1], task))

    def with_case(self, case: Case | None) -> "Progress":
        """With that as the open case of the chat; `advance` sees to its card."""
        world = replace(self.scene.world, case=case)
        return replace(self, scene=replace(self.scene, world=world))

    def look(self, *view: str) -> "Progress":
        """With the open screen seen another way."""
        shown = self.conversation.shown or Shown("home", self.conversation.revision)
        return self.change(shown=replace(shown, view=view))


def questions_in(scene: Scene) -> tuple[Question, ...]:
    task = scene.conversation.task
    return questions_of(task.kind, scene.world) if task else ()


def told_questions(scene: Scene) -> tuple[Question, ...]:
    """The questions whose answers are told: of a lead, those of the booking that it might have become."""
    task = scene.conversation.task
    return questions_of("booking", scene.world) if task and task.kind == "lead" else questions_in(scene)


def question_named(scene: Scene, name: str | None) -> Question | None:
    return next((question for question in questions_in(scene) if question.name == name), None)


def current(scene: Scene) -> Question | None:
    """The one rule: the focused question, else the first that is asked and not answered."""
    task = scene.conversation.task
    if task is None:
        return None
    focused = question_named(scene, task.focus)
    if focused is not None and focused.applies(scene):
        return focused
    return next(
        (one for one in questions_in(scene) if one.applies(scene) and not one.is_answered(scene)), None
    )


def settled(progress: Progress) -> Progress:
    """With every question answered that can be from what was said earlier."""
    for _ in range(len(questions_in(progress.scene))):
        question = current(progress.scene)
        task = progress.conversation.task
        if question is None or task is None or task.focus is not None:
            break
        reading = question.settle(progress.scene)
        if not isinstance(reading, Answer) or reading.draft == task.draft:
            break
        progress = progress.change_task(draft=reading.draft)
        if not question.is_answered(progress.scene):
            shown = Shown(question.name, progress.conversation.revision, reading.view)
            return progress.note(*reading.said_back).change(shown=shown)
    return progress


def ask_next(progress: Progress) -> Progress:
    """Shows the question that is open now, under whatever is to be said first."""
    progress = settled(progress)
    scene = progress.scene
    question, shown = current(scene), scene.conversation.shown
    if question is None and scene.conversation.tasks:
        # Everything is answered: what the task ends in shows what comes next.
        return progress
    name = question.name if question else "home"
    if shown is None or shown.question != name:
        progress = progress.change(shown=Shown(name, 0))
        if name == "contact" and scene.draft.answers.get("tests"):
            progress = progress.do(Journey("price_seen", scene.conversation.attribution.campaign))
        scene = progress.scene
    match scene.view:
        case ("help",):
            prompt = _help(scene)
        case ("language",):
            prompt = _languages(scene)
        case ("leave",):
            prompt = Prompt(text("cancel-ask"), ((nav("nav-cancel", "cancel"),),))
        case _:
            prompt = question.ask(scene) if question else _home(scene)
    return _shown(progress, name, prompt, question)


def _shown(progress: Progress, name: str, prompt: Prompt, question: Question | None) -> Progress:
    conversation = progress.conversation
    notes = progress.notes
    if conversation.keyboard and not prompt.reply:
        # A reply keyboard goes only with a message that has no buttons of its own.
        line = text("notes", notes=lines(*notes)) if notes else text("keyboard-away")
        progress = progress.do(Say(line, remove_keyboard=True))
        notes = ()
    body = text("screen-noted", notes=lines(*notes), body=prompt.text) if notes else prompt.text
    revision = conversation.revision + 1
    rows = () if prompt.reply else (*prompt.rows, *_navigation(progress.scene, question))
    screen = Screen(name, revision, body, rows, prompt.reply, prompt.placeholder)
    shown = Shown(name, revision, progress.scene.view)
    progress = progress.change(revision=revision, shown=shown, keyboard=bool(prompt.reply))
    return replace(progress.do(Show(screen)), notes=())


def nav(key: str, value: str) -> QuestionButton:
    """A button that every screen may have."""
    return QuestionButton(text(key), "nav", value)


def _navigation(scene: Scene, question: Question | None) -> Rows:
    if scene.view in ASIDE:
        return ((nav("nav-continue", "close"),),)
    conversation = scene.conversation
    extra: Rows = ()
    if conversation.offer:
        extra = ((nav(f"offer-{conversation.offer}", f"lang-{conversation.offer}"),),)
    if question is None:
        return (*extra, (nav("nav-help", "help"),))
    if scene.task.before is not None:
        extra = ((nav("nav-undo", "undo"),), *extra)
    keep = (
        ((nav("nav-keep", "keep"),),)
        if scene.task.focus == question.name and question.is_answered(scene) and question.name != "tests"
        else ()
    )
    return (*extra, *keep, (nav("nav-back", "back"), nav("nav-help", "help")))


def _help(scene: Scene) -> Prompt:
    rows: list[tuple[QuestionButton, ...]] = [(nav("nav-person", "person"), nav("nav-call", "call"))]
    others = [code for code in scene.world.clinic.locales if code != scene.language]
    rows.append(tuple(nav(f"language-{code}", f"lang-{code}") for code in others[:3]))
    if scene.world.visits:
        rows.append((nav("nav-bookings", "bookings"),))
    if scene.world.clinic.old_reports:
        rows.append((nav("nav-reports", "reports"),))
    if scene.conversation.tasks and scene.task.kind == "booking":
        rows.append((nav("nav-restart", "restart"), nav("nav-cancel", "cancel")))
    elif scene.conversation.tasks:
        rows.append((nav("nav-leave", "leave"),))
    phone = next((branch.phone for branch in scene.world.clinic.branches if branch.phone), "")
    body = text("help-phone", clinic=scene.world.clinic.name, phone=phone) if phone else text("help")
    return Prompt(body, tuple(row for row in rows if row))


def _languages(scene: Scene) -> Prompt:
    rows = tuple((nav(f"language-{code}", f"lang-{code}"),) for code in scene.world.clinic.locales)
    return Prompt(text("language-ask"), rows)


def _home(scene: Scene) -> Prompt:
    rows: list[tuple[Button, ...]] = [
        (QuestionButton(text("home-book"), "nav", "book", "primary"),),
    ]
    rows += [again_row(booking.submission) for booking in past_visits(scene)[:_MOST_AGAIN]]
    if scene.world.visits:
        rows.append((nav("nav-bookings", "bookings"),))
    if scene.world.clinic.old_reports:
        rows.append((nav("nav-reports", "reports"),))
    rows.append((nav("nav-person", "person"),))
    return Prompt(text("home", clinic=scene.world.clinic.name), tuple(rows))


def revalidated(progress: Progress, before: Draft) -> Progress:
    """Looks again at answers that depend on what has changed; what no longer holds is asked again, and why."""
    changed = {
        name
        for name in {*before.answers, *progress.scene.draft.answers}
        if before.answers.get(name) != progress.scene.draft.answers.get(name)
    }
    for question in questions_in(progress.scene):
        value = progress.scene.draft.get(question.key)
        if value is None or not changed & set(question.depends_on) or question.name in changed:
            continue
        verdict = question.recheck(progress.scene, value)
        if verdict is None:
            continue
        draft = progress.scene.draft
        draft = draft.drop(question.key) if verdict.keep is None else draft.put(question.key, verdict.keep)
        progress = progress.change_task(draft=draft)
        if verdict.keep is None or question.name == "tests":
            progress = progress.note(verdict.reason)
        changed.add(question.name)
    return progress


def begun(progress: Progress, task: Task) -> Progress:
    """With a new task on top; the oldest gives way when there are three."""
    return progress.change(tasks=(*progress.conversation.tasks, task)[-3:], shown=None)


def left(progress: Progress) -> Progress:
    """Out of the task on top, to whatever was under way before."""
    tasks = progress.conversation.tasks[:-1]
    progress = progress.change(tasks=tasks, shown=None)
    if not any("slot" in task.draft.answers for task in tasks):
        progress = progress.do(FreeHold())
    return ask_next(progress)


def without_changes(progress: Progress) -> Progress:
    """Without a change of a booking under way: there is one at a time, and it may have become pointless."""
    tasks = tuple(task for task in progress.conversation.tasks if task.kind == "booking")
    return progress if tasks == progress.conversation.tasks else progress.change(tasks=tasks, shown=None)
