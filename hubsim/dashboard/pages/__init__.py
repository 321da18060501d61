"""The pages, each a module with a function ``page()`` that lays out what the library says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Literal

Group = Literal["Compare", "Explore", "Teach", "Hub"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation.

    Parameters
    ----------
    group : str
        Under which it stands at the top.
    title : str
        In the navigation and on the browser's tab.
    name : str
        Its module in this package, and its address.
    """

    group: Group
    title: str
    name: str

    @property
    def module(self) -> ModuleType:
        """The module, imported when somebody first asks for it."""
        return import_module(f"{__name__}.{self.name}")

    @property
    def page(self) -> Callable[[], None]:
        """Give the function that shows it; a page is imported when somebody opens it."""

        def page() -> None:
            self.module.page()

        return page


PAGES = (
    Entry("Compare", "Compare", "compare"),
    Entry("Explore", "Explore", "explore"),
    Entry("Teach", "Teach", "teach"),
    Entry("Hub", "Design a hub", "hub"),
    Entry("Hub", "What the numbers rest on", "assumptions"),
    Entry("Hub", "Real contacts", "contacts"),
)
"""In the order of the navigation; the first opens first."""
