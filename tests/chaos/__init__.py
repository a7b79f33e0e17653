"""Chaos: many people, a bot that is killed again and again, and a world in which everything fails at times."""
