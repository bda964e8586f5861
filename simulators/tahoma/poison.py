"""Events that no client should trip over, to be handed to `TahomaBox.emit`."""

from typing import Any

CHANGED = "DeviceStateChangedEvent"


def poison(url: str) -> dict[str, Any]:
    """Return broken events about a device, by what is wrong with them."""
    return {
        "state_without_value": {
            "name": CHANGED,
            "deviceURL": url,
            "deviceStates": [{"name": "core:ClosureState", "type": 1}],
        },
        "unknown_data_type": {
            "name": CHANGED,
            "deviceURL": url,
            "deviceStates": [{"name": "core:FutureState", "type": 77, "value": {"a": [1]}}],
        },
        "without_name": {"deviceURL": url},
        "null": None,
        "states_not_a_list": {"name": CHANGED, "deviceURL": url, "deviceStates": 5},
        "state_null": {"name": CHANGED, "deviceURL": url, "deviceStates": [None]},
        "unknown_event": {"name": "SomethingNewEvent", "payload": {}},
        "unknown_device": {
            "name": CHANGED,
            "deviceURL": f"{url}999",
            "deviceStates": [{"name": "core:ClosureState", "type": 1, "value": 5}],
        },
    }
