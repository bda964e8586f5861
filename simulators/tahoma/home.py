"""A simulated home: its devices, the labels known to the box, and the scenarios of the app."""

from collections.abc import Iterable
import itertools
import random
from typing import Any
import uuid

from .catalog import CATALOG
from .device import Device

PIN = "2001-0002-0003"
CREATED = 1_620_000_000_000  # ms

# The components of the box itself.
INFRASTRUCTURE = (
    ("internal:PodV3Component", "TaHoma"),
    ("internal:WifiComponent", "Wi-Fi"),
    ("io:StackComponent", "io stack"),
    ("internal:TSKAlarmComponent", "Alarm"),
    ("zigbee:StackV3Component", "Zigbee stack"),
    ("zigbee:TransceiverV3_0Component", "Zigbee transceiver"),
    ("zigbee:ZigbeeNetworkNode", "Zigbee node"),
    ("ogp:Bridge", "Sonos bridge"),
)
MIN_DEVICES_WITH_INFRASTRUCTURE = 2 * len(INFRASTRUCTURE)  # smaller homes have only the pod

ROOMS = (
    "Living room", "Kitchen", "Dining room", "Bedroom", "Guest room", "Nursery", "Office", "Bathroom",
    "Hall", "Landing", "Attic", "Cellar", "Workshop", "Laundry", "Studio", "Library",
)  # fmt: skip
OUTSIDE = ("Terrace", "Garden", "Courtyard", "Driveway", "Balcony", "Pool side")

