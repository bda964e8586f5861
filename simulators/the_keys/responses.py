"""The JSON responses of a gateway, in the observed and in the documented format."""

from typing import TYPE_CHECKING, Any

from aiohttp import web
import orjson

from .lock import State
from .quirks import LockerReply, Style
from .result_codes import ApiError, ResultCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .lock import Lock
    from .quirks import Quirks

SCANNING = "Scanning"
# The text of UNKNOWN is a guess.
STATE_TEXTS = {State.UNKNOWN: "Unknown", State.CLOSED: "Door closed", State.OPEN: "Door open"}


class Responses:
    """Creates responses in the current format."""

    def __init__(self, quirks: Quirks) -> None:
        """Initialize the responses."""
        self._quirks = quirks

    @property
    def _is_documented_style(self) -> bool:
        return self._quirks.style is Style.DOCUMENTED

    def success(self) -> web.Response:
        """Return the success response of requests to the gateway, the same in both formats."""
        return self._response({"status": "ok", "code": int(ResultCode.OK)})

    def command_success(self) -> web.Response:
        """Return the success response of commands; the vendor's document swaps status and code."""
        if self._is_documented_style:
            return self._response({"status": "0", "code": "ok"})
        return self.success()

    def locker_success(self) -> web.Response:
        """Return the success response of the synchronization or update of a lock."""
        match self._quirks.locker_reply:
            case LockerReply.NORMAL:
                return self.command_success()
            case LockerReply.EMPTY:
                return _text(b"")
            case LockerReply.BROKEN:
                return _text(b'{"status": ok')

    def error(self, error: ApiError) -> web.Response:
        """Return the response for an error."""
        code = int(error.code)
        if not self._is_documented_style:
            return self._response({"status": "ko", "code": code, "cause": error.cause})
        if error.missing_parameter:
            return self._response({"status": str(code), "code": error.missing_parameter})
        if code in {ResultCode.BAD_REQUEST, ResultCode.BUSY}:
            return self._response({"status": str(code), "message": error.cause})
        return self._response({"status": str(code)})

    def status(self, version: int, phase: str) -> web.Response:
        """Return the version and phase of the gateway; this response has no `status`."""
        if not self._is_documented_style:
            return self._response({"version": version, "current_status": phase})
        phase = f"{phase}..." if phase == SCANNING else phase
        return self._response({"version": str(version), "current_status": phase})

    def lockers(self, locks: Iterable[Lock], logs: Mapping[str, int]) -> web.Response:
        """Return the locks in range, with the newest log entries known to the gateway."""
        devices = []
        for lock in locks:
            device = {
                "identifier": int(lock.identifier),
                "rssi": lock.rssi,
                "battery": round(lock.battery),
            }
            if lock.has_log:
                device["last_log"] = logs.get(lock.identifier, lock.last_log)
            devices.append(device)
        return self._response({"status": "ok", "devices": devices})

    def locker_status(self, lock: Lock) -> web.Response:
        """Return the state of a lock."""
        return self._response(
            {
                "status": STATE_TEXTS[lock.state],
                "code": int(lock.state),
                "id": int(lock.identifier),
                "version": lock.firmware,
                "position": lock.position,
                "rssi": lock.rssi,
                "battery": round(lock.battery),
            }
        )

    def _response(self, data: Any) -> web.Response:
        return _text(orjson.dumps(_numbers_to_strings(data) if self._quirks.numbers_as_strings else data))


def _text(body: bytes) -> web.Response:
    """Return a response with status 200, which gateways use for errors too, and a generic content type."""
    return web.Response(body=body, content_type="text/plain")


def _numbers_to_strings(data: Any) -> Any:
    match data:
        case dict():
            return {key: _numbers_to_strings(value) for key, value in data.items()}
        case list():
            return [_numbers_to_strings(value) for value in data]
        case int():
            return str(data)
        case _:
            return data
