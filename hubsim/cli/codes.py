"""Exit codes of the command."""

OK, BAD_INPUT, RUN_STOPPED, DIFFERS, INTERRUPTED = 0, 2, 3, 4, 130
