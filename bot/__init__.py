"""bimtek-bot: a follow-up training companion for Indonesian election officers."""

__version__ = "0.1.0"
