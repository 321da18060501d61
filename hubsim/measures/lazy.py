"""Properties that are worked out once.

As `functools.cached_property`, which before Python 3.12 holds one lock for all instances while it
works: replications on threads would wait for one another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as lazy
else:

    class lazy:  # noqa: N801 - used as a decorator
        """Keep what a method gives in the instance, under its name."""

        def __init__(self, work_out: Callable[[Any], Any]) -> None:
            self.work_out, self.name = work_out, work_out.__name__
            self.__doc__ = work_out.__doc__

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            found = instance.__dict__[self.name] = self.work_out(instance)
            return found


__all__ = ["lazy"]
