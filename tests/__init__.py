"""Tests; `tests.verification` is also a program."""
