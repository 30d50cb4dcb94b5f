"""The rules: pure functions and frozen values; no I/O, no clock, no randomness of their own."""
