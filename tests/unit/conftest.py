"""Unit tests draw the same examples at each run, so that a red build can be replayed."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=150)
settings.load_profile("repeatable")
