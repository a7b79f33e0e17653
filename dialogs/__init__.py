"""The conversation as values and pure functions: no network, no database, no clock, no Telegram."""
