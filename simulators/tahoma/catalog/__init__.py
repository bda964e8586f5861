"""The device models of a box, by controllable name."""

from . import bridges, internal, io, rtd, rts
from .model import Model

CATALOG: dict[str, Model] = {
    model.controllable: model for protocol in (internal, io, rts, rtd, bridges) for model in protocol.MODELS
}

__all__ = ["CATALOG", "Model"]
