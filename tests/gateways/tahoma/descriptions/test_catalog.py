"""The entities of every device of the catalog, and of the box."""

from dataclasses import replace

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    BOX,
    Device,
    State,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from simulators.tahoma.catalog import CATALOG

from .devices import (
    COVERS_WITH_MY,
    PLAIN_COVERS,
    catalog_device,
    description_keys,
    find_description,
    only_description,
)

EXPECTED: dict[str, dict[Platform, str]] = {
    "internal:PodMiniComponent": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV2Component": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV3Component": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:PodV3RDComponent": {Platform.SWITCH: "led", Platform.NUMBER: "led_brightness"},
    "internal:TSKAlarmComponent": {
        Platform.ALARM_CONTROL_PANEL: "box_alarm",
        Platform.NUMBER: "alarm_delay",
    },
    "io:AlarmIOComponent": {
        Platform.ALARM_CONTROL_PANEL: "zone_alarm",
        Platform.SELECT: "active_zones",
    },
    "io:AtlanticPassAPCDHWComponent": {
        Platform.NUMBER: "comfort_hot_water_temperature eco_hot_water_temperature"
    },
    "io:CarLockIOComponent": {Platform.LOCK: "lock"},
    "io:DoorLockIOComponent": {Platform.LOCK: "lock"},
    "io:WindowLockIOComponent": {Platform.LOCK: "lock"},
    "io:DimmableColorTemperatureLightIOComponent": {
        Platform.LIGHT: "light",
        Platform.NUMBER: "my_position",
    },
    "io:DimmableLightIOComponent": {Platform.LIGHT: "light", Platform.NUMBER: "my_position"},
    "io:DimmableLightMicroModuleSomfyIOComponent": {
        Platform.LIGHT: "light",
        Platform.NUMBER: "my_position",
    },
    "io:DimmableRGBLightIOComponent": {Platform.LIGHT: "light", Platform.NUMBER: "my_position"},
    "io:LightMicroModuleSomfyIOComponent": {Platform.LIGHT: "light"},
    "io:OnOffLightIOComponent": {Platform.LIGHT: "light"},
    "rts:DimmableLightRTSComponent": {Platform.LIGHT: "light"},
    "rts:LightRTSComponent": {Platform.LIGHT: "light"},
    "io:DiscreteExteriorHeatingIOComponent": {Platform.SWITCH: "heater"},
    "io:ExteriorHeatingIOComponent": {
        Platform.SWITCH: "heater",
        Platform.NUMBER: "my_position heating_level",
    },
    "rts:ExteriorHeatingRTSComponent": {Platform.SWITCH: "heater"},
    "io:OnOffIOComponent": {Platform.SWITCH: "switch"},
    "io:SwitchMicroModuleIOComponent": {Platform.SWITCH: "switch"},
    "rts:OnOffRTSComponent": {Platform.SWITCH: "switch"},
    "io:SwimmingPoolIOComponent": {Platform.SWITCH: "swimming_pool"},
    "rtd:AlarmRTDComponent": {Platform.SWITCH: "alarm"},
    "rtd:IndoorSirenRTDComponent": {Platform.SWITCH: "siren"},
    "rtd:OutdoorSirenRTDComponent": {Platform.SWITCH: "siren"},
    "io:SomfyIndoorSimpleSirenIOComponent": {Platform.SIREN: "siren", Platform.SELECT: "volume"},
    "io:HeatPumpIOComponent": {Platform.NUMBER: "comfort_temperature eco_temperature"},
    "io:HeatingTemperatureInterfaceIOComponent": {
        Platform.CLIMATE: "heating",
        Platform.NUMBER: "comfort_temperature eco_temperature frost_protection_temperature",
        Platform.SELECT: "operating_mode",
    },
    "io:HeatingValveIOComponent": {Platform.CLIMATE: "valve"},
    "io:UnknownIOComponent": {Platform.NUMBER: "level"},
    "io:VentilationPointAirOutletIOComponent": {Platform.FAN: "air_outlet"},
    "io:VentilationPointAirTransferIOComponent": {Platform.FAN: "air_transfer"},
    "io:VentilationPointIOComponent": {Platform.FAN: "air_inlet"},
    "io:DualRollerShutterIOComponent": {Platform.COVER: "upper lower", Platform.NUMBER: "my_position"},
    "io:ExteriorVenetianBlindIOComponent": {
        Platform.COVER: "cover",
        Platform.NUMBER: "my_position my_orientation",
    },
    "io:GateOpenerIOComponent": {Platform.COVER: "cover", Platform.SELECT: "pedestrian_position"},
    "io:SlidingDiscreteGateOpenerIOComponent": {
        Platform.COVER: "cover",
        Platform.SELECT: "pedestrian_position",
    },
    "io:PartialGarageOpenerIOComponent": {Platform.COVER: "cover", Platform.SELECT: "partial_position"},
    "io:PositionableAndLockableSlidingWindowComponent": {
        Platform.COVER: "cover",
        Platform.LOCK: "bolt",
        Platform.NUMBER: "my_position",
        Platform.SELECT: "ventilation_position",
    },
}


