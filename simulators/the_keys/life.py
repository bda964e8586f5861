"""Everyday life: people use the locks now and then, and now and then one of them is out of range."""

import random
from typing import TYPE_CHECKING

from .lock import Action, Origin, State

if TYPE_CHECKING:
    from .gateway import TheKeysGateway
    from .lock import Lock

PEOPLE = (Origin.APP, Origin.KEYPAD, Origin.KEY, Origin.HAND)
OUT_OF_RANGE = 0.1  # of what happens
ABSENCE = 60.0  # seconds


class Life:
    """Lets something happen every so many simulated seconds, the same each time for a seed."""

    def __init__(self, gateway: TheKeysGateway, pause: float = 10.0, seed: int = 1) -> None:
        """Choose the mean pause between two happenings, in seconds."""
        self._gateway = gateway
        self._pause = pause
        self._random = random.Random(seed)  # noqa: S311  # a simulation

    async def live(self) -> None:
        """Go on until cancelled."""
        while True:
            await self._gateway.clock.sleep(self._random.expovariate(1 / self._pause))
            locks = list(self._gateway.locks.values())
            if locks and self._random.random() < OUT_OF_RANGE:
                self._gateway.tasks.start(self._absence(locks[-1]))
            elif locks:
                lock = self._random.choice(locks)
                action = Action.OPEN if lock.state is State.CLOSED else Action.CLOSE
                lock.operate(action, self._random.choice(PEOPLE))

    async def _absence(self, lock: Lock) -> None:
        lock.reachable = False
        await self._gateway.clock.sleep(ABSENCE)
        lock.reachable = True
