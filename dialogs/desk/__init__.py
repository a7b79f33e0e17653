"""The staff's side of a conversation: cases, their cards, and what a tap or a word of the staff does."""
