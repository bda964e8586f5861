"""The simulated home: one more gateway in it is one more item of GATEWAYS."""

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
PASSWORD: Final = "demo"  # noqa: S105 - it opens nothing real
CONFIGURATION: Final = """\
# Written anew by scripts/develop. Nothing here reaches farther than this machine.
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
    # They look for programs that cameras and voices need.
    haffmpeg: fatal
    homeassistant.components.camera: fatal
    aiohttp_fast_zlib: error
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SimulatedGateway:
    """A simulator, and the answers in Gatehouse's flow that set it up; without any it is to be found."""

    kind: str
    ports: dict[str, int]
    arguments: tuple[str, ...]
    answers: tuple[dict[str, Any], ...] = ()

    @property
    def command_line(self) -> tuple[str, ...]:
        """What the simulator is started with."""
        return (*self.arguments, *(f"--{option}={port}" for option, port in self.ports.items()))


def _tahoma(pin: str, token: str, first_port: int, *home: str) -> SimulatedGateway:
    return SimulatedGateway(
        kind="tahoma",
        ports={"port": first_port, "control-port": first_port + 1, "cloud-port": first_port + 2},
        arguments=(
            *(f"--pin={pin}", f"--token={token}", f"--root={CONFIG_DIR / 'simulated-root.pem'}"),
            *home,
            "--life",
            "--mdns",
        ),
    )


def _tahoma_set_up(pin: str, token: str, first_port: int, *home: str) -> SimulatedGateway:
    return replace(
        _tahoma(pin, token, first_port, *home),
        answers=(
            {"next_step_id": "tahoma"},
            {"next_step_id": "tahoma_local"},
            {"host": "127.0.0.1", "port": first_port, "token": token, "gateway_pin": pin},
        ),
    )


def _the_keys_set_up(user: str, password: str, first_port: int, *locks: str) -> SimulatedGateway:
    return SimulatedGateway(
        kind="the_keys",
        ports={"port": first_port, "control-port": first_port + 1, "cloud-port": first_port + 2},
        arguments=(
            *(f"--user={user}", f"--password={password}"),
            *(f"--name={lock}" for lock in locks),
            f"--keypad={locks[0]}",
            "--life",
            "--life-pause=60",
        ),
        answers=(
            {"next_step_id": "the_keys"},
            {"next_step_id": "the_keys_account"},
            {"username": user, "password": password, "keep_account": True},
            # Its own share, which it has at each start: one that is made would be gone by the next.
            {"locks": ["46001", "46038"], "share_name": "Home", "host": "127.0.0.1", "port": first_port},
        ),
    )


GATEWAYS: Final = (
    _tahoma_set_up("2001-0002-0003", "token-of-the-house", 7100, "--demo"),
    _tahoma("2001-0002-0004", "token-of-the-annex", 7110, "--devices=8", "--seed=8"),
    _the_keys_set_up("+33639980001", "password-of-the-house", 7120, "Back door", "Workshop"),
)