# The weight of a model, the controllable, the noun of its label and its places.
PRODUCTS = (
    (24, "io:RollerShutterGenericIOComponent", "shutter", ROOMS),
    (14, "io:RollerShutterWithLowSpeedManagementIOComponent", "shutter", ROOMS),
    (10, "rts:RollerShutterRTSComponent", "old shutter", ROOMS),
    (5, "io:VerticalExteriorAwningIOComponent", "screen", ROOMS),
    (4, "io:ExteriorVenetianBlindIOComponent", "venetian blind", ROOMS),
    (3, "io:RollerShutterVeluxIOComponent", "skylight shutter", ROOMS),
    (3, "io:WindowOpenerVeluxIOComponent", "skylight", ROOMS),
    (2, "io:RollerShutterUnoIOComponent", "little shutter", ROOMS),
    (2, "rts:DualCurtainRTSComponent", "curtain", ROOMS),
    (3, "io:HorizontalAwningIOComponent", "awning", OUTSIDE),
    (1, "io:SimpleBioclimaticPergolaIOComponent", "pergola", OUTSIDE),
    (2, "io:GarageOpenerIOComponent", "garage door", OUTSIDE),
    (1, "io:SlidingDiscreteGateOpenerIOComponent", "gate", OUTSIDE),
    (1, "rts:GateOpenerRTS4TComponent", "old gate", OUTSIDE),
    (2, "io:DoorLockIOComponent", "door lock", ROOMS),
    (6, "io:DimmableLightIOComponent", "light", ROOMS),
    (4, "io:OnOffLightIOComponent", "lamp", ROOMS),
    (2, "rts:LightRTSComponent", "garden light", OUTSIDE),
    (3, "io:OnOffIOComponent", "socket", ROOMS),
    (7, "io:HeatingValveIOComponent", "radiator", ROOMS),
    (6, "io:ContactIOSystemDeviceSensor", "window contact", ROOMS),
    (4, "io:OccupancyIOSystemDeviceSensor", "motion", ROOMS),
    (4, "io:SomfySmokeIOSystemSensor", "smoke detector", ROOMS),
    (4, "io:TemperatureInCelciusIOSystemDeviceSensor", "temperature", ROOMS),
    (2, "io:RelativeHumidityIOSystemDeviceSensor", "humidity", ROOMS),
    (2, "io:LightIOSystemSensor", "light level", OUTSIDE),
    (1, "io:CO2IOSystemDeviceSensor", "air", ROOMS),
    (1, "io:SomfyIndoorSimpleSirenIOComponent", "siren", ROOMS),
    (2, "io:CumulatedElectricalEnergyConsumptionIOSystemDeviceSensor", "electricity", ROOMS),
    (2, "io:IORemoteController", "remote", ROOMS),
    (1, "io:VentilationPointIOComponent", "ventilation", ROOMS),
    (2, "ogp", "speaker", ROOMS),
)  # fmt: skip
# The devices of the demo home.
DEMO = (
    ("internal:PodV3Component", "TaHoma"),
    ("io:RollerShutterGenericIOComponent", "Living room shutter"),
    ("io:RollerShutterGenericIOComponent", "Kitchen shutter"),
    ("io:RollerShutterWithLowSpeedManagementIOComponent", "Bedroom shutter"),
    ("rts:RollerShutterRTSComponent", "Attic shutter"),
    ("io:ExteriorVenetianBlindIOComponent", "Office blind"),
    ("io:HorizontalAwningIOComponent", "Terrace awning"),
    ("io:WindowOpenerVeluxIOComponent", "Bathroom skylight"),
    ("io:GarageOpenerIOComponent", "Garage door"),
    ("io:SlidingDiscreteGateOpenerIOComponent", "Driveway gate"),
    ("rts:GateOpenerRTS4TComponent", "Garden gate"),
    ("io:DoorLockIOComponent", "Front door"),
    ("io:DimmableLightIOComponent", "Living room light"),
    ("io:OnOffLightIOComponent", "Hall lamp"),
    ("io:OnOffIOComponent", "Office socket"),
    ("io:HeatingValveIOComponent", "Living room radiator"),
    ("io:VentilationPointIOComponent", "Bathroom ventilation"),
    ("io:SomfyIndoorSimpleSirenIOComponent", "Hall siren"),
    ("io:ContactIOSystemDeviceSensor", "Kitchen window"),
    ("io:OccupancyIOSystemDeviceSensor", "Hall motion"),
    ("io:SomfySmokeIOSystemSensor", "Landing smoke detector"),
    ("io:TemperatureInCelciusIOSystemDeviceSensor", "Terrace thermometer"),
    ("io:WindIOSystemDeviceSensor", "Terrace"),
    ("io:LightIOSystemSensor", "Garden"),
    ("io:CumulatedElectricalEnergyConsumptionIOSystemDeviceSensor", "Electricity"),
    ("io:IORemoteController", "Hall remote"),
)
SUB_DEVICES = {"io:HeatingValveIOComponent": "io:TemperatureIOSystemSensor"}


