"""The command line: each command calls one function of the library and prints what it gives.

Exit codes: 0 done; 2 what you wrote cannot be used; 3 a run had to stop; 4 a run made again came
out otherwise; 130 interrupted.

Heavy imports wait until a command needs them, so that help and checks
answer at once. A command stands in a module of its own, and in the list at the end of ``main``.
"""

from hubsim.cli.main import hubsim, main

__all__ = ["hubsim", "main"]
