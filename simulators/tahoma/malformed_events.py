"""Malformed and unknown events, to be passed to `TahomaBox.emit`."""

from typing import Any

STATE_CHANGED = "DeviceStateChangedEvent"


def malformed_events(url: str) -> dict[str, Any]:
    """Return malformed events of a device, by defect."""
    return {
        "state_without_value": {
            "name": STATE_CHANGED,
            "deviceURL": url,
            "deviceStates": [{"name": "core:ClosureState", "type": 1}],
        },
        "unknown_data_type": {
            "name": STATE_CHANGED,
            "deviceURL": url,
            "deviceStates": [{"name": "core:FutureState", "type": 77, "value": {"a": [1]}}],
        },
        "without_name": {"deviceURL": url},
        "null": None,
        "states_not_a_list": {"name": STATE_CHANGED, "deviceURL": url, "deviceStates": 5},
        "state_null": {"name": STATE_CHANGED, "deviceURL": url, "deviceStates": [None]},
        "unknown_event": {"name": "SomethingNewEvent", "payload": {}},
        "unknown_device": {
            "name": STATE_CHANGED,
            "deviceURL": f"{url}999",
            "deviceStates": [{"name": "core:ClosureState", "type": 1, "value": 5}],
        },
    }
