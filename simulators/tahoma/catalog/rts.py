"""One-way RTS devices: they have no states, and their commands take an optional duration in seconds."""

from .model import Model

MODELS = (
    Model.of(
        "rts:HorizontalAwningRTSComponent",
        "Awning/UpDownHorizontalAwning",
        "close(*p1) deploy(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) undeploy(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:CurtainRTSComponent",
        "Curtain/UpDownCurtain",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:ExteriorHeatingRTSComponent",
        "ExteriorHeatingSystem/StatelessExteriorHeating",
        "down(*p1) my(*p1) off on onWithTimer(p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:ExteriorBlindRTSComponent",
        "ExteriorScreen/UpDownExteriorScreen",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:ExteriorVenetianBlindRTSComponent",
        "ExteriorVenetianBlind/UpDownExteriorVenetianBlind",
        "close(*p1) down(*p1) moveOf(p1,*p2) my(*p1) open(*p1) stop(*p1) tiltNegative(p1,*p2) "
        "tiltPositive(p1,*p2) up(*p1)",
        "",
    ),
    Model.of(
        "rts:GarageDoorRTSComponent",
        "GarageDoor/UpDownGarageDoor",
        "close(*p1) down(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:SlidingGarageDoorWithPedestrianPositionRTSComponent",
        "GarageDoor/OpenCloseSlidingGarageDoorWithPedestrianPosition",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:GarageDoor4TRTSComponent",
        "GarageDoor/UpDownGarageDoor4T",
        "cycle(*p1)",
        "",
    ),
    Model.of(
        "rts:GateOpenerRTSComponent",
        "Gate/OpenCloseGate",
        "close(*p1) down(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:GateOpenerWithPedestrianPositionRTSComponent",
        "Gate/OpenCloseGateWithPedestrianPosition",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:GateOpenerRTS4TComponent",
        "Gate/OpenCloseGate4T",
        "cycle(*p1)",
        "",
    ),
    Model.of(
        "rts:GenericRTSComponent",
        "Generic/RTSGeneric",
        "down(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:Generic4TRTSComponent",
        "Generic/RTSGeneric4T",
        "cycle(*p1)",
        "",
    ),
    Model.of(
        "rts:UnknowRTSComponent",
        "Generic/RTSGeneric",
        "",
        "",
    ),
    Model.of(
        "rts:ThermostatRTSComponent",
        "HeatingSystem/RTSThermostat",
        "autoMode comfortMode down ecoMode freezeProtectionMode stop up",
        "",
    ),
    Model.of(
        "rts:LightRTSComponent",
        "Light/OnOffLight",
        "down(*p1) my(*p1) myWithTimer(p1) off on onWithTimer(p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:DimmableLightRTSComponent",
        "Light/DimmerOnOffLight",
        "down(*p1) my(*p1) off on onWithTimer(p1) stepNegative(p1,*p2) stepPositive(p1,*p2) stop(*p1) "
        "up(*p1)",
        "",
    ),
    Model.of(
        "rts:OnOffRTSComponent",
        "OnOff/StatelessOnOff",
        "down(*p1) off on onWithTimer(p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:BioclimaticPergolaRTSComponent",
        "Pergola/UpDownBioclimaticPergola",
        "close(*p1) down(*p1) moveOf(p1,*p2) my(*p1) open(*p1) stop(*p1) tiltNegative(p1,*p2) "
        "tiltPositive(p1,*p2) up(*p1)",
        "",
    ),
    Model.of(
        "rts:RollerShutterRTSComponent",
        "RollerShutter/UpDownRollerShutter",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:BlindRTSComponent",
        "Screen/UpDownScreen",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:ZebraBlindRTSComponent",
        "Screen/UpDownZebraScreen",
        "close(*p1) down(*p1) moveOf(p1,*p2) my(*p1) open(*p1) stop(*p1) tiltNegative(p1,*p2) "
        "tiltPositive(p1,*p2) up(*p1)",
        "",
    ),
    Model.of(
        "rts:SwingingShutterRTSComponent",
        "SwingingShutter/UpDownSwingingShutter",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:VenetianBlindRTSComponent",
        "VenetianBlind/UpDownVenetianBlind",
        "close(*p1) down(*p1) moveOf(p1,*p2) my(*p1) open(*p1) stop(*p1) tiltNegative(p1,*p2) "
        "tiltPositive(p1,*p2) up(*p1)",
        "",
    ),
    Model.of(
        "rts:WindowsOpenerRTSComponent",
        "Window/UpDownWindow",
        "close(*p1) down(*p1) my(*p1) open(*p1) stop(*p1) up(*p1)",
        "",
    ),
    Model.of(
        "rts:DualCurtainRTSComponent",
        "Curtain/UpDownDualCurtain",
        "close down my open stop up",
        "",
    ),
)
