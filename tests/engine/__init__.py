"""The engine against hand-worked traces, a naive witness, and what holds of every run."""
