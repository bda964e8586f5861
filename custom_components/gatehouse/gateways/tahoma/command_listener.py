"""What commands report to the coordinator."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from .api.models import CommandFailed, Device


class CommandListener(Protocol):
    """The only interface from the commands and the position estimator up to the coordinator."""

    @property
    def data(self) -> Mapping[str, Device]:
        """The current snapshot."""

    def async_activity_changed(self, device_urls: Iterable[str]) -> None:
        """Update devices whose running commands or estimated position changed, and poll soon."""

    def async_command_failed(self, device_url: str, failure: CommandFailed) -> None:
        """Report a command that was rejected or failed."""

    async def async_stop_motor(self, device_url: str, is_due: Callable[[], bool]) -> None:
        """Stop a one-way motor if `is_due` still returns True when the command is sent."""
