"""The command `python -m simulators the_keys`."""

import argparse
from contextlib import AsyncExitStack

from simulators import command_line
from simulators.clock import Clock

from .activity import ActivitySimulator
from .cloud import Account, TheKeysCloud
from .control import HomeControl
from .gateway import TheKeysGateway
from .home import Home
from .quirks import Quirks, Style

DESCRIPTION = "A The Keys gateway with its local API, the locks in its range, and the vendor's cloud."
GATEWAY = "TkGw0001"  # an `id_accessoire`


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    command_line.add_arguments(parser)
    parser.add_argument("--locks", type=int, default=2, help="number of locks (default: %(default)s)")
    parser.add_argument("--name", action="append", metavar="NAME", help="name of a lock, repeatable")
    parser.add_argument(
        "--keypad",
        action="append",
        default=[],
        metavar="NAME",
        help="name of a lock that has a keypad, repeatable",
    )
    parser.add_argument(
        "--gateway", default=GATEWAY, help="id_accessoire of the gateway (default: %(default)s)"
    )
    parser.add_argument(
        "--style",
        choices=[*Style],
        default=Style.OBSERVED,
        help="response format: observed on real gateways or documented by the vendor (default: %(default)s)",
    )
    parser.add_argument(
        "--user", default=Account.username, help="phone number of the cloud account (default: %(default)s)"
    )
    parser.add_argument(
        "--password", default=Account.password, help="password of the cloud account (default: %(default)s)"
    )


async def run(options: argparse.Namespace) -> None:
    """Run a gateway, its cloud and its control API until SIGINT or SIGTERM."""
    home = Home.generate(options.locks, names=options.name, seed=options.seed, clock=Clock(options.speed))
    quirks = Quirks.realistic() if options.realistic else Quirks()
    quirks.style = Style(options.style)
    gateway = TheKeysGateway(home, identifier=options.gateway, quirks=quirks)
    keypads = [
        home.add_keypad(lock.identifier) for lock in home.locks.values() if lock.name in options.keypad
    ]
    cloud = TheKeysCloud(home, Account(options.user, options.password))
    control = HomeControl(gateway, cloud).create_api()
    async with AsyncExitStack() as stack:
        for service, port in ((gateway, options.port), (cloud, options.cloud_port)):
            stack.push_async_callback(service.stop)
            await service.start(options.host, port)
        # The cloud returns no port, since real gateways listen on port 80.
        gateway.accessory.ip = f"{gateway.host}:{gateway.port}"
        stack.push_async_callback(control.stop)
        await control.start(options.control_port)
        if options.activity:
            activity = ActivitySimulator(gateway, options.activity_interval, options.seed)
            gateway.tasks.start(activity.run())
        command_line.print_facts(
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
        await command_line.wait_for_signal()
