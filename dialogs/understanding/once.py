"""Values that are made when they are first needed, and kept."""

import gc
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

Value = TypeVar("Value")


def once(make: Callable[[], Value]) -> Callable[[], Value]:
    """As `functools.cache`, for the large values of the knowledge.

    Nearly everything that is allocated for them stays, so that the garbage collector would only look through it again
    and again; it rests meanwhile.
    """

    @cache
    @wraps(make)
    def made() -> Value:
        resting = not gc.isenabled()
        gc.disable()
        try:
            return make()
        finally:
            if not resting:
                gc.enable()

    return made
