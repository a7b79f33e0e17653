"""The questions of a booking: a file each."""
