"""The components of the box itself."""

from .model import Model

MODELS = (
    Model.of(
        "internal:TSKAlarmComponent",
        "Alarm/TSKAlarmController",
        "alarmOff alarmOn alarmPartial1 alarmPartial2 arm disarm off on refreshAlarmDelay "
        "refreshCurrentAlarmMode refreshIntrusionDetected setAlarmDelay(p1) setIntrusionDetected(p1) "
        "setTargetAlarmMode(p1)",
        "internal:AlarmDelayState=30 internal:CurrentAlarmModeState=off "
        "internal:IntrusionDetectedState=notDetected internal:TargetAlarmModeState=off",
    ),
    Model.of(
        "internal:TSKDockComponent",
        "Dock/Dock",
        "blinkModemLed(p1,*p2) increasingFrequencyBip(p1,p2) longBip(p1) rebootModem "
        "refreshAirplaneMode refreshBatteryLevel refreshBatteryStatus refreshGPRSRegistration "
        "refreshGSMRegistration refreshOperatorConfig refreshOperatorName refreshRSSILevel "
        "refreshSIMCardStatus refreshSirenStatus setAirplaneMode(p1) setLightingLedModemMode(p1) "
        "setModemLedOff setModemLedOn setOperatorConfig(p1) setSIMPinCode(p1) "
        "setSirenStatus(p1,p2,*p3,*p4) shortBip(p1) siren(p1) stopBlinkModemLed",
        "AirplaneModeState BatteryLevelState internal:BatteryStatusState GPRSRegistrationState "
        "GSMRegistrationState LastConnectivitySwitchState internal:LightingLedModemModeState "
        "ProviderNameState SIMCardActivationState SIMCardConnectivityState SIMCardStatusState "
        "internal:SirenStatusState",
    ),
    Model.of(
        "internal:PodComponent",
        "Pod/Pod",
        "refreshPodMode",
        "",
    ),
    Model.of(
        "internal:PodMiniComponent",
        "Pod/Pod",
        "activateCalendar deactivateCalendar refreshPodMode refreshUpdateStatus setCalendar(p1) "
        "setCountryCode(p1) setLightingLedPodMode(p1) setPodLedOff setPodLedOn update",
        "ConnectivityState=online CountryCodeState=FR internal:LastActionConfigButtonState=longPress "
        "internal:LightingLedPodModeState=1.0 internal:LocalAccessProofState "
        "LocalIPv4AddressState=192.168.0.42",
    ),
    Model.of(
        "internal:PodV2Component",
        "Pod/Pod",
        "activateCalendar deactivateCalendar refreshBatteryStatus refreshPodMode refreshUpdateStatus "
        "setCalendar(p1) setCountryCode(p1) setLightingLedPodMode(p1) setPodLedOff setPodLedOn update",
        "internal:BatteryStatusState=no ConnectivityState=online CountryCodeState=FR "
        "CyclicButtonState=pressed internal:LightingLedPodModeState=0.0 "
        "internal:LocalAccessProofState LocalIPv4AddressState=192.168.1.100",
    ),
    Model.of(
        "internal:UPodComponent",
        "Pod/Pod",
        "",
        "",
    ),
    Model.of(
        "internal:UPodNetWorkComponent",
        "Pod/Pod",
        "",
        "RSSIQualityState",
    ),
    Model.of(
        "internal:PodV3Component",
        "Pod/Pod",
        "activateCalendar deactivateCalendar refreshPodMode refreshUpdateStatus setCalendar(p1) "
        "setCountryCode(p1) setLightingLedPodMode(p1) setPodLedOff setPodLedOn update",
        "internal:Button1State=stop internal:Button2State internal:Button3State=pressed "
        "ConnectivityState=online CountryCodeState=FR internal:LightingLedPodModeState=1.0 "
        "internal:LocalAccessProofState LocalIPv4AddressState=192.168.1.129",
    ),
    Model.of(
        "internal:PodV3RDComponent",
        "Pod/Pod",
        "activateCalendar deactivateCalendar refreshPodMode refreshUpdateStatus setCalendar(p1) "
        "setCountryCode(p1) setLightingLedPodMode(p1) setPodLedOff setPodLedOn update",
        "ConnectivityState CountryCodeState internal:LightingLedPodModeState "
        "internal:LocalAccessProofState LocalIPv4AddressState",
    ),
    Model.of(
        "internal:MultiGatewayComponent",
        "Pod/MultiGateway",
        "restart",
        "ErrorState ListeningState ReceivedPingsState ReceivedPongsState",
    ),
    Model.of(
        "internal:WifiComponent",
        "Wifi/Wifi",
        "clearCredentials setTargetInfraConfig(p1,p2) setWifiMode(p1)",
        "internal:CurrentInfraConfigState=<ssid> internal:SignalStrengthState=83 "
        "internal:WifiModeState=infrastructure",
    ),
)
