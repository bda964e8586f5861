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
from .replies import (
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
    Reply,
    SignatureRefusedError,
    names_a_parameter,
    read_reply,
)
from .signing import Timestamps, signature

DEFAULT_PORT: Final = 80

_CONNECT_TIMEOUT: Final = 5.0
_TIMEOUT: Final = 10.0
_READ_TIMEOUT: Final = 20.0
_OPERATE_TIMEOUT: Final = 30.0
_UPDATE_TIMEOUT: Final = 30.0
_REST: Final = 0.5
_REST_AFTER_BLUETOOTH: Final = 1.0
_LARGEST_ANSWER: Final = 256 * 1024

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
    """A command on its way to a motor: who wants it may give it up, as long as it cannot have been done."""

    def __init__(self) -> None:
        """Begin with a command that is wanted, and not sent."""
        self.is_out = False
        self._give_up: Callable[[], object] | None = None

    def goes_out(self) -> None:
        """Note that it may be carried out from now on."""
        self.is_out = True

    def came_back(self) -> None:
        """Note that it was certainly not carried out; it is not sent again if nobody wants it any more."""
        self.is_out = False
        if self._give_up is not None:
            self._give_up()

    def abandon(self, give_up: Callable[[], object]) -> None:
        """Give it up, now or when it comes back undone."""
        self._give_up = give_up
        if not self.is_out:
            give_up()


class TheKeysClient:
    """Speaks with one gateway, one request at a time.

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
        """Know where the gateway is; a queue is shared by all clients of one gateway."""
        self._session = session
        self._timestamps = timestamps
        self._queue = queue or RequestQueue()
        self._under_way: set[asyncio.Task[bytes]] = set()
        self.closed = False
        self._root = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    # The gateway

    async def status(self) -> GatewayStatus:
        """Read what the gateway is about."""
        answer = await self._exchange("GET", "/status")
        raw = parse_json(answer)
        try:
            return GatewayStatus.parse(raw)
        except (KeyError, TypeError, ValueError) as error:
            read_reply(answer)  # which raises it where it is a refusal
            raise GatewayResponseError("no status of a gateway") from error

    async def lockers(self) -> tuple[LockScan, ...]:
        """Read which locks the gateway sees, without disturbing them."""
        facts = read_reply(await self._exchange("GET", "/lockers")).facts
        if not isinstance(facts.get("devices"), list):
            raise GatewayResponseError("no list of locks")
        return tuple(parse_lock_scans(facts["devices"]))

    async def synchronize(self) -> None:
        """Let the gateway fetch shares, firmwares and the time from the cloud, which may take it minutes."""
        await self._retry(lambda: self._say("GET", "/synchronize"), _RETRIES_OF_SYNCHRONIZATION)

    async def update(self) -> None:
        """Install the gateway's firmware, also where it has it already; it starts anew then.

        A GET would be repeated by aiohttp where the connection is lost.
        """
        await self._say("POST", "/update", timeout=_UPDATE_TIMEOUT)

    # A lock

    async def synchronize_lock(self, identifier: str) -> None:
        """Let a lock fetch its shares from the gateway, which takes its battery a little."""
        await self._retry(
            lambda: self._say("POST", "/locker/synchronize", {"identifier": identifier}),
            _RETRIES_OF_SYNCHRONIZATION,
        )

    async def update_lock(self, identifier: str) -> None:
        """Install a lock's firmware."""
        await self._say("POST", "/locker/update", {"identifier": identifier}, timeout=_UPDATE_TIMEOUT)

    async def read(self, key: Key, *, urgent: bool = False, retry: bool = True) -> LockStatus:
        """Ask a lock by Bluetooth, which costs it battery; once only, without `retry`."""

        async def ask() -> LockStatus:
            reply = await self._signed("/locker_status", key, _READ_TIMEOUT, urgent=urgent)
            if reply.state is None:
                raise GatewayUnconfirmedError("an answer without a state")
            about = whole(reply.facts.get("id"))
            if about is not None and str(about) != key.identifier:
                raise GatewayResponseError("an answer about another lock")
            return LockStatus.parse(reply.state, reply.facts)

        return await self._retry(ask, _RETRIES_OF_READ if retry else _NO_RETRIES)

    async def operate(self, key: Key, operation: Command, delivery: CommandHandle | None = None) -> None:
        """Let a lock's motor run; it is sent again only where it is certain that it did not run.

        After GatewayUnconfirmedError it may have run, or not.
        """
        delivery = delivery or CommandHandle()

        async def ask() -> None:
            try:
                reply = await self._signed(
                    f"/{operation}", key, _OPERATE_TIMEOUT, urgent=True, delivery=delivery
                )
            except GatewayConnectionError, SignatureRefusedError, KeysRefusedError:
                delivery.came_back()
                raise
            if reply.is_empty or reply.state is not None:
                raise GatewayUnconfirmedError("an answer that says neither yes nor no")

        try:
            await self._retry(ask, _RETRIES_OF_OPERATION)
        except GatewayResponseError as error:
            raise GatewayUnconfirmedError(str(error)) from error

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - see above
        """Send no more, and wait for what is under way, which cannot be taken back; seconds at most."""
        self.closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self._under_way:
                    await asyncio.wait(self._under_way)
        while self._under_way:
            for task in self._under_way:
                task.cancel()
            await asyncio.wait(self._under_way)

    # How often

    async def _retry[T](self, ask: Callable[[], Coroutine[Any, Any, T]], policy: RetryPolicy) -> T:
        """Try again where nothing was done and the obstacle may be temporary."""
        unreachable, busy, unsigned = map(iter, (policy.unreachable, policy.busy, policy.unsigned))
        may_set_clock = policy.sets_clock
        while True:
            try:
                return await ask()
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
                        # What becomes of the clock says nothing of what was asked, which was refused.
                        raise error from None
                    wait = 0.0
                else:
                    wait = next(busy, None) if await self._is_busy(error) else None
                if wait is None:
                    raise
            await asyncio.sleep(wait)

    async def _is_busy(self, error: KeysRefusedError) -> bool:
        """Tell whether it refuses for what it is about; while a gateway synchronises it sees no lock."""
        if error.number in (BUSY, ALREADY_STARTED):
            return not names_a_parameter(error)
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
        delivery: CommandHandle | None = None,
    ) -> Reply:
        body = await self._exchange(
            "POST",
            path,
            key=key,
            urgent=urgent,
            timeout=timeout,
            rest=_REST_AFTER_BLUETOOTH,
            delivery=delivery,
        )
        try:
            return read_reply(body, key.code)
        except KeysRefusedError as error:
            if error.number not in NOT_DONE:
                raise GatewayUnconfirmedError(
                    f"the lock did not answer as it should ({error.number})"
                ) from error
            raise

    async def _say(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
    ) -> None:
        read_reply(await self._exchange(method, path, form, timeout=timeout, rest=_REST_AFTER_BLUETOOTH))

    async def _exchange(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        key: Key | None = None,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
        rest: float = _REST,
        delivery: CommandHandle | None = None,
    ) -> bytes:
        """Send a request when its turn has come, signed at that moment if with a key.

        Who is cancelled before does not send it; afterwards, the gateway is left alone until it has answered.
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
            if delivery is not None:
                delivery.goes_out()
            task = asyncio.create_task(self._send(turn.pop_all(), method, path, form, timeout))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
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
                max_size=_LARGEST_ANSWER,
                data=form,
                headers={"Connection": "close"},
                timeout=ClientTimeout(total=timeout, sock_connect=_CONNECT_TIMEOUT),
            )
        return response.body
