"""The command `python -m simulators tahoma`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulators import command_line
from simulators.certificates import Certificate, FakeRoot
from simulators.clock import Clock
from simulators.mdns import MdnsAnnouncer

from .activity import ActivitySimulator
from .box import TahomaBox
from .cloud import Account, TahomaCloud
from .control import BoxControl
from .home import PIN, Home
from .mdns import BoxAnnouncer, InstanceName
from .quirks import Quirks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

DESCRIPTION = "A Somfy TaHoma box with its local API, and the cloud that issues its tokens."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    command_line.add_arguments(parser)
    parser.add_argument("--pin", default=PIN, help="gateway PIN (default: %(default)s)")
    parser.add_argument("--token", help="token of the local API (default: random)")
    parser.add_argument(
        "--devices",
        type=int,
        default=30,
        help="number of devices, chosen at random (default: %(default)s)",
    )
    parser.add_argument(
        "--showcase", action="store_true", help="use a home with one device of each supported model"
    )
    parser.add_argument(
        "--demo", action="store_true", help="use a small home with common devices and usual names"
    )
    parser.add_argument(
        "--certificate",
        choices=Certificate.__members__,
        default=Certificate.GATEWAY_SAN.name,
        help="host names in the server certificate (default: %(default)s)",
    )
    parser.add_argument(
        "--root",
        type=Path,
        metavar="FILE",
        help="PEM file of the root certificate, created together with its .key file if missing "
        "(default: temporary)",
    )
    parser.add_argument(
        "--user", default=Account.user, help="user name of the cloud account (default: %(default)s)"
    )
    parser.add_argument(
        "--password", default=Account.password, help="password of the cloud account (default: %(default)s)"
    )
    parser.add_argument("--mdns", action="store_true", help="announce the box by mDNS")
    parser.add_argument(
        "--interface",
        action="append",
        metavar="ADDRESS",
        help="address of an interface to announce on, repeatable (default: 127.0.0.1)",
    )
    parser.add_argument(
        "--instance-name",
        choices=InstanceName.__members__,
        default=InstanceName.GATEWAY_PIN.name,
        help="format of the mDNS instance name (default: %(default)s)",
    )


async def run(options: argparse.Namespace) -> None:
    """Run a box, its cloud and its control API until SIGINT or SIGTERM."""
    if options.demo:
        home = Home.demo(options.pin)
    elif options.showcase:
        home = Home.showcase(options.pin)
    else:
        home = Home.generate(options.devices, options.seed, options.pin)
    with FakeRoot(options.root) as root:
        box = TahomaBox(
            home,
            token=options.token,
            certificate=Certificate[options.certificate],
            root=root,
            clock=Clock(options.speed),
            quirks=Quirks.realistic() if options.realistic else Quirks(),
            announcer=_create_announcer(options),
        )
        cloud = TahomaCloud([box], Account(options.user, options.password))
        control = BoxControl(box).create_api()
        stop_fns: list[Callable[[], Awaitable[Any]]] = [box.stop, cloud.stop, control.stop]
        try:
            await box.start(options.host, options.port)
            await cloud.start(port=options.cloud_port)
            await control.start(options.control_port)
            if options.activity:
                activity = ActivitySimulator(box, options.activity_interval, options.seed)
                box.tasks.start(activity.run())
            command_line.print_facts(_facts(box, cloud, control.url))
            await command_line.wait_for_signal()
        finally:
            for stop in stop_fns:
                await stop()


def _create_announcer(options: argparse.Namespace) -> BoxAnnouncer | None:
    if not options.mdns:
        return None
    announcer = MdnsAnnouncer(options.interface or ["127.0.0.1"])
    return BoxAnnouncer(announcer, InstanceName[options.instance_name])


def _facts(box: TahomaBox, cloud: TahomaCloud, control_url: str) -> dict[str, Any]:
    return {
        "host": box.host,
        "port": box.port,
        "pin": box.pin,
        "token": box.token,
        "root": str(box.root.path),
        "user": cloud.account.user,
        "password": cloud.account.password,
        "control": control_url,
        "cloud": cloud.url,
    }
