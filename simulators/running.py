"""What is started and stopped, also by `async with`."""

from abc import ABC, abstractmethod
from typing import Self


class Running(ABC):
    """A simulated machine that listens on a port."""

    @abstractmethod
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen, on a free port if it is 0."""

    @abstractmethod
    async def stop(self) -> None:
        """End everything that runs."""

    async def __aenter__(self) -> Self:
        """Start on the loopback interface."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()
