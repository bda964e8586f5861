"""The Keys: the gateway on the network, its locks, and the cloud that shares them."""

from functools import partial
from typing import Final

from ...coordinator import async_setup_gateway
from ...kind import Kind
from .cleanup import async_remove_entry
from .const import NAME, SUBENTRY_LOCK
from .coordinator import TheKeysCoordinator
from .descriptions import DESCRIPTIONS
from .flows.lock_flow import LockFlow
from .flows.repair_flows import create_fix_flow
from .redaction import REDACTION
from .services import async_register_services

KIND: Final = Kind(
    name=NAME,
    async_setup_entry=partial(async_setup_gateway, TheKeysCoordinator),
    async_remove_entry=async_remove_entry,
    async_register_services=async_register_services,
    create_fix_flow=create_fix_flow,
    descriptions=DESCRIPTIONS,
    redaction=REDACTION,
    subentry_flows={SUBENTRY_LOCK: LockFlow},
)
