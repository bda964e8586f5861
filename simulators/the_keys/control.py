"""The control API of a simulated gateway, its locks and its cloud.

Requests and responses are JSON objects. The response is {"done": true} if there is nothing to return;
invalid requests return status 400 with {"error"}. A question mark means optional.

GET  /                                               This description
GET  /state                                          Gateway, locks, shares, latest requests, quirks, cloud
POST /lock         {"identifier", name: value, ...}  Set attributes of a lock: battery, reachable, state, ...
                                                     accepted_codes: share codes that the lock accepts
                                                     codes: share codes of the lock known to the gateway
POST /operate      {"identifier", "action", "origin"?}
                                                     Open or close a lock
                                                     origin: hand (default), app, keypad, key, ...
POST /restart      {"identifier"}                    Restart a lock, which loses its state
POST /locks        {"add": identifier, "name"?, "code"?}
                                                     Add a lock
POST /locks        {"remove": identifier}            Remove a lock
POST /gateway      {"clock_valid"?, "clock_offset"?, "version"?, "available_version"?, "ip"?}
                                                     Set attributes of the gateway
POST /synchronize                                    Start a synchronization with the cloud
POST /reboot       {"down_for"?}                     Reboot; down_for in seconds
POST /unplug       {"seconds"?}                      Make the gateway unreachable without a reboot
POST /address      {"host"?, "port"?}                Change the address of the local API
POST /quirks       {name: value, ...}                Set quirks, see quirks.py
POST /faults       {"kind", ...arguments}            Inject a fault: the name and arguments of a method of
                                                     Faults, such as {"kind": "code", "code": 37}
POST /cloud        {"up"?: bool, "expire_tokens"?: true}
                                                     Make the cloud (un)reachable, expire all tokens
POST /cloud/quirks {name: value, ...}                Set quirks of the cloud, see CloudQuirks
POST /cloud/faults {"kind", ...arguments}            Inject a fault into the cloud
"""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from simulators.control import ControlApi, Handler, inject_fault, update_dataclass

from .lock import Action, Lock, Origin, State

if TYPE_CHECKING:
    from .cloud import TheKeysCloud
    from .gateway import TheKeysGateway
    from .home import Share

LOCK_ATTRIBUTES = {field.name for field in fields(Lock) if field.init} - {"identifier", "code", "linked"}
MAX_LATEST_REQUESTS = 100


