"""The control interface of a simulated gateway, its locks and its cloud.

Requests and answers are JSON objects, `{"done": true}` where nothing is told; mistakes get 400 `{"error"}`.

GET  /                                               this
GET  /state                                          gateway, locks with movements and contacts, shares, …
POST /lock         {"identifier", name: value, …}    attributes of a lock: battery, reachable, state, …;
                                                     "keys": the codes it accepts, "codes": those known to
                                                     the gateway
POST /operate      {"identifier", "action", "by"?}   open or close, by hand unless told: app, keypad, key, …
POST /restart      {"identifier"}                    the lock forgets where it is
POST /locks        {"add": identifier, "name"?, "code"?} or {"remove": identifier}
POST /gateway      {"clock_valid"?, "clock_offset"?, "version"?, "available_version"?, "ip"?}
POST /synchronize                                    the gateway begins to synchronise
POST /reboot       {"down_for"?}                     seconds
POST /unplug       {"seconds"?}                      unreachable, nothing forgotten
POST /move         {"host"?, "port"?}
POST /quirks       {name: value, …}                  see quirks.py
POST /faults       {"kind", …arguments}              a method of Faults: {"kind": "code", "code": 37}
POST /cloud        {"up"?: bool, "expire_tokens"?: true}
POST /cloud/quirks {name: value, …}                  see CloudQuirks
POST /cloud/faults {"kind", …arguments}              a method of Faults
"""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from simulators.control import Action as Handler, Control, cause, turn

from .lock import Action, Lock, Origin, State

if TYPE_CHECKING:
    from .cloud import TheKeysCloud
    from .gateway import TheKeysGateway
    from .home import Share

LOCK_KNOBS = {field.name for field in fields(Lock) if field.init} - {"identifier", "code", "linked"}
SHOWN_REQUESTS = 100


class HomeControl:
    """What can be asked of, and done to, one gateway, its locks and its cloud."""

    def __init__(self, gateway: TheKeysGateway, cloud: TheKeysCloud) -> None:
        """Control the given ones."""
        self._gateway = gateway
        self._cloud = cloud

    def interface(self) -> Control:
        """Return the interface, to be started."""
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
            ("POST", "/move"): self._move,
            ("POST", "/quirks"): self._quirks,
            ("POST", "/faults"): self._faults,
            ("POST", "/cloud"): self._set_cloud,
            ("POST", "/cloud/quirks"): self._cloud_quirks,
            ("POST", "/cloud/faults"): self._cloud_faults,
        }
        return Control(routes, __doc__)

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
            "locks": [self._described(lock) for lock in gateway.locks.values()],
            "shares": [_described_share(share) for share in gateway.home.shares.values()],
            "requests": gateway.request_count,
            "overlaps": gateway.overlaps,
            "latest_requests": [asdict(request) for request in list(gateway.requests)[-SHOWN_REQUESTS:]],
            "quirks": asdict(gateway.quirks),
            "cloud": {
                "up": gateway.home.cloud_is_up,
                "requests": self._cloud.requests[-SHOWN_REQUESTS:],
                "quirks": asdict(self._cloud.quirks),
            },
        }

    async def _lock(self, body: dict[str, Any]) -> Any:
        lock = self._gateway.locks[str(body.pop("identifier"))]
        if "state" in body:
            lock.state = State(body.pop("state"))
        if "keys" in body:
            lock.keys = set(body.pop("keys"))
        if "codes" in body:
            self._gateway.signatures.codes[lock.identifier] = set(body.pop("codes"))
        if unknown := body.keys() - LOCK_KNOBS:
            raise KeyError(*unknown)
        for name, value in body.items():
            setattr(lock, name, value)
        return self._described(lock)

    async def _operate(self, body: dict[str, Any]) -> None:
        lock = self._gateway.locks[str(body["identifier"])]
        lock.operate(Action(body["action"]), Origin(body.get("by", Origin.HAND)))

    async def _restart(self, body: dict[str, Any]) -> None:
        self._gateway.locks[str(body["identifier"])].restart()

    async def _locks(self, body: dict[str, Any]) -> Any:
        if "remove" in body:
            return self._gateway.remove(body["remove"])
        lock = Lock(body["add"], body.get("name", Lock.name), code=body.get("code"))
        self._gateway.add(lock)
        return self._described(lock)

    async def _set_gateway(self, body: dict[str, Any]) -> None:
        owners = {
            "clock_valid": self._gateway.signatures,
            "clock_offset": self._gateway.signatures,
            "version": self._gateway.accessory,
            "available_version": self._gateway.accessory,
            "ip": self._gateway.accessory,
        }
        for name, value in body.items():
            setattr(owners[name], name, value)

    async def _synchronize(self, _: dict[str, Any]) -> None:
        self._gateway.begin_to_synchronize()

    async def _reboot(self, body: dict[str, Any]) -> None:
        self._gateway.tasks.start(self._gateway.reboot(**body))

    async def _unplug(self, body: dict[str, Any]) -> None:
        self._gateway.tasks.start(self._gateway.unplug(**body))

    async def _move(self, body: dict[str, Any]) -> Any:
        await self._gateway.move_to(**body)
        return {"host": self._gateway.host, "port": self._gateway.port}

    async def _quirks(self, body: dict[str, Any]) -> None:
        turn(self._gateway.quirks, body)

    async def _faults(self, body: dict[str, Any]) -> None:
        cause(self._gateway.faults, body)

    async def _set_cloud(self, body: dict[str, Any]) -> None:
        if body.get("expire_tokens"):
            self._cloud.expire_tokens()
        if body.get("up") is False:
            self._cloud.go_down()
        elif body.get("up"):
            await self._cloud.come_up()

    async def _cloud_quirks(self, body: dict[str, Any]) -> None:
        turn(self._cloud.quirks, body)

    async def _cloud_faults(self, body: dict[str, Any]) -> None:
        cause(self._cloud.faults, body)

    def _described(self, lock: Lock) -> dict[str, Any]:
        return {
            "identifier": lock.identifier,
            **{name: getattr(lock, name) for name in sorted(LOCK_KNOBS)},
            "state": int(lock.state),
            "position": lock.position,
            "keys": sorted(lock.keys),
            "codes": sorted(self._gateway.signatures.codes.get(lock.identifier, ())),
            "told_log": self._gateway.radio.logs.get(lock.identifier),
            "movements": [movement._asdict() for movement in lock.movements],
            "contacts": [contact._asdict() for contact in lock.contacts],
            "reads": len(lock.reads),
            "log": [asdict(entry) for entry in lock.log],
        }


def _described_share(share: Share) -> dict[str, Any]:
    return {**asdict(share), "accessory": share.accessory.identifier}
