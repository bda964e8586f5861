"""Replacement of the vendors' hosts by the simulators.

A JSON file named by the environment variable `GATEHOUSE_ENDPOINTS` replaces the endpoints of a kind, for the
simulators and for no other purpose. Relative file names in it are relative to the JSON file.
"""

import json
import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "GATEHOUSE_ENDPOINTS"


def endpoint(kind: str, name: str, default: str) -> str:
    """Return an endpoint of a kind. Reads a file: not for the event loop."""
    return _overrides(kind).get(name, default)


def endpoint_file(kind: str, name: str) -> Path | None:
    """Return the path of an additional file of a kind, if any. Reads a file: not for the event loop."""
    file_name = _overrides(kind).get(name)
    return Path(os.environ[VARIABLE]).parent / file_name if file_name else None


def _overrides(kind: str) -> dict[str, str]:
    path = os.environ.get(VARIABLE)
    if not path:
        return {}
    overrides: dict[str, dict[str, str]] = json.loads(Path(path).read_text(encoding="utf-8"))
    return overrides.get(kind, {})