class HomeControl:
    """Handles the requests to the control API of one gateway, its locks and its cloud."""

    def __init__(self, gateway: TheKeysGateway, cloud: TheKeysCloud) -> None:
        """Initialize the control of a gateway and a cloud."""
        self._gateway = gateway
        self._cloud = cloud

    def create_api(self) -> ControlApi:
        """Return the control API, not started yet."""
        routes: dict[tuple[str, str], Handler] = {
            ("GET", "/state"): self._state,
            ("POST", "/lock"): self._lock,
            ("POST", "/operate"): self._operate,
            ("POST", "/restart"): self._restart,
            ("POST", "/locks"): self._locks,
            ("POST", "/gateway"): self._set_gateway,
            ("POST", "/synchronize"): self._synchronize,
            ("POST", "/reboot"): self._reboot,
            ("POST", "/unplug"): self._unplug,
            ("POST", "/address"): self._address,
            ("POST", "/quirks"): self._quirks,
            ("POST", "/faults"): self._faults,
            ("POST", "/cloud"): self._set_cloud,
            ("POST", "/cloud/quirks"): self._cloud_quirks,
            ("POST", "/cloud/faults"): self._cloud_faults,
        }
        return ControlApi(routes, __doc__)

    async def _state(self, _: dict[str, Any]) -> Any:
        gateway = self._gateway
        return {
            "host": gateway.host,
            "port": gateway.port,
            "time": gateway.clock.now(),
            "version": gateway.version,
            "phase": gateway.radio.phase,
            "clock_valid": gateway.signatures.clock_valid,
            "last_timestamps": gateway.signatures.last,
            "locks": [self._lock_state(lock) for lock in gateway.locks.values()],
            "shares": [_share_state(share) for share in gateway.home.shares.values()],
            "requests": gateway.request_count,
            "overlaps": gateway.overlaps,
            "latest_requests": [asdict(request) for request in list(gateway.requests)[-MAX_LATEST_REQUESTS:]],
            "quirks": asdict(gateway.quirks),
            "cloud": {
                "up": gateway.home.cloud_is_up,
                "requests": self._cloud.requests[-MAX_LATEST_REQUESTS:],
                "quirks": asdict(self._cloud.quirks),
            },
        }

    async def _lock(self, body: dict[str, Any]) -> Any:
        lock = self._gateway.locks[str(body.pop("identifier"))]
        if "state" in body:
            lock.state = State(body.pop("state"))
        if "accepted_codes" in body:
            lock.accepted_codes = set(body.pop("accepted_codes"))
        if "codes" in body:
            self._gateway.signatures.codes[lock.identifier] = set(body.pop("codes"))
        if unknown := body.keys() - LOCK_ATTRIBUTES:
            raise KeyError(*unknown)
        for name, value in body.items():
            setattr(lock, name, value)
        return self._lock_state(lock)

    async def _operate(self, body: dict[str, Any]) -> None:
        lock = self._gateway.locks[str(body["identifier"])]
        lock.operate(Action(body["action"]), Origin(body.get("origin", Origin.HAND)))

    async def _restart(self, body: dict[str, Any]) -> None:
        self._gateway.locks[str(body["identifier"])].restart()

    async def _locks(self, body: dict[str, Any]) -> Any:
        if "remove" in body:
            return self._gateway.remove(body["remove"])
        lock = Lock(body["add"], body.get("name", Lock.name), code=body.get("code"))
        self._gateway.add(lock)
        return self._lock_state(lock)

    async def _set_gateway(self, body: dict[str, Any]) -> None:
        objects = {
            "clock_valid": self._gateway.signatures,
            "clock_offset": self._gateway.signatures,
            "version": self._gateway.accessory,
            "available_version": self._gateway.accessory,
            "ip": self._gateway.accessory,
        }
        for name, value in body.items():
            setattr(objects[name], name, value)

    async def _synchronize(self, _: dict[str, Any]) -> None:
        self._gateway.start_synchronization()

    async def _reboot(self, body: dict[str, Any]) -> None:
        self._gateway.tasks.start(self._gateway.reboot(**body))

    async def _unplug(self, body: dict[str, Any]) -> None:
        self._gateway.tasks.start(self._gateway.unplug(**body))

    async def _address(self, body: dict[str, Any]) -> Any:
        await self._gateway.change_address(**body)
        return {"host": self._gateway.host, "port": self._gateway.port}

    async def _quirks(self, body: dict[str, Any]) -> None:
        update_dataclass(self._gateway.quirks, body)

    async def _faults(self, body: dict[str, Any]) -> None:
        inject_fault(self._gateway.faults, body)

    async def _set_cloud(self, body: dict[str, Any]) -> None:
        if body.get("expire_tokens"):
            self._cloud.expire_tokens()
        if body.get("up") is False:
            self._cloud.go_down()
        elif body.get("up"):
            await self._cloud.come_up()

    async def _cloud_quirks(self, body: dict[str, Any]) -> None:
        update_dataclass(self._cloud.quirks, body)

    async def _cloud_faults(self, body: dict[str, Any]) -> None:
        inject_fault(self._cloud.faults, body)

    def _lock_state(self, lock: Lock) -> dict[str, Any]:
        return {
            "identifier": lock.identifier,
            **{name: getattr(lock, name) for name in sorted(LOCK_ATTRIBUTES)},
            "state": int(lock.state),
            "position": lock.position,
            "accepted_codes": sorted(lock.accepted_codes),
            "codes": sorted(self._gateway.signatures.codes.get(lock.identifier, ())),
            "last_log_of_gateway": self._gateway.radio.logs.get(lock.identifier),
            "movements": [movement._asdict() for movement in lock.movements],
            "ble_connections": [connection._asdict() for connection in lock.ble_connections],
            "reads": len(lock.reads),
            "log": [asdict(entry) for entry in lock.log],
        }


def _share_state(share: Share) -> dict[str, Any]:
    return {**asdict(share), "accessory": share.accessory.identifier}
