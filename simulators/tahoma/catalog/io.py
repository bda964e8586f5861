"""Two-way io-homecontrol devices."""

from .model import Model

MODELS = (
    Model.of(
        "io:AdjustableSlatsRollerShutterIOComponent",
        "AdjustableSlatsRollerShutter/PositionableOrOrientableRollerShutter",
        "close down open setClosure(p1) setClosureOrOrientation(p1,*p2) "
        "setClosureOrRockerPosition(p1) setDeployment(p1) setOrientation(p1) setRockerPosition stop "
        "up",
        "ClosureOrRockerPositionState ClosureState MovingState SlateOrientationState TargetClosureState",
    ),
    Model.of(
        "io:AlarmIOComponent",
        "Alarm/StatefulAlarmController",
        "alarmOff alarmOn alarmZoneOn(p1) arm disarm refreshState",
        "ActiveZonesState",
    ),
    Model.of(
        "io:DynamicAwningIOComponent",
        "Awning/DynamicAwning",
        "deploy goToAlias(p1) rollOut rollUp saveAlias(p1) setDeployment(p1) setRollingOut(p1) stop undeploy",
        "BatteryDiscreteLevelState DeployedUndeployedState DeploymentState ReachedAliasesState "
        "RolledUpState RollingOutState",
        'SupportedAliases=["ventilation","favorite1"]',
    ),
    Model.of(
        "io:HorizontalAwningIOComponent",
        "Awning/PositionableHorizontalAwning",
        "close deploy down my open setClosure(p1) setDeployment(p1) setMemorized1Position(p1) "
        "setPosition(p1) stop undeploy up",
        "DeploymentState=0 Memorized1PositionState=105 MovingState=false OpenClosedState=closed "
        "TargetClosureState=0",
    ),
    Model.of(
        "io:CarButtonIODeviceSensor",
        "CarButtonSensor/CarButtonSensor",
        "",
        "ButtonState",
    ),
    Model.of(
        "io:TotalFossilEnergyConsumptionSensor",
        "ConsumptionSensor/CumulativeFossilEnergyConsumptionSensor",
        "",
        "FossilEnergyConsumptionState",
    ),
    Model.of(
        "io:DoorLockIOComponent",
        "DoorLock/DoorLock",
        "close getOpenClose lock open refreshLockedUnlocked setLockedUnlocked(p1) setOpenClosed(p1) unlock",
        "LockedUnlockedState OpenClosedState",
    ),
    Model.of(
        "io:WindowLockIOComponent",
        "DoorLock/WindowLock",
        "close lock open setLockPosition(p1) setLockedUnlocked(p1) setOpenClosed(p1) unlock",
        "LockedUnlockedState OpenClosedState WindowLockedState",
    ),
    Model.of(
        "io:CarLockIOComponent",
        "DoorLock/CarLock",
        "close lock open setLockedUnlocked(p1) setOpenClosed(p1) stop unlock",
        "LockedUnlockedState OpenClosedState",
    ),
    Model.of(
        "io:TotalElectricalEnergyConsumptionSensor",
        "ElectricitySensor/CumulativeElectricPowerConsumptionSensor",
        "",
        "ConsumptionTariff0State ConsumptionTariff1State ConsumptionTariff2State "
        "ConsumptionTariff3State ConsumptionTariff4State ConsumptionTariff5State "
        "ConsumptionTariff6State ConsumptionTariff7State ConsumptionTariff8State "
        "ConsumptionTariff9State ElectricEnergyConsumptionState",
    ),
    Model.of(
        "io:ExteriorHeatingIOComponent",
        "ExteriorHeatingSystem/DimmerExteriorHeating",
        "getLevel my off on setLevel(p1) setMemorized1Position(p1)",
        "LevelState Memorized1PositionState",
    ),
    Model.of(
        "io:DiscreteExteriorHeatingIOComponent",
        "ExteriorHeatingSystem/DiscreteExteriorHeating",
        "off on",
        "OnOffState",
    ),
    Model.of(
        "io:VerticalExteriorAwningIOComponent",
        "ExteriorScreen/PositionableScreen",
        "close deploy down my open setClosure(p1) setDeployment(p1) setMemorized1Position(p1) "
        "setPosition(p1) stop undeploy up",
        "ClosureState=0 DeploymentState=0 Memorized1PositionState=89 MovingState=false "
        "OpenClosedState=open TargetClosureState=0",
    ),
    Model.of(
        "io:VerticalExteriorAwningVeluxIOComponent",
        "ExteriorScreen/PositionableScreen",
        "close deploy down open setClosure(p1) setDeployment(p1) setPosition(p1) stop undeploy up",
        "ClosureState DeploymentState MovingState OpenClosedState TargetClosureState",
    ),
    Model.of(
        "io:ExteriorVenetianBlindIOComponent",
        "ExteriorVenetianBlind/PositionableExteriorVenetianBlind",
        "close down my open setClosure(p1) setClosureAndOrientation(p1,p2) "
        "setMemorized1Orientation(p1) setMemorized1Position(p1) setOrientation(p1) setPosition(p1) "
        "stop tiltDown tiltUp up",
        "ClosureState Memorized1OrientationState Memorized1PositionState MovingState OpenClosedState "
        "SlateOrientationState TargetClosureState",
    ),
    Model.of(
        "io:GarageOpenerIOComponent",
        "GarageDoor/PositionableGarageDoor",
        "close down open setClosure(p1) stop up",
        "ClosureState=100 OpenClosedUnknownState=closed",
    ),
    Model.of(
        "io:DiscreteGarageOpenerIOComponent",
        "GarageDoor/DiscretePositionableGarageDoor",
        "close down open stop up",
        "OpenClosedUnknownState",
    ),
    Model.of(
        "io:RollingDoorOpenerIOComponent",
        "GarageDoor/PositionableGarageDoor",
        "close open setClosure(p1) stop",
        "ClosureState OpenClosedState",
    ),
    Model.of(
        "io:GateOpenerIOComponent",
        "Gate/PositionableGateWithPedestrianPosition",
        "close open refreshPedestrianPosition setClosure(p1) setClosureOrPedestrianPosition(p1) "
        "setDeployment(p1) setPedestrianPosition stop",
        "ClosureState OpenClosedPedestrianState PedestrianPositionState",
    ),
    Model.of(
        "io:SlidingDiscreteGateOpenerIOComponent",
        "Gate/SlidingDiscreteGateWithPedestrianPosition",
        "close open refreshPedestrianPosition setPedestrianPosition stop",
        "OpenClosedPedestrianState PedestrianPositionState",
    ),
    Model.of(
        "io:UnknownIOComponent",
        "Generic/IOGeneric",
        "setLevel(p1)",
        "LevelState",
    ),
    Model.of(
        "io:HeatPumpIOComponent",
        "HeatPumpSystem/HeatPump",
        "refreshActiveModes refreshComfortTemperature refreshEcoTemperature refreshHaltedTemperature "
        "refreshSetBackTemperature refreshTargetTemperature refreshTemperature setActiveMode(p1) "
        "setComfortTemperature(p1) setEcoTemperature(p1) setSetBackTemperature(p1) "
        "setTargetTemperature(p1)",
        "ComfortRoomTemperatureState EcoRoomTemperatureState HaltedRoomTemperatureState "
        "HeatPumpActivesModesState HeatPumpCapabilitiesState SecondaryTemperatureState "
        "SetBackRoomTemperatureState TargetRoomTemperatureState TargetTemperatureState "
        "TemperatureState",
    ),
    Model.of(
        "io:KizOThermIOComponent",
        "HeatingSystem/KizOThermBridge",
        "refreshState setOperatingModes(p1)",
        "KizOThermCapabilitiesState KizOThermOperatingModesState OnOffFlameState "
        "PrimaryTargetWaterTemperatureState RefreshableObjectsState "
        "SecondaryTargetWaterTemperatureState TargetDHWTemperatureState",
    ),
    Model.of(
        "io:HeatingTemperatureInterfaceIOComponent",
        "HeatingSystem/HeatingTemperatureInterface",
        "refreshActiveMode refreshComfortTemperature refreshEcoTemperature "
        "refreshSecuredPositionTemperature refreshSetPointMode refreshTargetTemperature "
        "refreshTemperature setActiveAndSetPointModes(p1,p2) setActiveMode(p1) "
        "setComfortTemperature(p1) setEcoTemperature(p1) setOperatingMode(p1) "
        "setSecuredPositionTemperature(p1) setSetPointMode(p1) setTargetTemperature(p1)",
        "ComfortRoomTemperatureState EcoRoomTemperatureState "
        "ovp:HeatingTemperatureInterfaceActiveModeState "
        "ovp:HeatingTemperatureInterfaceCapabilitiesState "
        "ovp:HeatingTemperatureInterfaceEnergyDemandState "
        "ovp:HeatingTemperatureInterfaceOperatingModeState "
        "ovp:HeatingTemperatureInterfaceSetPointModeState SecuredPositionTemperatureState "
        "TargetTemperatureState TemperatureState",
    ),
    Model.of(
        "io:AtlanticPassAPCHeatPumpMainComponent",
        "HeatingSystem/AtlanticPassAPCHeatPump",
        "cancelAbsence refreshAbsenceSchedulingAvailability refreshDHWAvailability "
        "refreshDeviceSerialNumber refreshElectricEnergyConsumption "
        "refreshEnergyConsumptionAvailability refreshErrorCode refreshHeatingDerogationAvailability "
        "refreshOperatingMode refreshOutsideTemperature refreshOutsideTemperatureSensorAvailability "
        "refreshProductType refreshThermalSchedulingAvailability refreshTimeProgramById(p1) "
        "refreshZonesNumber refreshZonesPassAPCCoolingProfile refreshZonesPassAPCHeatingProfile "
        "refreshZonesTargetTemperature refreshZonesTemperature "
        "refreshZonesTemperatureSensorAvailability refreshZonesThermalConfiguration "
        "setAbsenceCoolingTargetTemperature(p1) setAbsenceEndDateTime(p1) "
        "setAbsenceHeatingTargetTemperature(p1) setAbsenceStartDateTime(p1) "
        "setPassAPCOperatingMode(p1) setTimeProgramById(p1,p2)",
        "AbsenceCoolingTargetTemperatureState AbsenceEndDateTimeState "
        "AbsenceHeatingTargetTemperatureState AbsenceSchedulingAvailabilityState "
        "AbsenceSchedulingModeState AbsenceStartDateTimeState DHWAvailabilityState "
        "DeviceSerialNumberState ECSPowerConsumptionExtra1State ECSPowerConsumptionExtra2State "
        "ECSPowerConsumptionExtra3State ECSPowerConsumptionState EnergyConsumptionAvailabilityState "
        "ErrorCodeState HeatingDerogationAvailabilityState HeatingPowerConsumptionExtra1State "
        "HeatingPowerConsumptionExtra2State HeatingPowerConsumptionExtra3State "
        "HeatingPowerConsumptionState io:LastPassAPCOperatingModeState io:PassAPCOperatingModeState "
        "io:PassAPCProductTypeState ProductModelNameState ThermalSchedulingAvailabilityState "
        "ThermalSchedulingModeState TimeProgram1State TimeProgram2State TimeProgram3State "
        "TimeProgram4State ZonesNumberState",
    ),
    Model.of(
        "io:AtlanticPassAPCHeatingAndCoolingZoneComponent",
        "HeatingSystem/AtlanticPassAPCHeatingAndCoolingZone",
        "refreshComfortCoolingTargetTemperature refreshComfortHeatingTargetTemperature "
        "refreshDerogationRemainingTime refreshEcoCoolingTargetTemperature "
        "refreshEcoHeatingTargetTemperature refreshPassAPCCoolingMode refreshPassAPCCoolingProfile "
        "refreshPassAPCHeatingMode refreshPassAPCHeatingProfile refreshTargetTemperature "
        "setActiveCoolingTimeProgram(p1) setActiveHeatingTimeProgram(p1) "
        "setComfortCoolingTargetTemperature(p1) setComfortHeatingTargetTemperature(p1) "
        "setCoolingOnOffState(p1) setDerogatedTargetTemperature(p1) setDerogationOnOffState(p1) "
        "setDerogationTime(p1) setEcoCoolingTargetTemperature(p1) setEcoHeatingTargetTemperature(p1) "
        "setHeatingOnOffState(p1) setPassAPCCoolingMode(p1) setPassAPCHeatingMode(p1)",
        "ActiveCoolingTimeProgramState ActiveHeatingTimeProgramState "
        "ComfortCoolingTargetTemperatureState ComfortHeatingTargetTemperatureState "
        "CoolingInternalSchedulingAvailabilityState CoolingOnOffState DerogatedTargetTemperatureState "
        "DerogationOnOffState DerogationRemainingTimeState EcoCoolingTargetTemperatureState "
        "EcoHeatingTargetTemperatureState HeatingInternalSchedulingAvailabilityState "
        "HeatingOnOffState io:PassAPCCoolingModeState io:PassAPCCoolingProfileState "
        "io:PassAPCHeatingModeState io:PassAPCHeatingProfileState TargetTemperatureState "
        "ThermalConfigurationState",
    ),
    Model.of(
        "io:AtlanticPassAPCBoilerMainComponent",
        "HeatingSystem/AtlanticPassAPCBoiler",
        "cancelAbsence refreshAbsenceSchedulingAvailability refreshDHWAvailability "
        "refreshDeviceSerialNumber refreshEnergyConsumptionAvailability refreshErrorCode "
        "refreshHeatingDerogationAvailability refreshOperatingMode refreshOutsideTemperature "
        "refreshOutsideTemperatureSensorAvailability refreshProductType "
        "refreshThermalSchedulingAvailability refreshTimeProgramById(p1) refreshZonesNumber "
        "refreshZonesPassAPCHeatingProfile refreshZonesTargetTemperature refreshZonesTemperature "
        "refreshZonesTemperatureSensorAvailability refreshZonesThermalConfiguration "
        "setAbsenceEndDateTime(p1) setAbsenceHeatingTargetTemperature(p1) setAbsenceStartDateTime(p1) "
        "setPassAPCOperatingMode(p1) setTimeProgramById(p1,p2)",
        "AbsenceEndDateTimeState AbsenceHeatingTargetTemperatureState "
        "AbsenceSchedulingAvailabilityState AbsenceSchedulingModeState AbsenceStartDateTimeState "
        "DHWAvailabilityState DeviceSerialNumberState ECSPowerConsumptionExtra1State "
        "ECSPowerConsumptionExtra2State ECSPowerConsumptionExtra3State ECSPowerConsumptionState "
        "EnergyConsumptionAvailabilityState ErrorCodeState HeatingDerogationAvailabilityState "
        "HeatingPowerConsumptionExtra1State HeatingPowerConsumptionExtra2State "
        "HeatingPowerConsumptionExtra3State HeatingPowerConsumptionState "
        "io:LastPassAPCOperatingModeState io:PassAPCOperatingModeState io:PassAPCProductTypeState "
        "ProductModelNameState ThermalSchedulingAvailabilityState ThermalSchedulingModeState "
        "TimeProgram1State TimeProgram2State TimeProgram3State TimeProgram4State ZonesNumberState",
    ),
    Model.of(
        "io:AtlanticPassAPCHeatingZoneComponent",
        "HeatingSystem/AtlanticPassAPCHeatingZone",
        "refreshComfortHeatingTargetTemperature refreshDerogationRemainingTime "
        "refreshEcoHeatingTargetTemperature refreshPassAPCHeatingMode refreshPassAPCHeatingProfile "
        "refreshTargetTemperature setActiveHeatingTimeProgram(p1) "
        "setComfortHeatingTargetTemperature(p1) setDerogatedTargetTemperature(p1) "
        "setDerogationOnOffState(p1) setDerogationTime(p1) setEcoHeatingTargetTemperature(p1) "
        "setHeatingOnOffState(p1) setPassAPCHeatingMode(p1)",
        "ActiveHeatingTimeProgramState ComfortHeatingTargetTemperatureState "
        "DerogatedTargetTemperatureState DerogationOnOffState DerogationRemainingTimeState "
        "EcoHeatingTargetTemperatureState HeatingComfortModeAvailabilityState HeatingOnOffState "
        "io:PassAPCHeatingModeState io:PassAPCHeatingProfileState TargetTemperatureState "
        "ThermalConfigurationState",
    ),
    Model.of(
        "io:AtlanticPassAPCZoneControlMainComponent",
        "HeatingSystem/AtlanticPassAPCZoneControl",
        "cancelAbsence refreshAbsenceSchedulingAvailability refreshDeviceSerialNumber "
        "refreshErrorCode refreshHeatingDerogationAvailability refreshOperatingMode "
        "refreshProductType refreshThermalSchedulingAvailability refreshTimeProgramById(p1) "
        "refreshZonesNumber refreshZonesPassAPCCoolingProfile refreshZonesPassAPCHeatingProfile "
        "refreshZonesTargetTemperature refreshZonesTemperature "
        "refreshZonesTemperatureSensorAvailability refreshZonesThermalConfiguration "
        "setAbsenceCoolingTargetTemperature(p1) setAbsenceEndDateTime(p1) "
        "setAbsenceHeatingTargetTemperature(p1) setAbsenceStartDateTime(p1) "
        "setHeatingCoolingAutoSwitch(p1) setPassAPCOperatingMode(p1) setTimeProgramById(p1,p2)",
        "AbsenceCoolingTargetTemperatureState AbsenceEndDateTimeState "
        "AbsenceHeatingTargetTemperatureState AbsenceSchedulingAvailabilityState "
        "AbsenceSchedulingModeState AbsenceStartDateTimeState DeviceSerialNumberState ErrorCodeState "
        "HeatingCoolingAutoSwitchState HeatingDerogationAvailabilityState "
        "io:LastPassAPCOperatingModeState io:PassAPCOperatingModeState io:PassAPCProductTypeState "
        "ProductModelNameState ThermalSchedulingAvailabilityState ThermalSchedulingModeState "
        "TimeProgram1State TimeProgram2State TimeProgram3State TimeProgram4State ZonesNumberState",
    ),
    Model.of(
        "io:AtlanticPassAPCZoneControlZoneComponent",
        "HeatingSystem/AtlanticPassAPCHeatingAndCoolingZone",
        "refreshComfortCoolingTargetTemperature refreshComfortHeatingTargetTemperature "
        "refreshEcoCoolingTargetTemperature refreshEcoHeatingTargetTemperature "
        "refreshMaximumCoolingTargetTemperature refreshMaximumHeatingTargetTemperature "
        "refreshMinimumCoolingTargetTemperature refreshMinimumHeatingTargetTemperature "
        "refreshPassAPCCoolingMode refreshPassAPCCoolingProfile refreshPassAPCHeatingMode "
        "refreshPassAPCHeatingProfile refreshTargetTemperature setActiveCoolingTimeProgram(p1) "
        "setActiveHeatingTimeProgram(p1) setComfortCoolingTargetTemperature(p1) "
        "setComfortHeatingTargetTemperature(p1) setCoolingOnOffState(p1) "
        "setCoolingTargetTemperature(p1) setDerogationOnOffState(p1) "
        "setEcoCoolingTargetTemperature(p1) setEcoHeatingTargetTemperature(p1) "
        "setHeatingOnOffState(p1) setHeatingTargetTemperature(p1) "
        "setMaximumCoolingTargetTemperature(p1) setMaximumHeatingTargetTemperature(p1) "
        "setMinimumCoolingTargetTemperature(p1) setMinimumHeatingTargetTemperature(p1) "
        "setPassAPCCoolingMode(p1) setPassAPCHeatingMode(p1)",
        "ActiveCoolingTimeProgramState ActiveHeatingTimeProgramState "
        "ComfortCoolingTargetTemperatureState ComfortHeatingTargetTemperatureState "
        "CoolingManualModeAvailabilityState CoolingOnOffState CoolingTargetTemperatureState "
        "DerogationOnOffState EcoCoolingTargetTemperatureState EcoHeatingTargetTemperatureState "
        "HeatingManualModeAvailabilityState HeatingOnOffState HeatingTargetTemperatureState "
        "MaximumCoolingTargetTemperatureState MaximumHeatingTargetTemperatureState "
        "MinimumCoolingTargetTemperatureState MinimumHeatingTargetTemperatureState "
        "io:PassAPCCoolingModeState io:PassAPCCoolingProfileState io:PassAPCHeatingModeState "
        "io:PassAPCHeatingProfileState TargetTemperatureState ThermalConfigurationState",
    ),
    Model.of(
        "io:DimmableLightIOComponent",
        "Light/DimmerLight",
        "my off on onWithTimer(p1) setIntensity(p1) setIntensityWithTimer(p1,p2,*p3) "
        "setMemorized1Position(p1) setOnOff(p1) setPosition(p1)",
        "LightIntensityState=0 Memorized1PositionState=82 OnOffState=off",
    ),
    Model.of(
        "io:DimmableRGBLightIOComponent",
        "Light/DimmerRGBColouredLight",
        "my off on onWithTimer(p1) setIntensity(p1) setIntensityWithTimer(p1,p2,*p3) "
        "setMemorized1Position(p1) setOnOff(p1) setPosition(p1) setRGB(p1,p2,p3) "
        "setRGBWithTimer(p1,p2,p3,p4)",
        "BlueColorIntensityState GreenColorIntensityState LightIntensityState Memorized1PositionState "
        "OnOffState RedColorIntensityState",
    ),
    Model.of(
        "io:DimmableColorTemperatureLightIOComponent",
        "Light/DimmerColorTemperatureLight",
        "my off on onWithTimer(p1) setColorTemperature(p1) setIntensity(p1) "
        "setIntensityWithTimer(p1,p2,*p3) setMemorized1Position(p1) setOnOff(p1) setPosition(p1)",
        "ColorTemperatureState LightIntensityState Memorized1PositionState OnOffState",
    ),
    Model.of(
        "io:OnOffLightIOComponent",
        "Light/StatefulOnOffLight",
        "off on onWithTimer(p1) setOnOff(p1)",
        "OnOffState",
    ),
    Model.of(
        "io:LightMicroModuleSomfyIOComponent",
        "Light/TimedOnOffLight",
        "off on onWithInternalTimer onWithTimer(p1) setInternalTimer(p1) setOnOff(p1) setPictoValue(p1)",
        "OnOffState=off PairedMicroModuleWithLowBatteryState io:PictoState=onOffLight TimerState=0",
    ),
    Model.of(
        "io:DimmableLightMicroModuleSomfyIOComponent",
        "Light/DimmerLight",
        "decreaseIntensityForBoundConfiguration(*p1) increaseIntensityForBoundConfiguration(*p1) my "
        "off on onWithTimer(p1) saveBound(p1) setIntensity(p1) setIntensityWithTimer(p1,p2,*p3) "
        "setMemorized1Position(p1) setOnOff(p1) setPosition(p1)",
        "LightIntensityState Memorized1PositionState OnOffState",
    ),
    Model.of(
        "io:OnOffIOComponent",
        "OnOff/StatefulOnOff",
        "off on onWithTimer(p1) setOnOff(p1) toggle",
        "OnOffState=off",
    ),
    Model.of(
        "io:SwitchMicroModuleIOComponent",
        "OnOff/TimedOnOff",
        "off on onWithInternalTimer onWithTimer(p1) setOnOff(p1)",
        "OnOffState",
    ),
    Model.of(
        "io:PergolaRailGuidedAwningIOComponent",
        "Pergola/PergolaHorizontalAwning",
        "close deploy down my open setClosure(p1) setDeployment(p1) setMemorized1Position(p1) "
        "setPosition(p1) stop undeploy up",
        "DeploymentState Memorized1PositionState MovingState OpenClosedState TargetClosureState",
    ),
    Model.of(
        "io:RollerShutterGenericIOComponent",
        "RollerShutter/PositionableRollerShutter",
        "close down my open setClosure(p1) setDeployment(p1) setMemorized1Position(p1) "
        "setPosition(p1) stop up",
        "ClosureState=6 Memorized1PositionState=86 MovingState=false OpenClosedState=open "
        "TargetClosureState=0",
    ),
    Model.of(
        "io:RollerShutterVeluxIOComponent",
        "RollerShutter/PositionableTiltedRollerShutter",
        "close down my open setClosure(p1) setClosureAndLinearSpeed(p1,*p2) setDeployment(p1) "
        "setMemorized1Position(p1) setPosition(p1) setPositionAndLinearSpeed(p1,*p2) stop up",
        "BatteryDiscreteLevelState ClosureState=100 Memorized1PositionState=0 OpenClosedState=closed",
    ),
    Model.of(
        "io:ProjectionRollerShutterIOComponent",
        "RollerShutter/PositionableProjectionRollerShutter",
        "close down my open setClosure(p1) setClosureAndProjectionAngle(p1,p2) setDeployment(p1) "
        "setMemorized1Position(p1) setPosition(p1) setProjectionAngle(p1) stop up",
        "ClosureState Memorized1PositionState OpenClosedState ProjectionAngleState",
    ),
    Model.of(
        "io:DualRollerShutterIOComponent",
        "RollerShutter/PositionableDualRollerShutter",
        "close down getClosure getLowerClosure getUpperClosure lowerClose lowerDown lowerOpen lowerUp "
        "my open setClosure(p1) setLowerClosure(p1) setLowerPosition(p1) setMemorized1Position(p1) "
        "setPosition(p1) setUpperAndLowerClosure(p1,p2) setUpperAndLowerPosition(p1,p2) "
        "setUpperClosure(p1) setUpperPosition(p1) stop up upperClose upperDown upperOpen upperUp",
        "ClosureState LowerClosureState LowerOpenClosedState Memorized1PositionState OpenClosedState "
        "UpperClosureState UpperOpenClosedState",
    ),
    Model.of(
        "io:VerticalInteriorBlindGenericIOComponent",
        "Screen/PositionableScreen",
        "close down my open setClosure(p1) setMemorized1Position(p1) setPosition(p1) stop up",
        "ClosureState Memorized1PositionState MovingState OpenClosedState TargetClosureState",
    ),
    Model.of(
        "io:VerticalInteriorBlindVeluxIOComponent",
        "Screen/PositionableTiltedScreen",
        "close down my open setClosure(p1) setMemorized1Position(p1) setPosition(p1) stop up",
        "ClosureState=0 Memorized1PositionState OpenClosedState=open",
    ),
    Model.of(
        "io:SwimmingPoolIOComponent",
        "SwimmingPool/SwimmingPool",
        "off on onWithTimer(p1) setOnOff(p1)",
        "OnOffState",
    ),
    Model.of(
        "io:SwingingShutterSomfyIOComponent",
        "SwingingShutter/SwingingShutter",
        "close my open setClosure(p1) setMemorized1Position(p1) setPosition(p1) stop",
        "ClosureState Memorized1PositionState OpenClosedState",
    ),
    Model.of(
        "io:DiscreteSwingingShutterSomfyIOComponent",
        "SwingingShutter/SwingingShutter",
        "close my open setMemorized1Position(p1) stop",
        "Memorized1PositionState OpenClosedState",
    ),
    Model.of(
        "io:KizOThermRoomTemperatureSensor",
        "TemperatureSensor/TemperatureSensor",
        "",
        "TemperatureState",
    ),
    Model.of(
        "io:VenetianBlindIOComponent",
        "VenetianBlind/PositionableVenetianBlind",
        "close down my open setClosure(p1) setClosureAndOrientation(p1,p2) setMemorized1Position(p1) "
        "setOrientation(p1) setPosition(p1) stop up",
        "ClosureState Memorized1PositionState MovingState OpenClosedState SlateOrientationState "
        "TargetClosureState",
    ),
    Model.of(
        "io:VentilationPointIOComponent",
        "VentilationSystem/VentilationInlet",
        "off on setAirInput(p1)",
        "AirInputState Memorized1PositionState",
    ),
    Model.of(
        "io:VentilationPointAirTransferIOComponent",
        "VentilationSystem/VentilationTransfer",
        "off on setAirTransfer(p1)",
        "AirTransferState Memorized1PositionState",
    ),
    Model.of(
        "io:VentilationPointAirOutletIOComponent",
        "VentilationSystem/VentilationOutlet",
        "off on setAirOutput(p1)",
        "AirOutputLevelState AirOutputState Memorized1PositionState",
    ),
    Model.of(
        "io:AtlanticPassAPCDHWComponent",
        "WaterHeatingSystem/AtlanticPassAPCDHW",
        "refreshComfortTargetDHWTemperature refreshDHWConfiguration refreshDHWDerogationAvailability "
        "refreshDHWOnOffState refreshEcoTargetDHWTemperature refreshPassAPCDHWMode "
        "refreshPassAPCDHWProfile refreshTargetDHWTemperature setBoostOnOffState(p1) "
        "setComfortTargetDHWTemperature(p1) setDHWOnOffState(p1) setEcoTargetDHWTemperature(p1) "
        "setPassAPCDHWMode(p1)",
        "BoostOnOffState ComfortTargetDHWTemperatureState DHWDerogationAvailabilityState "
        "DHWOnOffState EcoTargetDHWTemperatureState io:PassAPCDHWConfigurationState "
        "io:PassAPCDHWModeState io:PassAPCDHWProfileState TargetDHWTemperatureState",
    ),
    Model.of(
        "io:WindowOpenerGenericIOComponent",
        "Window/PositionableWindow",
        "close open setClosure(p1) stop",
        "ClosureState OpenClosedState",
    ),
    Model.of(
        "io:WindowOpenerVeluxIOComponent",
        "Window/PositionableTiltedWindow",
        "close goToAlias(p1) open saveAlias(p1) setClosure(p1) setClosureAndLinearSpeed(p1,*p2) "
        "setPositionAndLinearSpeed(p1,*p2) stop",
        "BatteryDiscreteLevelState ClosureState=100 OpenClosedState=closed ReachedAliasesState",
        'SupportedAliases=["ventilation","favorite1"]',
    ),
    Model.of(
        "io:PositionableSlidingWindowComponent",
        "Window/PositionableSlidingWindow",
        "close my open setClosure(p1) setClosureAndLinearSpeed(p1,*p2) setMemorized1Position(p1) "
        "setPosition(p1) setPositionAndLinearSpeed(p1,*p2) stop",
        "ClosureState Memorized1PositionState OpenClosedState",
    ),
    Model.of(
        "io:PositionableAndLockableSlidingWindowComponent",
        "Window/PositionableAndLockableSlidingWindow",
        "activateTimer close deactivateTimer lock my open setClosure(p1) "
        "setClosureAndLinearSpeed(p1,*p2) setMemorized1Position(p1) setPosition(p1) "
        "setPositionAndLinearSpeed(p1,*p2) setTimer(p1) stop unlock",
        "ClosureState LockedUnlockedState Memorized1PositionState OpenClosedSecuredVentilationState "
        "OpeningDirectionState RemainingTimeState SecuredVentilationFeatureState TimerActivationState "
        "TimerState",
    ),
    Model.of(
        "io:AtlanticPassAPCZoneTemperatureSensor",
        "TemperatureSensor/TemperatureSensor",
        "",
        "TemperatureState=17.0",
    ),
    Model.of(
        "io:CO2IOSystemDeviceSensor",
        "AirSensor/CO2Sensor",
        "",
        "CO2ConcentrationState=432",
    ),
    Model.of(
        "io:ContactIOSystemDeviceSensor",
        "ContactSensor/ContactSensor",
        "",
        "ContactState=closed",
    ),
    Model.of(
        "io:CumulatedElectricalEnergyConsumptionIOSystemDeviceSensor",
        "ElectricitySensor/CumulativeElectricPowerConsumptionSensor",
        "",
        "ConsumptionTariff0State=728000 ElectricEnergyConsumptionState=0",
    ),
    Model.of(
        "io:DHWCumulatedElectricalEnergyConsumptionIOSystemDeviceSensor",
        "ElectricitySensor/CumulativeElectricPowerConsumptionSensor",
        "refreshElectricEnergyConsumption",
        "ConsumptionTariff0State=5882466 ConsumptionTariff1State=103586 "
        "ConsumptionTariff2State=1675509 ElectricEnergyConsumptionState=1779095",
    ),
    Model.of(
        "io:HeatingValveIOComponent",
        "HeatingSystem/ValveHeatingTemperatureInterface",
        "exitDerogation setAllModeTemperatures(p1,p2,p3,p4) setDerogation(p1,p2) "
        "setTimeProgramById(p1,p2) setValveSettings(p1)",
        "io:ActiveTimeProgramState BatteryLevelState=83.0 ComfortRoomTemperatureState=19.0 "
        "DerogatedTargetTemperatureState=15.5 DerogationEndDateTimeState DerogationStartDateTimeState "
        "EcoTargetTemperatureState=18.0 FrostProtectionRoomTemperatureState MaxSetpointState "
        "MinSetpointState OpenClosedValveState OpenWindowDetectionActivationState OperatingModeState "
        "TargetTemperatureState=19.0 io:DerogationHeatingModeState",
    ),
    Model.of(
        "io:IORemoteController",
        "RemoteController/RemoteControllerOneWay",
        "",
        "io:OneWayControllerButtonState=down",
    ),
    Model.of(
        "io:LightIOSystemDeviceSensor",
        "LightSensor/LuminanceSensor",
        "",
        "LuminanceState=0",
    ),
    Model.of(
        "io:LightIOSystemSensor",
        "LightSensor/LuminanceSensor",
        "",
        "LuminanceState=589.0",
    ),
    Model.of(
        "io:OccupancyIOSystemDeviceSensor",
        "OccupancySensor/OccupancySensor",
        "",
        "OccupancyState=noPersonInside",
    ),
    Model.of(
        "io:RelativeHumidityIOSystemDeviceSensor",
        "HumiditySensor/RelativeHumiditySensor",
        "",
        "RelativeHumidityState=100.0",
    ),
    Model.of(
        "io:RollerShutterWithLowSpeedManagementIOComponent",
        "RollerShutter/PositionableRollerShutterWithLowSpeedManagement",
        "close down my open setClosure(p1) setClosureAndLinearSpeed(p1,*p2) setDeployment(p1) "
        "setMemorized1Position(p1) setPosition(p1) setPositionAndLinearSpeed(p1,*p2) stop up",
        "ClosureState=0 Memorized1PositionState=43 MovingState=false OpenClosedState=open "
        "TargetClosureState=0",
    ),
    Model.of(
        "io:SimpleBioclimaticPergolaIOComponent",
        "Pergola/BioclimaticPergola",
        "closeSlats my openSlats refreshMemorized1Orientation setMemorized1Orientation(p1) "
        "setOrientation(p1) setSecuredOrientation(p1) stop",
        "SecuredOrientationState=105 SlateOrientationState=100 SlatsOpenClosedState=closed "
        "SlatsOrientationState=100",
    ),
    Model.of(
        "io:SomfyIDEOIIntrusionSensor",
        "ContactSensor/IntrusionSensor",
        "setVibrationLevelThreshold(p1)",
        "IntrusionDetectedState=true VibrationLevelThresholdState=1",
    ),
    Model.of(
        "io:SomfyIndoorSimpleSirenIOComponent",
        "Siren/IOSiren",
        "off ring ringWithDoubleSimpleSequence(p1,p2,p3,p4,p5,p6,p7,p8) "
        "ringWithSingleSimpleSequence(p1,p2,p3,p4) "
        "ringWithThreeSimpleSequence(p1,p2,p3,p4,p5,p6,p7,p8,p9,p10,p11,p12) "
        "setMemorizedSimpleVolume(p1) stop",
        "BatteryState=normal OnOffState=off io:MemorizedSimpleVolumeState",
    ),
    Model.of(
        "io:SomfySlidingWindowStateSensor",
        "ContactSensor/IntrusionEventSensor",
        "",
        "LockedUnlockedState=locked OpenClosedState=closed",
    ),
    Model.of(
        "io:SomfySmokeIOSystemSensor",
        "SmokeSensor/SmokeSensor",
        "checkEventTrigger(p1)",
        "SmokeState=notDetected io:MaintenanceRadioPartBatteryState=normal "
        "io:MaintenanceSensorPartBatteryState=normal",
    ),
    Model.of(
        "io:StackComponent",
        "ProtocolGateway/IOStack",
        "advancedSomfyDiscover(p1) discover1WayController(*p1,*p2) discoverActuators(p1) "
        "discoverSensors(p1) discoverSomfyUnsetActuators joinNetwork resetNetworkSecurity "
        "shareNetwork",
        "",
    ),
    Model.of(
        "io:TemperatureIOSystemSensor",
        "TemperatureSensor/TemperatureSensor",
        "",
        "TemperatureState=17.8",
        "MeasuredValueType=core:TemperatureInCelcius",
    ),
    Model.of(
        "io:TemperatureInCelciusIOSystemDeviceSensor",
        "TemperatureSensor/TemperatureSensor",
        "",
        "TemperatureState=15.39",
        "MeasuredValueType=core:TemperatureInCelcius",
    ),
    Model.of(
        "io:RollerShutterUnoIOComponent",
        "RollerShutter/PositionableRollerShutterUno",
        "close down my open setClosure(p1) stop up",
        "ClosureState=124 Memorized1PositionState=105 OpenClosedState TargetClosureState=0",
    ),
    Model.of(
        "io:HorizontalAwningUnoIOComponent",
        "Awning/PositionableHorizontalAwningUno",
        "close deploy down my open setDeployment(p1) stop undeploy up",
        "DeploymentState=124 Memorized1PositionState=105 OpenClosedState TargetClosureState=0",
    ),
    Model.of(
        "io:DynamicExteriorVenetianBlindIOComponent",
        "ExteriorVenetianBlind/DynamicExteriorVenetianBlind",
        "close down my open setClosure(p1) setClosureAndOrientation(p1,p2) "
        "setMemorized1Position(p1) setOrientation(p1) stop tiltDown tiltUp up",
        "ClosureState=108 Memorized1OrientationState Memorized1PositionState=86 MovingState "
        "OpenClosedState SlateOrientationState TargetClosureState=86",
    ),
    Model.of(
        "io:TiltOnlyVenetianBlindIOComponent",
        "VenetianBlind/TiltOnlyVenetianBlind",
        "close open stop tiltNegative(p1,*p2) tiltPositive(p1,*p2)",
        "OpenClosedState",
    ),
    Model.of(
        "io:PartialGarageOpenerIOComponent",
        "GarageDoor/PositionableGarageDoorWithPartialPosition",
        "close open partialPosition setClosure(p1) stop",
        "ClosureState=100 OpenClosedPartialState=closed",
    ),
    Model.of("io:WindIOSystemDeviceSensor", "WindSensor/WindSpeedSensor", "", "WindSpeedState"),
    Model.of("io:SunIOSystemDeviceSensor", "SunSensor/SunEnergySensor", "", "SunEnergyState"),
    Model.of("io:RainIOSystemDeviceSensor", "RainSensor/RainSensor", "", "RainState"),
    Model.of(
        "io:PowerIOSystemDeviceSensor",
        "ElectricitySensor/ElectricPowerSensor",
        "",
        "ElectricPowerConsumptionState",
        "MeasuredValueType=core:ElectricalPowerInW",
    ),
    Model.of(
        "io:WaterConsumptionIOSystemDeviceSensor",
        "ConsumptionSensor/WaterConsumptionSensor",
        "",
        "WaterConsumptionState",
    ),
    Model.of(
        "io:GasConsumptionIOSystemDeviceSensor",
        "ConsumptionSensor/GasConsumptionSensor",
        "",
        "GasConsumptionState",
    ),
    Model.of(
        "io:ThreeWayHandleIOSystemDeviceSensor",
        "ContactSensor/ThreeWayWindowHandle",
        "",
        "ThreeWayHandleDirectionState BatteryLevelState=?",
    ),
)
