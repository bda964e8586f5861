"""The command `python -m simulators the_keys`."""

import argparse
from contextlib import AsyncExitStack

from simulators import command_line
from simulators.clock import Clock

from .cloud import Account, TheKeysCloud
from .control import HomeControl
from .gateway import TheKeysGateway
from .home import Home
from .life import Life
from .quirks import Quirks, Style

GATEWAY = "TkGw0001"  # an `id_accessoire`


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    command_line.add_arguments(parser)
    parser.add_argument("--locks", type=int, default=2)
    parser.add_argument("--name", action="append", metavar="NAME", help="of a lock, once for each")
    parser.add_argument(
        "--keypad", action="append", default=[], metavar="NAME", help="of a lock that has one beside it"
    )
    parser.add_argument("--gateway", default=GATEWAY, help="its id_accessoire in the cloud")
    parser.add_argument("--style", choices=[*Style], default=Style.REAL, help="of the answers")
    parser.add_argument("--user", default=Account.username, help="phone number of the cloud account")
    parser.add_argument("--password", default=Account.password)


async def run(options: argparse.Namespace) -> None:
    """Run a gateway, its cloud and its control interface until a signal comes."""
    home = Home.generate(options.locks, names=options.name, seed=options.seed, clock=Clock(options.speed))
    quirks = Quirks.realistic() if options.realistic else Quirks()
    quirks.style = Style(options.style)
    gateway = TheKeysGateway(home, identifier=options.gateway, quirks=quirks)
    keypads = [
        home.add_keypad(lock.identifier) for lock in home.locks.values() if lock.name in options.keypad
    ]
    cloud = TheKeysCloud(home, Account(options.user, options.password))
    control = HomeControl(gateway, cloud).interface()
    async with AsyncExitStack() as stack:
        for machine, port in ((gateway, options.port), (cloud, options.cloud_port)):
            stack.push_async_callback(machine.stop)
            await machine.start(options.host, port)
        # A real one listens on port 80, which the cloud does not tell.
        gateway.accessory.ip = f"{gateway.host}:{gateway.port}"
        stack.push_async_callback(control.stop)
        await control.start(options.control_port)
        if options.life:
            gateway.tasks.start(Life(gateway, options.life_pause, options.seed).live())
        command_line.tell_ready(
            {
                "host": gateway.host,
                "port": gateway.port,
                "gateway": gateway.accessory.identifier,
                "locks": [
                    {"identifier": lock.identifier, "name": lock.name, "code": lock.code}
                    for lock in gateway.locks.values()
                ],
                "keypads": [keypad.identifier for keypad in keypads],
                "user": cloud.account.username,
                "password": cloud.account.password,
                "control": control.url,
                "cloud": cloud.url,
            }
        )
        await command_line.until_signal()
