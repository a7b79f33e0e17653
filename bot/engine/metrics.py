"""What the engine counts. No label holds anything about a person."""

from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("phlebot_updates_total", "Updates taken in, by what became of them", ["outcome"])
LAB_EVENTS = Counter(
    "phlebot_lab_events_total", "Webhook events of the lab, by what became of them", ["outcome"]
)
TURNS = Counter("phlebot_turns_total", "Turns of conversations that were committed")
TURN_SECONDS = Histogram(
    "phlebot_turn_seconds",
    "From an update's arrival to its turn's commit",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30),
)
TURN_FAILURES = Counter("phlebot_turn_failures_total", "Turns that raised or hung")
SET_ASIDE = Counter("phlebot_set_aside_total", "Rows and conversations that were set aside", ["kind"])
COMMANDS = Counter("phlebot_commands_total", "Commands of the staff, by name", ["name"])
DELIVERIES = Counter("phlebot_deliveries_total", "What was to be sent, by kind and end", ["kind", "end"])
LAB_ATTEMPTS = Counter("phlebot_lab_attempts_total", "Attempts to store a submission at the lab", ["outcome"])
PROSPECT_STEPS = Counter(
    "phlebot_prospect_steps_total", "Calls to the leads system beside the lab", ["outcome"]
)
TIMERS = Counter("phlebot_timers_total", "Timers that fell due")
FENCED = Counter("phlebot_fenced_total", "Commits refused because the chat had another owner")
LIVE_CHATS = Gauge("phlebot_live_chats", "Chats in memory")
INBOX_DEPTH = Gauge("phlebot_inbox_depth", "Rows in memory that wait for their turn")
OUTBOX_DEPTH = Gauge("phlebot_outbox_depth", "Rows in memory that wait to be sent")
