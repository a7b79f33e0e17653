"""Times a reading: the processor's seconds of this thread, without a collection of what all the other tests hold."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")


def timed(read: Callable[[], Read]) -> tuple[Read, float]:
    """What a reading gives, and how many seconds of work it took."""
    gc.disable()
    try:
        started = time.thread_time()
        return read(), time.thread_time() - started
    finally:
        gc.enable()
