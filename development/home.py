"""The simulated home; to add a gateway, add an item to GATEWAYS."""

from dataclasses import dataclass, replace
from typing import Any, Final

from .processes import REPOSITORY

CONFIG_DIR: Final = REPOSITORY / "config"
ENDPOINTS_FILE: Final = CONFIG_DIR / "endpoints.json"
ENDPOINTS: Final = {
    "tahoma": {
        "ca": "simulated-root.pem",
        "cloud": "http://127.0.0.1:7112/{server}/enduser-mobile-web/enduserAPI",
    },
    "the_keys": {"cloud": "http://127.0.0.1:7122"},
}
PORT: Final = 8123
OWNER: Final = "demo"
PASSWORD: Final = "demo"  # noqa: S105 - of a simulated home
CONFIGURATION: Final = """\
# Overwritten by scripts/develop at each start. Contains only integrations that do not access the network.
homeassistant:
  name: Home
  country: FR
  time_zone: Europe/Paris
  unit_system: metric
  currency: EUR
  auth_providers:
    - type: trusted_networks
      trusted_networks:
        - 127.0.0.1
      allow_bypass_login: true
    - type: homeassistant
automation: !include automations.yaml
config:
frontend:
history:
logbook:
zeroconf:
logger:
  default: warning
  logs:
    # These report missing programs that cameras and voice assistants need.
    haffmpeg: fatal
    homeassistant.components.camera: fatal
    aiohttp_fast_zlib: error
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SimulatedGateway:
    """A simulator, and the inputs of the config flow that sets it up; without inputs it is discovered."""

    kind: str
    ports: dict[str, int]
    arguments: tuple[str, ...]
    flow_inputs: tuple[dict[str, Any], ...] = ()

    @property
    def command_line(self) -> tuple[str, ...]:
        """Return the command-line arguments of the simulator."""
        return (*self.arguments, *(f"--{option}={port}" for option, port in self.ports.items()))


def _discovered_tahoma(pin: str, token: str, first_port: int, *home: str) -> SimulatedGateway:
    return SimulatedGateway(
        kind="tahoma",
        ports={"port": first_port, "control-port": first_port + 1, "cloud-port": first_port + 2},
        arguments=(
            *(f"--pin={pin}", f"--token={token}", f"--root={CONFIG_DIR / 'simulated-root.pem'}"),
            *home,
            "--activity",
            "--mdns",
        ),
    )


def _tahoma(pin: str, token: str, first_port: int, *home: str) -> SimulatedGateway:
    return replace(
        _discovered_tahoma(pin, token, first_port, *home),
        flow_inputs=(
            {"next_step_id": "tahoma"},
            {"next_step_id": "tahoma_local"},
            {"host": "127.0.0.1", "port": first_port, "token": token, "gateway_pin": pin},
        ),
    )


def _the_keys(user: str, password: str, first_port: int, *locks: str) -> SimulatedGateway:
    return SimulatedGateway(
        kind="the_keys",
        ports={"port": first_port, "control-port": first_port + 1, "cloud-port": first_port + 2},
        arguments=(
            *(f"--user={user}", f"--password={password}"),
            *(f"--name={lock}" for lock in locks),
            f"--keypad={locks[0]}",
            "--activity",
            "--activity-interval=60",
        ),
        flow_inputs=(
            {"next_step_id": "the_keys"},
            {"next_step_id": "the_keys_account"},
            {"username": user, "password": password, "keep_account": True},
            # The share that the gateway has at each start; a new one would be lost at the next start.
            {"locks": ["46001", "46038"], "share_name": "Home", "host": "127.0.0.1", "port": first_port},
        ),
    )


GATEWAYS: Final = (
    _tahoma("2001-0002-0003", "token-of-the-house", 7100, "--demo"),
    _discovered_tahoma("2001-0002-0004", "token-of-the-annex", 7110, "--devices=8", "--seed=8"),
    _the_keys("+33639980001", "password-of-the-house", 7120, "Back door", "Workshop"),
)
