"""Random activity: people use the locks, and a lock is temporarily out of range."""

import random
from typing import TYPE_CHECKING

from .lock import Action, Origin, State

if TYPE_CHECKING:
    from .gateway import TheKeysGateway
    from .lock import Lock

ORIGINS = (Origin.APP, Origin.KEYPAD, Origin.KEY, Origin.HAND)
OUT_OF_RANGE_PROBABILITY = 0.1
OUT_OF_RANGE_TIME = 60.0  # seconds


class ActivitySimulator:
    """Operates a random lock from time to time; the sequence is reproducible by its seed."""

    def __init__(self, gateway: TheKeysGateway, interval: float = 10.0, seed: int = 1) -> None:
        """Initialize the simulator with the mean interval between changes, in simulated seconds."""
        self._gateway = gateway
        self._interval = interval
        self._random = random.Random(seed)  # noqa: S311  # a simulation

    async def run(self) -> None:
        """Run until canceled."""
        while True:
            await self._gateway.clock.sleep(self._random.expovariate(1 / self._interval))
            locks = list(self._gateway.locks.values())
            if locks and self._random.random() < OUT_OF_RANGE_PROBABILITY:
                self._gateway.tasks.start(self._move_out_of_range(locks[-1]))
            elif locks:
                lock = self._random.choice(locks)
                action = Action.OPEN if lock.state is State.CLOSED else Action.CLOSE
                lock.operate(action, self._random.choice(ORIGINS))

    async def _move_out_of_range(self, lock: Lock) -> None:
        lock.reachable = False
        await self._gateway.clock.sleep(OUT_OF_RANGE_TIME)
        lock.reachable = True
