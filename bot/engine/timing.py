"""How long the engine waits, in seconds, and how often it tries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    turn_limit: float = 5.0
    """A turn that takes longer hangs."""
    turn_failures: int = 3
    """A row whose turn has failed so often is set aside."""
    turn_pause: float = 0.2
    """Before a failed turn is tried again; doubled each time."""
    album_wait: float = 0.5
    """For the other parts of an album."""
    press_wait: float = 1.5
    """A press that has no answer by then gets an empty one."""
    beat: float = 5.0
    """Between two heartbeats of a worker."""
    watch: float = 1.0
    """Between two looks at who else is alive, where others can be."""
    lease: float = 15.0
    """A worker without a heartbeat for so long is dead."""
    outage: float = 150.0
    """Telegram drops presses that wait longer: what was open is offered again."""
    poll: float = 5.0
    """Between two looks at the database for what no wake-up told of."""
    tick: float = 1.0
    """The longest sleep of those who wait for the wall clock, which may be moved."""
    send_pause: float = 1.0
    """Before a failed delivery is tried again; doubled up to `send_pause_most`."""
    send_pause_most: float = 60.0
    send_bound: float = 600.0
    """A delivery that fails for so long while others succeed is given up."""
    merge: float = 5.0
    """Lines of a patient that come within so long go to the staff as one message."""
    digest_after: float = 10.0
    """The staff are told of many cards that wait once the oldest has waited so long."""
    digest_pause: float = 30.0
    """Between two changes of what they are told."""
    unreachable_pause: float = 60.0
    """Before a staff chat that cannot be reached is tried again."""
    lab_pause: float = 2.0
    """Before a surely failed attempt at the lab is repeated; doubled up to `lab_pause_most`."""
    lab_pause_most: float = 300.0
    unknown_pause: tuple[float, float] = (2.0, 5.0)
    """Before an attempt with an unknown outcome is first repeated; then doubled up to `unknown_pause_most`."""
    unknown_pause_most: float = 30.0
    fetch_pause: float = 5.0
    """Before the file of a report is fetched again; doubled up to `fetch_pause_most`."""
    fetch_pause_most: float = 600.0
    fetch_bound: float = 3_600.0
    """A report whose file could not be had for so long is not there."""
    hold: float = 900.0
    """How long a slot is held without activity."""
    sweep: float = 10.0
    """Between two sweeps for expired holds."""
    upkeep: float = 600.0
    """Between two rounds of erasing what is done with."""
    view: float = 5.0
    """How old a worker's knowledge of a chat and of taken slots may be where others may have changed it."""
