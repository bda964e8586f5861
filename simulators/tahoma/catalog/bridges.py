"""The Zigbee stack and the bridges to other systems, which most boxes list even if unused."""

from .model import Model

MODELS = (
    Model.of(
        "zigbee:StackV3Component",
        "ProtocolGateway/ZigbeeStack",
        "bind(p1,p2) bindingNetwork closeNetwork closeNetworkManagement openNetwork(p1) "
        "openNetworkManagement openNetworkWithCommissioningManagement refreshNetwork unbind(p1,p2)",
        "",
    ),
    Model.of(
        "zigbee:TransceiverV3_0Component",
        "ProtocolGateway/ZigbeeStack",
        "",
        "",
    ),
    Model.of(
        "zigbee:ZigbeeNetworkNode",
        "NetworkComponent/ZigbeeNetwork",
        "leaveNetwork refreshBindingTable refreshNeighborTable refreshRoutingTable",
        "",
    ),
    Model.of(
        "ogp:Bridge",
        "ProtocolGateway/DynamicBridge",
        "sendPrivate(p1) setName(p1) identify discover reset",
        "AvailabilityState=true StatusState=true core:Private10State=?",
        "Technology=Sonos ManufacturerReference=OGP",
        signatures=False,
    ),
)
