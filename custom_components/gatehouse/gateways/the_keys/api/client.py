"""The local API of a The Keys gateway.

Source: the vendor's description of the gateway's web service, and what clients of real gateways found. Plain
HTTP; a gateway does one thing at a time, and resets connections that come too soon after one another.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import (
    ClientSession,
    ClientTimeout,
)

from ...errors import GatewayConnectionError, GatewayError, GatewayResponseError, GatewayUnconfirmedError
from ...http import parse_json, send_request
from ...request_queue import RequestQueue
from ...tasks import TaskCanceledError, wait_for_task
from .models import Command, GatewayStatus, Key, LockScan, LockStatus, parse_lock_scans, whole
from .responses import (
    ALREADY_STARTED,
    BUSY,
    KEY_REFUSED,
    NOT_COMPATIBLE,
    NOT_DETECTED,
    NOT_SHARED,
    SYNC_INVALID,
    SYNC_NOT_COMPATIBLE,
    SYNC_NOT_DETECTED,
    WRONG_CLOCK,
    KeysRefusedError,
    Response,
    SignatureRefusedError,
    is_parameter_error,
    parse_response,
)
from .signing import Timestamps, signature

DEFAULT_PORT: Final = 80

_CONNECT_TIMEOUT: Final = 5.0
_TIMEOUT: Final = 10.0
_READ_TIMEOUT: Final = 20.0
_OPERATE_TIMEOUT: Final = 30.0
_UPDATE_TIMEOUT: Final = 30.0
_PAUSE: Final = 0.5
_PAUSE_AFTER_BLUETOOTH: Final = 1.0
_MAX_RESPONSE_SIZE: Final = 256 * 1024

# After any other refusal the lock may have done what it was asked: the connection to it was cut, for one.
NOT_DONE: Final = frozenset(
    {
        SYNC_NOT_DETECTED,
        SYNC_NOT_COMPATIBLE,
        SYNC_INVALID,
        NOT_SHARED,
        NOT_DETECTED,
        NOT_COMPATIBLE,
        KEY_REFUSED,
        WRONG_CLOCK,
        ALREADY_STARTED,
        BUSY,
    }
)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait before each further try, in seconds, where nothing was done yet.

    A signature may be refused for a timestamp that another one has used up, and a wrong clock of the gateway
    is set by synchronising it.
    """

    unreachable: tuple[float, ...]
    busy: tuple[float, ...]
    unsigned: tuple[float, ...] = (1.0,)
    sets_clock: bool = True


_RETRIES_OF_READ: Final = RetryPolicy((1.0, 2.0, 4.0), (6.0, 6.0, 6.0))
_NO_RETRIES: Final = RetryPolicy((), ())
_RETRIES_OF_OPERATION: Final = RetryPolicy((1.0, 2.0, 4.0), (2.0, 4.0, 6.0, 6.0))
_RETRIES_OF_SYNCHRONIZATION: Final = RetryPolicy((), (5.0, 5.0, 5.0), (), sets_clock=False)


class CommandHandle:
    """A command to a motor, which its caller can abandon while it cannot have been executed."""

    def __init__(self) -> None:
        """Initialize a command that is not sent."""
        self.is_sent = False
        self._cancel: Callable[[], object] | None = None

    def mark_sent(self) -> None:
        """Note that it may be executed from now on."""
        self.is_sent = True

    def mark_not_executed(self) -> None:
        """Note that it was certainly not executed; an abandoned command is not sent again."""
        self.is_sent = False
        if self._cancel is not None:
            self._cancel()

    def abandon(self, cancel: Callable[[], object]) -> None:
        """Cancel it, now or when it turns out not to have been executed."""
        self._cancel = cancel
        if not self.is_sent:
            cancel()


