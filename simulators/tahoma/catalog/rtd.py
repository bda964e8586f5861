"""Sensors and sirens of the older RTD alarm systems."""

from .model import Model

MODELS = (
    Model.of(
        "rtd:AlarmRTDComponent",
        "Alarm/StatelessAlarmController",
        "alarmOff alarmOn alarmZoneOn(p1) arm disarm",
        "",
    ),
    Model.of(
        "rtd:MotionOrContactSensorRTDComponent",
        "Alarm/IntrusionDetector",
        "notifyDefect notifyNoDefect",
        "",
    ),
    Model.of(
        "rtd:UnknownRTDComponent",
        "Generic/unknown",
        "",
        "",
    ),
    Model.of(
        "rtd:IndoorSirenRTDComponent",
        "Siren/RTDIndoorSiren",
        "bip dingDong fastBipSequence off on pair ring setVolume(p1) stop",
        "",
    ),
    Model.of(
        "rtd:OutdoorSirenRTDComponent",
        "Siren/RTDOutdoorSiren",
        "bip fastBipSequence flash off on pair ring setVolume(p1) stop",
        "",
    ),
    Model.of(
        "rtds:RTDSCOSensor",
        "AirSensor/COSensor",
        "",
        "CODetectionState SensorDefectState",
    ),
    Model.of(
        "rtds:RTDSGasSensor",
        "AirSensor/AirFlowSensor",
        "",
        "GasDetectionState SensorDefectState",
    ),
    Model.of(
        "rtds:RTDSContactSensor",
        "ContactSensor/ContactSensor",
        "",
        "ContactState SensorDefectState",
    ),
    Model.of(
        "rtds:RTDSPowerFailure",
        "Generic/unknown",
        "",
        "PowerCutDetectionState SensorDefectState",
    ),
    Model.of(
        "rtds:UnknownRTDSComponent",
        "Generic/unknown",
        "",
        "",
    ),
    Model.of(
        "rtds:RTDSMotionSensor",
        "OccupancySensor/MotionSensor",
        "",
        "OccupancyState SensorDefectState",
    ),
    Model.of(
        "rtds:RTDSRemoteControllerComponent",
        "RemoteController/AlarmRemoteController",
        "",
        "ControllerBatteryState ControllerBipState ControllerOrderTypeState ControllerOriginatorState "
        "ControllerSensingState ControllerSirenState",
    ),
    Model.of(
        "rtds:SirenStatusRTDSComponent",
        "Siren/SirenStatus",
        "",
        "AssemblyState AvailabilityState BatteryState",
    ),
    Model.of(
        "rtds:RTDSSmokeSensor",
        "SmokeSensor/SmokeSensor",
        "",
        "SensorDefectState SmokeState",
    ),
    Model.of(
        "rtds:RTDSTemperatureSensor",
        "TemperatureSensor/TemperatureSensor",
        "",
        "SensorDefectState TemperatureOutOfRangeDetectionState",
    ),
    Model.of(
        "rtds:RTDSWaterSensor",
        "WaterSensor/WaterDetectionSensor",
        "",
        "SensorDefectState WaterDetectionState",
    ),
)