class Home:
    """The devices of a home, by URL."""

    def __init__(self, pin: str = PIN, seed: int = 1) -> None:
        """Initialize a home without devices, for the box with this PIN."""
        self.pin = pin
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.devices: dict[str, Device] = {}
        self.known_labels: dict[str, str] = {}
        self.scenarios: list[dict[str, Any]] = []

    @classmethod
    def generate(cls, devices: int = 30, seed: int = 1, pin: str = PIN) -> Home:
        """Return a home with a number of devices, in a typical mix."""
        home = cls(pin, seed)
        has_infrastructure = devices >= MIN_DEVICES_WITH_INFRASTRUCTURE
        infrastructure = INFRASTRUCTURE if has_infrastructure else INFRASTRUCTURE[:1]
        for controllable, label in infrastructure[:devices]:
            home.add(controllable, label)
        weights = [weight for weight, *_ in PRODUCTS]
        while len(home.devices) < devices:
            _, controllable, noun, places = home.random.choices(PRODUCTS, weights)[0]
            if controllable in SUB_DEVICES and len(home.devices) + 2 > devices:
                continue
            home.add(controllable, home.unique_label(f"{home.random.choice(places)} {noun}"))
        home.add_scenario("Good night", "close")
        home.add_scenario("Good morning", "open")
        return home

    @classmethod
    def demo(cls, pin: str = PIN) -> Home:
        """Return a small home with common devices and usual names."""
        home = cls(pin)
        for controllable, label in DEMO:
            home.add(controllable, label)
        home.add_scenario("Good night", "close")
        home.add_scenario("Good morning", "open")
        return home

    @classmethod
    def of(cls, *controllables: str, pin: str = PIN, seed: int = 1) -> Home:
        """Return a home with one device of each controllable; `ogp` is a device without a definition."""
        home = cls(pin, seed)
        for controllable in controllables:
            home.add(controllable)
        return home

    @classmethod
    def showcase(cls, pin: str = PIN) -> Home:
        """Return a home with one device of each model."""
        home = cls.of(*CATALOG, "ogp", pin=pin)
        home.add_scenario("Good night", "close")
        return home

    def first(self, controllable: str) -> Device:
        """Return the first device of a controllable."""
        return next(device for device in self.devices.values() if _controllable(device) == controllable)

    def all(self, controllable: str) -> list[Device]:
        """Return all devices of a controllable."""
        return [device for device in self.devices.values() if _controllable(device) == controllable]

    def add(self, controllable: str, label: str = "", address: str = "") -> Device:
        """Add a device with its sub-devices; return the device."""
        address = address or self._free_address(controllable)
        if controllable not in SUB_DEVICES:
            return self._add(controllable, label, address)
        device = self._add(controllable, label, f"{address}#1")
        self._add(SUB_DEVICES[controllable], f"{device.label} temperature", f"{address}#2")
        return device

    def remove(self, url: str) -> None:
        """Remove a device."""
        del self.devices[url]
        del self.known_labels[url]

    def refresh_labels(self) -> None:
        """Copy the labels from the app to the box, which happens when it boots."""
        self.known_labels = {url: device.label for url, device in self.devices.items()}

    def unique_label(self, label: str) -> str:
        """Return the label, with a number if it is already used."""
        used = set(self.known_labels.values())
        numbered = (f"{label} {number}" for number in itertools.count(2))
        return next(candidate for candidate in itertools.chain([label], numbered) if candidate not in used)

    def add_scenario(self, label: str, command: str) -> None:
        """Add a scenario that sends one command to every shutter."""
        shutters = (
            device
            for device in self.devices.values()
            if device.model and device.model.ui_class == "RollerShutter"
        )
        self.scenarios.append(
            {
                "oid": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
                "label": label,
                "creationTime": CREATED,
                "lastUpdateTime": CREATED,
                "shortcut": False,
                "notificationTypeMask": 0,
                "notificationCondition": "NEVER",
                "actions": _actions(shutters, command),
            }
        )

    def _add(self, controllable: str, label: str, address: str) -> Device:
        model = CATALOG.get(controllable)
        protocol = controllable.partition(":")[0]
        device = Device(
            url=f"{protocol}://{self.pin}/{address}",
            label=label or self.unique_label(model.widget if model else "Speaker"),
            model=model,
        )
        if model:
            device.states = {name: _copy(value) for name, value in model.states.items()}
            device.attributes = dict(model.attributes)
        else:
            device.states = {"core:StatusState": True, "core:AvailabilityState": True}
        if "core:NameState" in device.states:
            device.states["core:NameState"] = device.label
        if device.is_one_way:
            device.created = CREATED
        self.devices[device.url] = device
        self.known_labels[device.url] = device.label
        return device

    def _free_address(self, controllable: str) -> str:
        name = controllable.partition(":")[2]
        if controllable.startswith("internal:"):
            return name.removesuffix("Component").lower()
        used = {url.rpartition("/")[2].partition("#")[0] for url in self.devices}
        addresses = iter(lambda: str(self.random.randrange(1_000_000, 16_777_216)), None)
        return next(address for address in addresses if address not in used)


def _controllable(device: Device) -> str:
    return device.model.controllable if device.model else device.protocol


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, list | dict) else value


def _actions(devices: Iterable[Device], command: str) -> list[dict[str, Any]]:
    commands = [{"type": 1, "name": command, "parameters": []}]
    return [{"deviceURL": device.url, "commands": commands} for device in devices]