class TheKeysClient:
    """Client of one gateway, which sends one request at a time.

    Each method raises GatewayConnectionError where nothing was sent, GatewayUnconfirmedError where it may
    have been done, GatewayResponseError where the answer is none of this protocol, SignatureRefusedError,
    KeysRefusedError, and ClockError before anything is signed.
    """

    def __init__(
        self,
        session: ClientSession,
        host: str,
        port: int,
        timestamps: Timestamps,
        queue: RequestQueue | None = None,
    ) -> None:
        """Initialize the client; all clients of one gateway share a queue."""
        self._session = session
        self._timestamps = timestamps
        self._queue = queue or RequestQueue()
        self._requests_in_progress: set[asyncio.Task[bytes]] = set()
        self.closed = False
        self._root = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    # The gateway

    async def status(self) -> GatewayStatus:
        """Read the status of the gateway."""
        answer = await self._exchange("GET", "/status")
        raw = parse_json(answer)
        try:
            return GatewayStatus.parse(raw)
        except (KeyError, TypeError, ValueError) as error:
            parse_response(answer)  # raises the error in the response
            raise GatewayResponseError("no status of a gateway") from error

    async def lockers(self) -> tuple[LockScan, ...]:
        """Read which locks are in range, without connecting to them."""
        facts = parse_response(await self._exchange("GET", "/lockers")).facts
        if not isinstance(facts.get("devices"), list):
            raise GatewayResponseError("no list of locks")
        return tuple(parse_lock_scans(facts["devices"]))

    async def synchronize(self) -> None:
        """Make the gateway fetch shares, firmware and the time from the cloud, which may take minutes."""
        await self._retry(lambda: self._send_form("GET", "/synchronize"), _RETRIES_OF_SYNCHRONIZATION)

    async def update(self) -> None:
        """Install the gateway's firmware, even if it is installed already; the gateway restarts.

        It is a POST, because aiohttp repeats a GET when the connection is lost.
        """
        await self._send_form("POST", "/update", timeout=_UPDATE_TIMEOUT)

    # A lock

    async def synchronize_lock(self, identifier: str) -> None:
        """Make a lock fetch its shares from the gateway, which uses some of its battery."""
        await self._retry(
            lambda: self._send_form("POST", "/locker/synchronize", {"identifier": identifier}),
            _RETRIES_OF_SYNCHRONIZATION,
        )

    async def update_lock(self, identifier: str) -> None:
        """Install a lock's firmware."""
        await self._send_form("POST", "/locker/update", {"identifier": identifier}, timeout=_UPDATE_TIMEOUT)

    async def read(self, key: Key, *, urgent: bool = False, retry: bool = True) -> LockStatus:
        """Read the status of a lock by Bluetooth, which uses its battery; once only, without `retry`."""

        async def attempt() -> LockStatus:
            reply = await self._signed("/locker_status", key, _READ_TIMEOUT, urgent=urgent)
            if reply.state is None:
                raise GatewayUnconfirmedError("a response without a state")
            about = whole(reply.facts.get("id"))
            if about is not None and str(about) != key.identifier:
                raise GatewayResponseError("a response for another lock")
            return LockStatus.parse(reply.state, reply.facts)

        return await self._retry(attempt, _RETRIES_OF_READ if retry else _NO_RETRIES)

    async def operate(self, key: Key, operation: Command, handle: CommandHandle | None = None) -> None:
        """Run the motor of a lock; the command is sent again only if the motor certainly did not run.

        After GatewayUnconfirmedError it may have run, or not.
        """
        handle = handle or CommandHandle()

        async def attempt() -> None:
            try:
                reply = await self._signed(f"/{operation}", key, _OPERATE_TIMEOUT, urgent=True, handle=handle)
            except GatewayConnectionError, SignatureRefusedError, KeysRefusedError:
                handle.mark_not_executed()
                raise
            if reply.is_empty or reply.state is not None:
                raise GatewayUnconfirmedError("a response without a result")

        try:
            await self._retry(attempt, _RETRIES_OF_OPERATION)
        except GatewayResponseError as error:
            raise GatewayUnconfirmedError(str(error)) from error

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - see above
        """Send nothing more, and wait at most `timeout` seconds for the request in progress."""
        self.closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self._requests_in_progress:
                    await asyncio.wait(self._requests_in_progress)
        while self._requests_in_progress:
            for task in self._requests_in_progress:
                task.cancel()
            await asyncio.wait(self._requests_in_progress)

    # How often

    async def _retry[T](self, request: Callable[[], Coroutine[Any, Any, T]], policy: RetryPolicy) -> T:
        """Try again where nothing was done and the obstacle may be temporary."""
        unreachable, busy, unsigned = map(iter, (policy.unreachable, policy.busy, policy.unsigned))
        may_set_clock = policy.sets_clock
        while True:
            try:
                return await request()
            except (GatewayConnectionError, SignatureRefusedError, KeysRefusedError) as error:
                if isinstance(error, GatewayConnectionError):
                    wait = next(unreachable, None)
                elif isinstance(error, SignatureRefusedError):
                    wait = next(unsigned, None)
                elif error.number == WRONG_CLOCK and may_set_clock:
                    may_set_clock = False
                    try:
                        await self.synchronize()
                    except GatewayError:
                        # The request was rejected, whether or not the clock was set.
                        raise error from None
                    wait = 0.0
                else:
                    wait = next(busy, None) if await self._is_busy(error) else None
                if wait is None:
                    raise
            await asyncio.sleep(wait)

    async def _is_busy(self, error: KeysRefusedError) -> bool:
        """Return whether the gateway is busy; while it synchronizes, no lock is in range."""
        if error.number in (BUSY, ALREADY_STARTED):
            return not is_parameter_error(error)
        if error.number != NOT_DETECTED:
            return False
        try:
            return (await self.status()).activity.is_synchronizing
        except GatewayError:
            return False

    # One request

    async def _signed(
        self,
        path: str,
        key: Key,
        timeout: float,  # noqa: ASYNC109 - aiohttp's
        *,
        urgent: bool,
        handle: CommandHandle | None = None,
    ) -> Response:
        body = await self._exchange(
            "POST",
            path,
            key=key,
            urgent=urgent,
            timeout=timeout,
            rest=_PAUSE_AFTER_BLUETOOTH,
            handle=handle,
        )
        try:
            return parse_response(body, key.code)
        except KeysRefusedError as error:
            if error.number not in NOT_DONE:
                raise GatewayUnconfirmedError(
                    f"the lock did not answer as it should ({error.number})"
                ) from error
            raise

    async def _send_form(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
    ) -> None:
        parse_response(await self._exchange(method, path, form, timeout=timeout, rest=_PAUSE_AFTER_BLUETOOTH))

    async def _exchange(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        key: Key | None = None,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
        rest: float = _PAUSE,
        handle: CommandHandle | None = None,
    ) -> bytes:
        """Send a request in its turn; with a key, it is signed then.

        A request canceled before is not sent; afterwards, no other is sent until the gateway has responded.
        """
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self._queue.slot(urgent=urgent, rest=rest))
            if key is not None:
                timestamp = await self._timestamps.take()
                form = {
                    "identifier": key.identifier,
                    "ts": str(timestamp),
                    "hash": signature(key.code, timestamp),
                }
            if self.closed:
                raise GatewayConnectionError("the client is closed")
            if handle is not None:
                handle.mark_sent()
            task = asyncio.create_task(self._send(turn.pop_all(), method, path, form, timeout))
        self._requests_in_progress.add(task)
        task.add_done_callback(self._requests_in_progress.discard)
        try:
            return await wait_for_task(task)
        except TaskCanceledError as error:
            raise GatewayUnconfirmedError("closed before the response came") from error

    async def _send(
        self,
        turn: AsyncExitStack,
        method: str,
        path: str,
        form: Mapping[str, str] | None,
        timeout: float,  # noqa: ASYNC109 - see above
    ) -> bytes:
        async with turn:
            response = await send_request(
                self._session,
                method,
                self._root + path,
                max_size=_MAX_RESPONSE_SIZE,
                data=form,
                headers={"Connection": "close"},
                timeout=ClientTimeout(total=timeout, sock_connect=_CONNECT_TIMEOUT),
            )
        return response.body
