"""What a question sees while it is asked or answered."""

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.clinic import Branch, Offer
from dialogs.conversation import Conversation, Task
from dialogs.draft import Draft
from dialogs.events import Stamp
from dialogs.text import Text
from dialogs.world import Shelf, World


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation at a moment in its world, with the task that is under way."""

    conversation: Conversation
    world: World
    stamp: Stamp

    @property
    def task(self) -> Task:
        return self.conversation.task or Task("booking")

    @property
    def is_booking(self) -> bool:
        """Whether a new booking is what the patient is about, or what is left of one, not a change of one that was
        made."""
        return self.conversation.task is not None and self.task.kind in ("booking", "lead")

    @property
    def draft(self) -> Draft:
        return self.task.draft

    @property
    def view(self) -> tuple[str, ...]:
        return self.conversation.shown.view if self.conversation.shown else ()

    @property
    def language(self) -> str:
        return self.conversation.language or self.world.clinic.locales[0]

    @property
    def local_now(self) -> datetime:
        return self.stamp.now.astimezone(self.world.clinic.zone)

    @property
    def linked_branch(self) -> Branch | None:
        """The branch that the link named."""
        return self.world.clinic.branch_by_slug(self.conversation.attribution.branch)

    def shelf_of(self, branch: Branch | None) -> Shelf | None:
        """What the branch sells; before a branch is known, the first shelf there is."""
        branch = branch or self.linked_branch or self.world.clinic.branches[0]
        parties = self.world.clinic.parties_of(branch.id, self.conversation.attribution.party)
        return self.world.shelf(Offer(branch.id, parties.pricing)) or self.world.shelf(None)

    def plain(self, what: Text | str) -> str:
        return self.world.words.plain(what, self.language)

    def with_draft(self, draft: Draft) -> "Scene":
        task = replace(self.task, draft=draft)
        tasks = (*self.conversation.tasks[:-1], task)
        return replace(self, conversation=replace(self.conversation, tasks=tasks))

    def with_view(self, *view: str) -> "Scene":
        shown = self.conversation.shown
        return (
            self
            if shown is None
            else replace(self, conversation=replace(self.conversation, shown=replace(shown, view=view)))
        )
