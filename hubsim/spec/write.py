"""A resolved hub as YAML again, every value the text that was written."""

from __future__ import annotations

from typing import Any

import yaml


def to_yaml(data: Any) -> str:
    """Write plain data in block style, quoting what YAML would take for something else.

    Parameters
    ----------
    data : mapping
        As a `Source` holds it: dict, list, str and None.
    """
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
