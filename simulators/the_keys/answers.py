"""The JSON of a gateway's answers, in the shapes that were seen and in the documented ones."""

from typing import TYPE_CHECKING, Any

from aiohttp import web
import orjson

from .codes import Code, RefusedError
from .lock import State
from .quirks import LockerReply, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .lock import Lock
    from .quirks import Quirks

SCANNING = "Scanning"
# That of UNKNOWN is a guess.
TEXTS = {State.UNKNOWN: "Unknown", State.CLOSED: "Door closed", State.OPEN: "Door open"}


class Answers:
    """Writes answers in the style of the moment."""

    def __init__(self, quirks: Quirks) -> None:
        """Follow the quirks."""
        self._quirks = quirks

    @property
    def _documented(self) -> bool:
        return self._quirks.style is Style.KB

    def done(self) -> web.Response:
        """Tell that all went well, in the same shape in both styles."""
        return self._response({"status": "ok", "code": int(Code.OK)})

    def obeyed(self) -> web.Response:
        """Tell that a lock obeyed; the documentation has status and code the other way round."""
        return self._response({"status": "0", "code": "ok"}) if self._documented else self.done()

    def locker_done(self) -> web.Response:
        """Tell that a lock was synchronised or updated; some gateways do not say so properly."""
        match self._quirks.locker_reply:
            case LockerReply.NORMAL:
                return self.obeyed()
            case LockerReply.EMPTY:
                return _text(b"")
            case LockerReply.BROKEN:
                return _text(b'{"status": ok')

    def refused(self, refusal: RefusedError) -> web.Response:
        """Tell why something did not go well."""
        code = int(refusal.code)
        if not self._documented:
            return self._response({"status": "ko", "code": code, "cause": refusal.cause})
        if refusal.missing:
            return self._response({"status": str(code), "code": refusal.missing})
        if code in {Code.BAD_REQUEST, Code.BUSY}:
            return self._response({"status": str(code), "message": refusal.cause})
        return self._response({"status": str(code)})

    def status(self, version: int, phase: str) -> web.Response:
        """Tell what the gateway is and does; there is no `status` in it."""
        if not self._documented:
            return self._response({"version": version, "current_status": phase})
        phase = f"{phase}..." if phase == SCANNING else phase
        return self._response({"version": str(version), "current_status": phase})

    def lockers(self, locks: Iterable[Lock], logs: Mapping[str, int]) -> web.Response:
        """Tell what is heard of the locks, with the newest log entries that the gateway knows of."""
        devices = []
        for lock in locks:
            device = {
                "identifier": int(lock.identifier),
                "rssi": lock.rssi,
                "battery": round(lock.battery),
            }
            if lock.tells_log:
                device["last_log"] = logs.get(lock.identifier, lock.last_log)
            devices.append(device)
        return self._response({"status": "ok", "devices": devices})

    def locker_status(self, lock: Lock) -> web.Response:
        """Tell what a lock tells of itself."""
        return self._response(
            {
                "status": TEXTS[lock.state],
                "code": int(lock.state),
                "id": int(lock.identifier),
                "version": lock.firmware,
                "position": lock.position,
                "rssi": lock.rssi,
                "battery": round(lock.battery),
            }
        )

    def _response(self, data: Any) -> web.Response:
        return _text(orjson.dumps(_strings(data) if self._quirks.numbers_as_strings else data))


def _text(body: bytes) -> web.Response:
    """Return what is sent: HTTP status 200 always, and a content type that nobody should rely on."""
    return web.Response(body=body, content_type="text/plain")


def _strings(data: Any) -> Any:
    match data:
        case dict():
            return {key: _strings(value) for key, value in data.items()}
        case list():
            return [_strings(value) for value in data]
        case int():
            return str(data)
        case _:
            return data
