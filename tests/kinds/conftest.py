"""What the tests with trial kinds share."""

# They copy the list of kinds when they are imported, which must not be while a test has added one to it.
from custom_components.gatehouse import config_flow, diagnostics, repairs, services, system_health

__all__ = ["config_flow", "diagnostics", "repairs", "services", "system_health"]
