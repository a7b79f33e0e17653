"""Ports of this machine that are kept for somebody who is to listen on them later."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def kept_ports(number: int) -> Iterator[list[int]]:
    """Ports of the loopback address that servers of ours may have inside the block, again and again, and to which no
    other process of the machine comes by chance meanwhile."""
    with ExitStack() as keepers:
        kept = [keepers.enter_context(socket.socket()) for _ in range(number)]
        for keeper in kept:
            keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            keeper.bind(("127.0.0.1", 0))
        ports = [int(keeper.getsockname()[1]) for keeper in kept]
        # Linux lets a server share a port with a socket that only keeps it; elsewhere the keeper would be in the way.
        if sys.platform != "linux":
            keepers.close()
        yield ports
