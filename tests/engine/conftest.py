"""The kernel on arrays that refuse what the compiled one does not look for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hubsim.engine.compiled import engine
from hubsim.jit import COMPILES
from tests.refusing import Refusing


@pytest.fixture(autouse=True, scope="session")
def places_are_not_below_zero() -> Iterator[None]:
    """Where nothing is compiled, give the kernel arrays that refuse such places."""

    def refusing(arrays: Any) -> Any:
        return type(arrays)(*(each.view(Refusing) for each in arrays))

    with pytest.MonkeyPatch.context() as patch:
        if not COMPILES:
            patch.setattr(engine, "boxed", refusing)
        yield
