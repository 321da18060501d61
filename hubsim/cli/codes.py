"""Exit codes of the command."""

OK, BAD_INPUT, RUN_STOPPED, INTERRUPTED = 0, 2, 3, 130
