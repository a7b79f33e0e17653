"""Other people's ways to run a dialog of ten steps, run by an interpreter that has their packages."""
