"""Base class of everything that listens on a port."""

from abc import ABC, abstractmethod
from typing import Self


class Service(ABC):
    """A network service that is started and stopped, also by `async with`."""

    @abstractmethod
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop listening and cancel all background tasks."""

    async def __aenter__(self) -> Self:
        """Start on the loopback interface."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()
