"""The command `python -m simulators tahoma`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulators import command_line
from simulators.announcer import Announcer
from simulators.certificates import Certificate, FakeRoot
from simulators.clock import Clock

from .announcement import Announcement, InstanceName
from .box import TahomaBox
from .cloud import Account, TahomaCloud
from .control import BoxControl
from .home import PIN, Home
from .life import Life
from .quirks import Quirks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    command_line.add_arguments(parser)
    parser.add_argument("--pin", default=PIN)
    parser.add_argument("--token", help="default: a random one")
    parser.add_argument("--devices", type=int, default=30)
    parser.add_argument("--showcase", action="store_true", help="one device of every kind")
    parser.add_argument("--demo", action="store_true", help="a home to be looked at")
    parser.add_argument("--certificate", choices=Certificate.__members__, default="A")
    parser.add_argument("--root", type=Path, help="PEM file of the root; its key is kept beside it")
    parser.add_argument("--user", default=Account.user, help="of the cloud account")
    parser.add_argument("--password", default=Account.password)
    parser.add_argument("--mdns", action="store_true", help="announce the box")
    parser.add_argument(
        "--interface",
        action="append",
        metavar="ADDRESS",
        help="address of an interface to announce on, default 127.0.0.1 only",
    )
    parser.add_argument(
        "--instance-name", choices=InstanceName.__members__, default=InstanceName.GATEWAY_PIN.name
    )


async def run(options: argparse.Namespace) -> None:
    """Run a box, its cloud and its control interface until a signal comes."""
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
            announcement=_announcement(options),
        )
        cloud = TahomaCloud([box], Account(options.user, options.password))
        control = BoxControl(box).interface()
        ends: list[Callable[[], Awaitable[Any]]] = [box.stop, cloud.stop, control.stop]
        try:
            await box.start(options.host, options.port)
            await cloud.start(port=options.cloud_port)
            await control.start(options.control_port)
            if options.life:
                box.tasks.start(Life(box, options.life_pause, options.seed).live())
            _tell_ready(box, cloud, control.url)
            await command_line.until_signal()
        finally:
            for end in ends:
                await end()


def _announcement(options: argparse.Namespace) -> Announcement | None:
    if not options.mdns:
        return None
    announcer = Announcer(options.interface or ["127.0.0.1"])
    return Announcement(announcer, InstanceName[options.instance_name])


def _tell_ready(box: TahomaBox, cloud: TahomaCloud, control: str) -> None:
    facts = {
        "host": box.host,
        "port": box.port,
        "pin": box.pin,
        "token": box.token,
        "root": str(box.root.path),
        "user": cloud.account.user,
        "password": cloud.account.password,
        "control": control,
        "cloud": cloud.url,
    }
    command_line.tell_ready(facts)
