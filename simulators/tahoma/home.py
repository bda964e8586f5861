"""The simulated home: its devices, the labels the box knows them by, and the app's scenarios."""

from collections.abc import Iterable
import itertools
import random
from typing import Any
import uuid

from .catalogue import CATALOGUE
from .device import Device

PIN = "2001-0002-0003"
CREATED = 1_620_000_000_000  # ms

# Every box has these parts of its own, the first ones first in a small home.
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
SMALL_HOME = 2 * len(INFRASTRUCTURE)  # below, only the pod is there besides the products

ROOMS = (
    "Living room", "Kitchen", "Dining room", "Bedroom", "Guest room", "Nursery", "Office", "Bathroom",
    "Hall", "Landing", "Attic", "Cellar", "Workshop", "Laundry", "Studio", "Library",
)  # fmt: skip
OUTSIDE = ("Terrace", "Garden", "Courtyard", "Driveway", "Balcony", "Pool side")

# How common a product is, what it is called, and where it is.
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
# A home that somebody may look at: something of everything, by its usual name.
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
PAIRED = {"io:HeatingValveIOComponent": "io:TemperatureIOSystemSensor"}


class Home:
    """The devices of a home, by URL."""

    def __init__(self, pin: str = PIN, seed: int = 1) -> None:
        """Start with an empty home around the box with this pin."""
        self.pin = pin
        self.random = random.Random(seed)  # noqa: S311  # a simulation
        self.devices: dict[str, Device] = {}
        self.known_labels: dict[str, str] = {}
        self.scenarios: list[dict[str, Any]] = []

    @classmethod
    def generate(cls, devices: int = 30, seed: int = 1, pin: str = PIN) -> Home:
        """Return a home with that many devices in the mix of real ones."""
        home = cls(pin, seed)
        infrastructure = INFRASTRUCTURE if devices >= SMALL_HOME else INFRASTRUCTURE[:1]
        for controllable, label in infrastructure[:devices]:
            home.add(controllable, label)
        weights = [weight for weight, *_ in PRODUCTS]
        while len(home.devices) < devices:
            _, controllable, noun, places = home.random.choices(PRODUCTS, weights)[0]
            if controllable in PAIRED and len(home.devices) + 2 > devices:
                continue
            home.add(controllable, home.free_label(f"{home.random.choice(places)} {noun}"))
        home.add_scenario("Good night", "close")
        home.add_scenario("Good morning", "open")
        return home

    @classmethod
    def demo(cls, pin: str = PIN) -> Home:
        """Return a home to be looked at."""
        home = cls(pin)
        for controllable, label in DEMO:
            home.add(controllable, label)
        home.add_scenario("Good night", "close")
        home.add_scenario("Good morning", "open")
        return home

    @classmethod
    def of(cls, *controllables: str, pin: str = PIN, seed: int = 1) -> Home:
        """Return a home with one device of each controllable; `ogp` is an incomplete one."""
        home = cls(pin, seed)
        for controllable in controllables:
            home.add(controllable)
        return home

    @classmethod
    def showcase(cls, pin: str = PIN) -> Home:
        """Return a home with one device of everything in the catalogue."""
        home = cls.of(*CATALOGUE, "ogp", pin=pin)
        home.add_scenario("Good night", "close")
        return home

    def first(self, controllable: str) -> Device:
        """Return the first device of a controllable."""
        return next(device for device in self.devices.values() if _name(device) == controllable)

    def all(self, controllable: str) -> list[Device]:
        """Return all devices of a controllable."""
        return [device for device in self.devices.values() if _name(device) == controllable]

    def add(self, controllable: str, label: str = "", address: str = "") -> Device:
        """Add a device, with the sub-devices that such a product has; return it."""
        address = address or self._free_address(controllable)
        if controllable not in PAIRED:
            return self._put(controllable, label, address)
        device = self._put(controllable, label, f"{address}#1")
        self._put(PAIRED[controllable], f"{device.label} temperature", f"{address}#2")
        return device

    def remove(self, url: str) -> None:
        """Take a device away."""
        del self.devices[url]
        del self.known_labels[url]

    def refresh_labels(self) -> None:
        """Let the box learn the labels given in the app, which it does when it boots."""
        self.known_labels = {url: device.label for url, device in self.devices.items()}

    def free_label(self, wanted: str) -> str:
        """Return the label, numbered if it is taken."""
        taken = set(self.known_labels.values())
        numbered = (f"{wanted} {number}" for number in itertools.count(2))
        return next(label for label in itertools.chain([wanted], numbered) if label not in taken)

    def add_scenario(self, label: str, command: str) -> None:
        """Store a scenario that gives one command to every shutter."""
        shutters = (d for d in self.devices.values() if d.model and d.model.ui_class == "RollerShutter")
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

    def _put(self, controllable: str, label: str, address: str) -> Device:
        model = CATALOGUE.get(controllable)
        protocol = controllable.partition(":")[0]
        device = Device(
            url=f"{protocol}://{self.pin}/{address}",
            label=label or self.free_label(model.widget if model else "Speaker"),
            model=model,
        )
        if model:
            device.states = {name: _own(value) for name, value in model.states.items()}
            device.attributes = dict(model.attributes)
        else:
            device.states = {"core:StatusState": True, "core:AvailabilityState": True}
        if "core:NameState" in device.states:
            device.states["core:NameState"] = device.label
        if device.one_way:
            device.created = CREATED
        self.devices[device.url] = device
        self.known_labels[device.url] = device.label
        return device

    def _free_address(self, controllable: str) -> str:
        kind = controllable.partition(":")[2]
        if controllable.startswith("internal:"):
            return kind.removesuffix("Component").lower()
        taken = {url.rpartition("/")[2].partition("#")[0] for url in self.devices}
        numbers = iter(lambda: str(self.random.randrange(1_000_000, 16_777_216)), None)
        return next(number for number in numbers if number not in taken)


def _name(device: Device) -> str:
    return device.model.controllable if device.model else device.protocol


def _own(value: Any) -> Any:
    return value.copy() if isinstance(value, list | dict) else value


def _actions(devices: Iterable[Device], command: str) -> list[dict[str, Any]]:
    commands = [{"type": 1, "name": command, "parameters": []}]
    return [{"deviceURL": device.url, "commands": commands} for device in devices]