EXPECTED |= {each: {Platform.COVER: "cover", Platform.NUMBER: "my_position"} for each in COVERS_WITH_MY}

EXPECTED |= {each: {Platform.COVER: "cover"} for each in PLAIN_COVERS}

READ_ONLY_PLATFORMS = (Platform.BINARY_SENSOR, Platform.BUTTON, Platform.EVENT, Platform.SENSOR)


@pytest.mark.parametrize("controllable", CATALOG)
def test_entities_of_known_devices(controllable: str) -> None:
    tested_device = catalog_device(controllable)
    found = {
        platform: " ".join(description_keys(platform, tested_device))
        for platform in DESCRIPTIONS
        if platform not in READ_ONLY_PLATFORMS and description_keys(platform, tested_device)
    }
    assert found == EXPECTED.get(controllable, {})


@pytest.mark.parametrize(
    ("controllable", "platform", "expected"),
    [
        ("io:CO2IOSystemDeviceSensor", Platform.SENSOR, "co2"),
        ("io:TemperatureIOSystemSensor", Platform.SENSOR, "temperature"),
        ("io:RelativeHumidityIOSystemDeviceSensor", Platform.SENSOR, "humidity"),
        ("io:LightIOSystemSensor", Platform.SENSOR, "illuminance"),
        ("io:SunIOSystemDeviceSensor", Platform.SENSOR, "sun_energy"),
        ("io:WindIOSystemDeviceSensor", Platform.SENSOR, "wind_speed"),
        ("io:PowerIOSystemDeviceSensor", Platform.SENSOR, "power"),
        ("io:WaterConsumptionIOSystemDeviceSensor", Platform.SENSOR, "water"),
        ("io:GasConsumptionIOSystemDeviceSensor", Platform.SENSOR, "gas"),
        ("io:TotalFossilEnergyConsumptionSensor", Platform.SENSOR, "fossil_energy"),
        ("io:TotalElectricalEnergyConsumptionSensor", Platform.SENSOR, "energy_tariff_9"),
        ("io:ThreeWayHandleIOSystemDeviceSensor", Platform.SENSOR, "handle"),
        ("io:WindowLockIOComponent", Platform.SENSOR, "window_lock"),
        ("io:SomfySmokeIOSystemSensor", Platform.SENSOR, "radio_battery"),
        ("internal:WifiComponent", Platform.SENSOR, "wifi_signal"),
        ("internal:PodV2Component", Platform.SENSOR, "battery_status"),
        ("rtds:SirenStatusRTDSComponent", Platform.BINARY_SENSOR, "assembly"),
        ("rtds:RTDSCOSensor", Platform.BINARY_SENSOR, "co"),
        ("rtds:RTDSPowerFailure", Platform.BINARY_SENSOR, "power_cut"),
        ("io:OccupancyIOSystemDeviceSensor", Platform.BINARY_SENSOR, "occupancy"),
        ("io:ContactIOSystemDeviceSensor", Platform.BINARY_SENSOR, "contact"),
        ("io:SomfySlidingWindowStateSensor", Platform.BINARY_SENSOR, "window"),
        ("io:SomfySlidingWindowStateSensor", Platform.BINARY_SENSOR, "unlocked"),
        ("io:SomfyIDEOIIntrusionSensor", Platform.BINARY_SENSOR, "intrusion"),
        ("io:RainIOSystemDeviceSensor", Platform.BINARY_SENSOR, "rain"),
        ("internal:PodV3Component", Platform.BINARY_SENSOR, "cloud"),
        ("internal:PodV3Component", Platform.EVENT, "button_2"),
        ("internal:PodV2Component", Platform.EVENT, "cyclic_button"),
        ("internal:PodMiniComponent", Platform.EVENT, "config_button"),
        ("io:IORemoteController", Platform.EVENT, "remote"),
        ("io:CarButtonIODeviceSensor", Platform.EVENT, "button"),
        ("rtds:RTDSRemoteControllerComponent", Platform.EVENT, "alarm_remote"),
        ("rts:ThermostatRTSComponent", Platform.BUTTON, "eco_mode"),
        ("io:WindowOpenerVeluxIOComponent", Platform.BUTTON, "ventilation_position"),
    ],
)
def test_read_only_entities_of_known_devices(controllable: str, platform: Platform, expected: str) -> None:
    assert expected in description_keys(platform, catalog_device(controllable))


