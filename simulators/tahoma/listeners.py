"""Event listeners, each of which queues the events until the next fetch."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
import uuid

if TYPE_CHECKING:
    from simulators.clock import Clock

LIFETIME = 600.0  # seconds without a fetch

type Event = dict[str, Any]


@dataclass
class Listener:
    """A registered listener."""

    last_fetch: float
    queue: list[Any] = field(default_factory=list)


class Listeners(dict[str, Listener]):
    """The registered listeners by ID."""

    def __init__(self, clock: Clock) -> None:
        """Initialize without listeners."""
        super().__init__()
        self._clock = clock

    def register(self) -> str:
        """Add a listener and return its ID."""
        self._expire()
        listener_id = str(uuid.uuid4())
        self[listener_id] = Listener(self._clock.now())
        return listener_id

    def fetch(self, listener_id: str) -> list[Any] | None:
        """Return and remove the queued events of a listener, or return None if it does not exist."""
        self._expire()
        listener = self.get(listener_id)
        if listener is None:
            return None
        listener.last_fetch = self._clock.now()
        events, listener.queue = listener.queue, []
        return events

    def emit(self, event: Any) -> None:
        """Queue an event for every listener."""
        if not self:
            return
        self._expire()
        for listener in self.values():
            listener.queue.append(event)

    def _expire(self) -> None:
        oldest = self._clock.now() - LIFETIME
        for listener_id in [key for key, listener in self.items() if listener.last_fetch < oldest]:
            del self[listener_id]
