"""The control interface of a simulated box.

Requests and answers are JSON objects, `{"done": true}` where nothing is told; mistakes get 400 `{"error"}`.

GET  /                                                    this
GET  /state                                               devices, radio log, requests, listeners, executions
POST /remote   {"url", "action", "parameters"?}           a wall switch: a command, or a position
POST /state    {"url", "name", "value"}                   a device reports a state
POST /device   {"url", "available"?, "silent"?, "obstacle"?, "lock"?, "travel_time"?}
                                                          obstacle: at what closure, in percent, or null;
                                                          lock: localUser, user, rain, wind or null
POST /devices  {"add": controllable, "label"?} or {"remove": url}
POST /rename   {"url", "label"}                           told by the box after its next reboot
POST /reboot   {"down_for"?}                              seconds
POST /unplug   {"seconds"?}                               unreachable, nothing forgotten
POST /move     {"host"?, "port"?}
POST /token    {"valid": bool, "token"?}
POST /quirks   {name: value, …}                           see quirks.py
POST /faults   {"kind", …arguments}                       a method of Faults: {"kind": "delay", "delay": 3}
POST /emit     {"event"} or {"poison": kind, "url"}       a raw event, or a broken one of poison.py
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulators.control import Action, Control, cause, turn

from .failures import Lock
from .poison import poison

if TYPE_CHECKING:
    from .box import TahomaBox
    from .device import Device

DEVICE_CONDITIONS = {"silent", "obstacle", "travel_time"}


class BoxControl:
    """What can be asked of, and done to, one box."""

    def __init__(self, box: TahomaBox) -> None:
        """Control the given box."""
        self._box = box

    def interface(self) -> Control:
        """Return the interface, to be started."""
        routes: dict[tuple[str, str], Action] = {
            ("GET", "/state"): self._state,
            ("POST", "/remote"): self._remote,
            ("POST", "/state"): self._set_state,
            ("POST", "/device"): self._device,
            ("POST", "/devices"): self._devices,
            ("POST", "/rename"): self._rename,
            ("POST", "/reboot"): self._reboot,
            ("POST", "/unplug"): self._unplug,
            ("POST", "/move"): self._move,
            ("POST", "/token"): self._token,
            ("POST", "/quirks"): self._quirks,
            ("POST", "/faults"): self._faults,
            ("POST", "/emit"): self._emit,
        }
        return Control(routes, __doc__)

    async def _state(self, _: dict[str, Any]) -> Any:
        box = self._box
        return {
            "pin": box.pin,
            "host": box.host,
            "port": box.port,
            "tokens": sorted(box.tokens),
            "time": box.clock.now(),
            "devices": [_described(device) for device in box.home.devices.values()],
            "radio": [sent._asdict() for sent in box.radio],
            "requests": box.request_count,
            "connections": box.connections._asdict(),
            "listeners": {key: len(listener.queue) for key, listener in box.listeners.items()},
            "executions": [execution.as_json() for execution in box.executions.values()],
            "quirks": asdict(box.quirks),
        }

    async def _remote(self, body: dict[str, Any]) -> None:
        self._box.remote(body["url"], body["action"], *body.get("parameters", []))

    async def _set_state(self, body: dict[str, Any]) -> None:
        self._box.set_state(body["url"], body["name"], body["value"])

    async def _device(self, body: dict[str, Any]) -> Any:
        url = body["url"]
        device = self._box.home.devices[url]
        if "available" in body:
            self._box.set_available(url, available=body["available"])
        if "lock" in body:
            self._box.set_lock(url, Lock[body["lock"]] if body["lock"] else None)
        for condition in DEVICE_CONDITIONS & body.keys():
            setattr(device, condition, body[condition])
        return _described(device)

    async def _devices(self, body: dict[str, Any]) -> Any:
        if "remove" in body:
            return self._box.remove_device(body["remove"])
        return _described(self._box.add_device(body["add"], body.get("label", "")))

    async def _rename(self, body: dict[str, Any]) -> None:
        self._box.rename(body["url"], body["label"])

    async def _reboot(self, body: dict[str, Any]) -> None:
        self._box.tasks.start(self._box.reboot(**body))

    async def _unplug(self, body: dict[str, Any]) -> None:
        self._box.tasks.start(self._box.unplug(body.get("seconds", 60.0)))

    async def _move(self, body: dict[str, Any]) -> Any:
        await self._box.move_to(**body)
        return {"host": self._box.host, "port": self._box.port}

    async def _token(self, body: dict[str, Any]) -> None:
        change = self._box.restore_token if body["valid"] else self._box.revoke_token
        change(body.get("token"))

    async def _quirks(self, body: dict[str, Any]) -> None:
        turn(self._box.quirks, body)

    async def _faults(self, body: dict[str, Any]) -> None:
        cause(self._box.faults, body)

    async def _emit(self, body: dict[str, Any]) -> None:
        self._box.emit(poison(body["url"])[body["poison"]] if "poison" in body else body["event"])


def _described(device: Device) -> dict[str, Any]:
    return {
        "url": device.url,
        "label": device.label,
        "controllable": device.model.controllable if device.model else None,
        "available": device.available,
        "silent": device.silent,
        "lock": device.lock.name if device.lock else None,
        "obstacle": device.obstacle,
        "states": device.states,
    }
