"""The bench: the whole bot beside its peers, each a process of its own against one stub of the Bot API."""
