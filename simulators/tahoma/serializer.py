"""JSON of devices and states."""

from collections.abc import Iterable, Mapping
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .device import Device
    from .quirks import Quirks

BOOLEAN, INTEGER, FLOAT, STRING, ARRAY, OBJECT = 6, 1, 2, 3, 10, 11
DATA_TYPES: dict[type, int] = {
    bool: BOOLEAN,
    int: INTEGER,
    float: FLOAT,
    str: STRING,
    list: ARRAY,
    dict: OBJECT,
}


class Serializer:
    """Serializes devices and states like the firmware of the box."""

    def __init__(self, quirks: Quirks) -> None:
        """Initialize the serializer."""
        self._quirks = quirks
        self._random = random.Random(0)  # noqa: S311  # a simulation

    def state(self, name: str, value: Any) -> dict[str, Any]:
        """Return a state or attribute, which has only a name if its value is None."""
        if value is None:
            return {"name": name}
        data_type = DATA_TYPES[type(value)]
        if self._quirks.loose_numbers and data_type in {INTEGER, FLOAT}:
            data_type = FLOAT if data_type == INTEGER else INTEGER
        if value == {}:
            value = self.empty_table()
        return {"type": data_type, "name": name, "value": value}

    def states(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a list of states or attributes."""
        return [self.state(name, value) for name, value in values.items()]

    def empty_table(self) -> Any:
        """Return an empty Lua table."""
        return [] if self._quirks.empty_tables_as_arrays else {}

    def device(self, device: Device, label: str) -> dict[str, Any]:
        """Return a device with a label."""
        data: dict[str, Any] = {
            "deviceURL": device.url,
            "available": device.available and not self._quirks.all_unavailable,
            "synced": True,
            "enabled": True,
            "label": label,
            "states": self.states(device.states),
            "attributes": self.states(device.attributes),
        }
        if device.model:
            _, _, subsystem = device.url.partition("#")
            data["type"] = device.model.type[0]
            data["subsystemId"] = int(subsystem or 0)
            data["controllableName"] = device.model.controllable
            data["definition"] = device.model.definition
        if device.created is not None:
            data["creationTime"] = device.created
        return self._shuffled(data)

    def devices(self, devices: Iterable[Device], labels: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return all devices with their labels."""
        serialized = [self.device(device, labels[device.url]) for device in devices]
        if self._quirks.random_order:
            self._random.shuffle(serialized)
        return serialized

    def _shuffled(self, data: dict[str, Any]) -> dict[str, Any]:
        if not self._quirks.random_order:
            return data
        items = list(data.items())
        self._random.shuffle(items)
        return dict(items)
