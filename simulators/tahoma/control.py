"""The control API of a simulated box.

Requests and responses are JSON objects. The response is {"done": true} if there is nothing to return;
invalid requests return status 400 with {"error"}. A question mark means optional.

GET  /                                               This description
GET  /state                                          Devices, sent commands, listeners, executions, quirks
POST /remote   {"url", "action", "parameters"?}      Use a wall switch; action is a command or a position
POST /state    {"url", "name", "value"}              Make a device report a state
POST /device   {"url", "available"?, "silent"?, "obstacle"?, "priority_lock"?, "travel_time"?}
                                                     silent: the device does not respond
                                                     obstacle: closure in percent that blocks, or null
                                                     priority_lock: localUser, user, rain, wind or null
                                                     travel_time: seconds
POST /devices  {"add": controllable, "label"?}       Pair a device
POST /devices  {"remove": url}                       Remove a device
POST /rename   {"url", "label"}                      Rename a device, effective after the next reboot
POST /reboot   {"down_for"?}                         Reboot; down_for in seconds
POST /unplug   {"seconds"?}                          Make the box unreachable without a reboot
POST /address  {"host"?, "port"?}                    Change the address of the local API
POST /token    {"valid": bool, "token"?}             Make a token valid or invalid
POST /quirks   {name: value, ...}                    Set quirks, see quirks.py
POST /faults   {"kind", ...arguments}                Inject a fault: the name and arguments of a method of
                                                     Faults, such as {"kind": "delay", "delay": 3}
POST /emit     {"event"}                             Emit any event
POST /emit     {"malformed": kind, "url"}            Emit a malformed event, see malformed_events.py
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulators.control import ControlApi, Handler, inject_fault, update_dataclass

from .failures import PriorityLock
from .malformed_events import malformed_events

if TYPE_CHECKING:
    from .box import TahomaBox
    from .device import Device

DEVICE_ATTRIBUTES = {"silent", "obstacle", "travel_time"}


class BoxControl:
    """Handles the requests to the control API of one box."""

    def __init__(self, box: TahomaBox) -> None:
        """Initialize the control of a box."""
        self._box = box

    def create_api(self) -> ControlApi:
        """Return the control API, not started yet."""
        routes: dict[tuple[str, str], Handler] = {
            ("GET", "/state"): self._state,
            ("POST", "/remote"): self._remote,
            ("POST", "/state"): self._set_state,
            ("POST", "/device"): self._device,
            ("POST", "/devices"): self._devices,
            ("POST", "/rename"): self._rename,
            ("POST", "/reboot"): self._reboot,
            ("POST", "/unplug"): self._unplug,
            ("POST", "/address"): self._address,
            ("POST", "/token"): self._token,
            ("POST", "/quirks"): self._quirks,
            ("POST", "/faults"): self._faults,
            ("POST", "/emit"): self._emit,
        }
        return ControlApi(routes, __doc__)

    async def _state(self, _: dict[str, Any]) -> Any:
        box = self._box
        return {
            "pin": box.pin,
            "host": box.host,
            "port": box.port,
            "tokens": sorted(box.tokens),
            "time": box.clock.now(),
            "devices": [_device_state(device) for device in box.home.devices.values()],
            "sent_commands": [command._asdict() for command in box.sent_commands],
            "requests": box.request_count,
            "connections": box.connections._asdict(),
            "listeners": {key: len(listener.queue) for key, listener in box.listeners.items()},
            "executions": [execution.as_json() for execution in box.executions.values()],
            "quirks": asdict(box.quirks),
        }

    async def _remote(self, body: dict[str, Any]) -> None:
        self._box.use_remote(body["url"], body["action"], *body.get("parameters", []))

    async def _set_state(self, body: dict[str, Any]) -> None:
        self._box.set_state(body["url"], body["name"], body["value"])

    async def _device(self, body: dict[str, Any]) -> Any:
        url = body["url"]
        device = self._box.home.devices[url]
        if "available" in body:
            self._box.set_available(url, available=body["available"])
        if "priority_lock" in body:
            lock = body["priority_lock"]
            self._box.set_priority_lock(url, PriorityLock[lock] if lock else None)
        for attribute in DEVICE_ATTRIBUTES & body.keys():
            setattr(device, attribute, body[attribute])
        return _device_state(device)

    async def _devices(self, body: dict[str, Any]) -> Any:
        if "remove" in body:
            return self._box.remove_device(body["remove"])
        return _device_state(self._box.add_device(body["add"], body.get("label", "")))

    async def _rename(self, body: dict[str, Any]) -> None:
        self._box.rename(body["url"], body["label"])

    async def _reboot(self, body: dict[str, Any]) -> None:
        self._box.tasks.start(self._box.reboot(**body))

    async def _unplug(self, body: dict[str, Any]) -> None:
        self._box.tasks.start(self._box.unplug(body.get("seconds", 60.0)))

    async def _address(self, body: dict[str, Any]) -> Any:
        await self._box.change_address(**body)
        return {"host": self._box.host, "port": self._box.port}

    async def _token(self, body: dict[str, Any]) -> None:
        update_token = self._box.restore_token if body["valid"] else self._box.revoke_token
        update_token(body.get("token"))

    async def _quirks(self, body: dict[str, Any]) -> None:
        update_dataclass(self._box.quirks, body)

    async def _faults(self, body: dict[str, Any]) -> None:
        inject_fault(self._box.faults, body)

    async def _emit(self, body: dict[str, Any]) -> None:
        is_malformed = "malformed" in body
        self._box.emit(malformed_events(body["url"])[body["malformed"]] if is_malformed else body["event"])


def _device_state(device: Device) -> dict[str, Any]:
    return {
        "url": device.url,
        "label": device.label,
        "controllable": device.model.controllable if device.model else None,
        "available": device.available,
        "silent": device.silent,
        "priority_lock": device.priority_lock.name if device.priority_lock else None,
        "obstacle": device.obstacle,
        "states": device.states,
    }
