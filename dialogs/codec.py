"""A conversation as versioned JSON: what is stored between turns.

An older version is migrated when it is read; a newer one is left to newer workers; what cannot be read is
refused, so that it can be set aside.
"""

import json
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dialogs.conversation import VERSION, Conversation, Task
from dialogs.draft import Draft
from dialogs.submission import Submission
from dialogs.tasks import KEYS

_CONVERSATION = TypeAdapter(Conversation)
_SUBMISSION = TypeAdapter(Submission)
_ANSWERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(key.type) for name, key in KEYS.items()}


class UnreadableConversation(ValueError):
    """The stored conversation is damaged or of an unknown form."""


class NewerConversation(ValueError):
    """The stored conversation was written by a newer phlebot."""


def conversation_to_json(conversation: Conversation) -> bytes:
    return _CONVERSATION.dump_json(conversation)


def conversation_from_json(stored: bytes) -> Conversation:
    """Raises `UnreadableConversation` or `NewerConversation`."""
    try:
        raw = json.loads(stored)
        version = raw["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableConversation("not a stored conversation") from error
    if not isinstance(version, int) or version < 1:
        raise UnreadableConversation(f"unknown version {version!r}")
    if version > VERSION:
        raise NewerConversation(f"version {version} is newer than {VERSION}")
    try:
        loaded = _CONVERSATION.validate_python(raw)
        return _with_typed_answers(loaded)
    except ValidationError as error:
        raise UnreadableConversation(f"{error.error_count()} fields cannot be read") from error


def submission_to_json(submission: Submission) -> bytes:
    return _SUBMISSION.dump_json(submission)


def submission_from_json(stored: bytes) -> Submission:
    """Raises `ValueError` (pydantic's) when the bytes are not a submission."""
    return _SUBMISSION.validate_json(stored)


def _with_typed_answers(conversation: Conversation) -> Conversation:
    def typed_draft(draft: Draft) -> Draft:
        # An answer to a question that is no longer asked is let go.
        return Draft(
            {
                name: _ANSWERS[name].validate_python(value)
                for name, value in draft.answers.items()
                if name in _ANSWERS
            }
        )

    def typed(task: Task) -> Task:
        before = typed_draft(task.before) if task.before is not None else None
        return replace(task, draft=typed_draft(task.draft), before=before)

    return replace(
        conversation,
        tasks=tuple(typed(task) for task in conversation.tasks),
        sent=tuple(typed(task) for task in conversation.sent),
    )
