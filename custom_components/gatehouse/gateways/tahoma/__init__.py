"""The Somfy TaHoma box: its local API ("developer mode"), its tokens, and its devices."""

from functools import partial
from typing import Final

from ...coordinator import async_setup_gateway
from ...kind import Kind
from .cleanup import async_remove_entry
from .const import NAME
from .coordinator import TahomaCoordinator
from .descriptions import DESCRIPTIONS
from .flows.options_flow import TahomaOptionsFlow
from .flows.repair_flows import create_fix_flow
from .redaction import REDACTION
from .services import async_register_services

KIND: Final = Kind(
    name=NAME,
    async_setup_entry=partial(async_setup_gateway, TahomaCoordinator),
    async_remove_entry=async_remove_entry,
    async_register_services=async_register_services,
    create_fix_flow=create_fix_flow,
    descriptions=DESCRIPTIONS,
    has_dhcp_discovery=True,
    options_flow=TahomaOptionsFlow,
    redaction=REDACTION,
    zeroconf_types=("_kizboxdev._tcp.local.",),
)
