"""How the tables came to be, step by step. Expand first, contract a release later."""
