"""The answers given so far, by question, each of its own type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """Names an answer and its type; `personal` ones are not kept without consent."""

    name: str
    type: Any
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A frozen set of answers. What is missing has not been answered."""

    answers: Mapping[str, object] = field(default_factory=dict)

    def get(self, key: Key[T]) -> T | None:
        return cast("T | None", self.answers.get(key.name))

    def put(self, key: Key[T], value: T) -> "Draft":
        return Draft({**self.answers, key.name: value})

    def drop(self, *keys: Key[Any]) -> "Draft":
        gone = {key.name for key in keys}
        return Draft({name: value for name, value in self.answers.items() if name not in gone})