@pytest.mark.parametrize(
    "controllable",
    [
        "io:StackComponent",
        "zigbee:StackV3Component",
        "zigbee:ZigbeeNetworkNode",
        "internal:TSKDockComponent",
        "ogp:Bridge",
        "rtd:UnknownRTDComponent",
        "rts:UnknowRTSComponent",
    ],
)
def test_infrastructure_has_no_entities(controllable: str) -> None:
    assert not any(description_keys(platform, catalog_device(controllable)) for platform in DESCRIPTIONS)


def test_device_without_definition_has_no_entities() -> None:
    tested_device = Device.parse({"deviceURL": "ogp://1234-5678-9012/1", "label": "Sonos"})
    assert not any(description_keys(platform, tested_device) for platform in DESCRIPTIONS)


def test_private_data_is_not_a_sensor() -> None:
    secret = "my-network"
    tested_device = catalog_device(
        "internal:WifiComponent",
        {"internal:CurrentInfraConfigState": secret, "core:LocalIPv4AddressState": secret},
    )
    tested_device = replace(tested_device, attributes={"homekit:SetupCode": secret})
    values = [
        each.value_fn(tested_device)  # type: ignore[attr-defined]  # sensor descriptions have it
        for each in DESCRIPTIONS[Platform.SENSOR]
        if each.supported_fn(tested_device)
    ]
    assert values
    assert secret not in values


def test_box() -> None:
    tested_device = Device(
        "1234-5678-9012",
        "TaHoma",
        BOX,
        states={
            State.BOX_CONNECTED: True,
            State.BOX_LISTENER_RESETS: 3,
            State.BOX_LAST_ERROR: "certificate_wrong_name",
        },
    )
    assert only_description(Platform.BINARY_SENSOR, tested_device).is_on_fn(tested_device) is True
    sensors = {
        key: find_description(Platform.SENSOR, key)
        for key in description_keys(Platform.SENSOR, tested_device)
    }
    assert {key: sensor.value_fn(tested_device) for key, sensor in sensors.items()} == {
        "listener_resets": 3,
        "last_error": "certificate_wrong_name",
    }
    assert not any(sensor.entity_registry_enabled_default for sensor in sensors.values())
    assert description_keys(Platform.EVENT, tested_device) == ["command_failed"]
