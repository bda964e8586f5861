"""A kind whose gateway pushes every change, to test the base that all kinds share."""

import asyncio
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.const import Platform

from custom_components.gatehouse.coordinator import GatewayCoordinator, async_setup_gateway
from custom_components.gatehouse.descriptions import (
    BinarySensorDescription,
    CoverDescription,
    EventDescription,
    SensorDescription,
    SwitchDescription,
)
from custom_components.gatehouse.device_registrar import DeviceDetails
from custom_components.gatehouse.errors import GatehouseError
from custom_components.gatehouse.gateways.auth_failures import AuthFailureTracker
from custom_components.gatehouse.gateways.errors import GatewayError
from custom_components.gatehouse.kind import Kind
from custom_components.gatehouse.redaction import RedactionRules

NAME: Final = "push_test"
HUB: Final = "push_test-hub"


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A channel that switches a load or drives a motor; the hub is one with its own mode."""

    id: str
    name: str = "Lamp"
    channel_name: str = "Channel"
    mode: str = "switch"
    is_on: bool | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    firmware: str = "1.0"
    channel_of: str | None = None


class PushGateway:
    """The other side: devices that can be read, and a reading that can be held back."""

    def __init__(self, *devices: PushDevice) -> None:
        """Initialize with devices."""
        self.devices = {device.id: device for device in devices}
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.is_asked = asyncio.Event()
        self.error: GatewayError | None = None
        self.sent: list[tuple[str, Any]] = []

    async def read(self) -> dict[str, PushDevice]:
        """Return the devices as they are now, once the gateway may answer."""
        devices = dict(self.devices)
        self.is_asked.set()
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return devices


class OneFailureTracker(AuthFailureTracker):
    """A policy under which one rejection is certain."""

    def __init__(self) -> None:
        """Initialize the tracker."""
        super().__init__(limit=1, period=0.0)


class PushCoordinator(GatewayCoordinator[PushDevice, str, str]):
    """Applies what the gateway pushes."""

    is_polling: ClassVar[bool] = False
    unavailable_after: ClassVar[float] = 5.0
    auth_failure_policy: ClassVar[Any] = OneFailureTracker
    gateway: ClassVar[PushGateway]

    @override
    async def async_read(self) -> dict[str, PushDevice]:
        """Read all devices."""
        return await self.gateway.read()

    @override
    async def async_run(self) -> None:
        """Wait: pushes are applied by those who push."""
        await asyncio.Event().wait()

    @override
    async def async_send(self, device_id: str, commands: tuple[str, ...]) -> None:
        """Execute commands."""
        self.gateway.sent += [(device_id, command) for command in commands]

    @override
    async def async_close(self) -> None:
        """Close nothing."""

    @override
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate an error."""
        return GatehouseError("cannot_connect", name=name)

    @property
    @override
    def hub(self) -> DeviceDetails:
        """The gateway in the device registry."""
        return DeviceDetails(identifier=HUB, name=self.config_entry.title)

    @override
    def hub_device(self) -> PushDevice:
        """The gateway as a device."""
        return PushDevice(HUB, mode="hub", is_on=self.is_connected)

    @override
    def details(self, device: PushDevice) -> DeviceDetails:
        """A device in the device registry."""
        if device.mode == "hub":
            return self.hub
        parent = self.data.get(device.channel_of or "")
        return DeviceDetails(
            identifier=device.id,
            name=device.name,
            sw_version=device.firmware,
            parent=None if parent is None else self.details(parent),
        )

    @override
    def is_available(self, device: PushDevice) -> bool:
        """Whether a device is available."""
        return device.mode == "hub" or self.is_connected

    @override
    def structure(self, device: PushDevice) -> Hashable | None:
        """What decides which entities a device has."""
        return None if device.mode == "unknown" else (device.mode, tuple(device.values))


def _sensor(number: int) -> SensorDescription[PushDevice]:
    key = f"value_{number}"
    return SensorDescription(
        key=key,
        name=f"Value {number}",
        supported_fn=lambda device: key in device.values,
        value_fn=lambda device: device.values[key],
    )


DESCRIPTIONS: Final = {
    Platform.BINARY_SENSOR: (
        BinarySensorDescription[PushDevice](
            key="connection",
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            supported_fn=lambda device: device.mode == "hub",
            is_on_fn=lambda device: device.is_on,
        ),
    ),
    Platform.COVER: (
        CoverDescription[PushDevice, str](
            key="cover",
            name=None,
            supported_fn=lambda device: device.mode == "motor",
            features_fn=lambda _: CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE,
            open_fn=lambda _: "open",
            close_fn=lambda _: "close",
        ),
    ),
    Platform.EVENT: (
        EventDescription[PushDevice, str](
            key="press",
            name="Press",
            supported_fn=lambda device: device.mode == "switch",
            event_types_fn=lambda _: ("pressed",),
            event_fn=lambda event: (event, {}),
        ),
    ),
    Platform.SENSOR: tuple(_sensor(number) for number in range(4)),
    Platform.SWITCH: (
        SwitchDescription[PushDevice, str](
            key="switch",
            supported_fn=lambda device: device.mode == "switch",
            name_fn=lambda device: device.channel_name,
            is_on_fn=lambda device: device.is_on,
            turn_on_fn=lambda _: "on",
            turn_off_fn=lambda _: "off",
        ),
    ),
}


def push_kind(gateway: PushGateway) -> Kind:
    """Return the kind of a gateway that pushes."""
    coordinator_type = type("PushCoordinator", (PushCoordinator,), {"gateway": gateway})
    return Kind(
        name=NAME,
        async_setup_entry=partial(async_setup_gateway, coordinator_type),
        descriptions=DESCRIPTIONS,
        redaction=RedactionRules(names="^name$", values="(?!)", secrets=()),
    )


def turned_on(device: PushDevice) -> PushDevice:
    """Change a device as a partial push does."""
    return replace(device, is_on=True)
