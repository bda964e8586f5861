"""Where the clouds live, and what else the simulators put in another place.

A JSON file, named by the environment variable `GATEHOUSE_ENDPOINTS`, replaces any of them: for the
simulators, and for no other purpose. In a cloud that has several servers, `{server}` stands for the one
that the user chose and `{host}` for its name. Relative file names are relative to the file.
"""

import json
import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "GATEHOUSE_ENDPOINTS"

DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "tahoma": {"cloud": "https://{host}/enduser-mobile-web/enduserAPI"},
    "the_keys": {"cloud": "https://api.the-keys.fr"},
}


def endpoint(kind: str, name: str) -> str | None:
    """Return one of a kind's endpoints, None where it has no such. Reads a file: not for the event loop."""
    return _overridden().get(kind, {}).get(name, DEFAULTS.get(kind, {}).get(name))


def endpoint_file(kind: str, name: str) -> Path | None:
    """Return an endpoint that is a file name. Reads a file: not for the event loop."""
    name_of_file = endpoint(kind, name)
    return Path(os.environ.get(VARIABLE, "")).parent / name_of_file if name_of_file else None


def _overridden() -> dict[str, dict[str, str]]:
    path = os.environ.get(VARIABLE)
    if not path:
        return {}
    overrides: dict[str, dict[str, str]] = json.loads(Path(path).read_text(encoding="utf-8"))
    return overrides
