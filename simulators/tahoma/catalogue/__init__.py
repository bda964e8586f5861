"""The device models that a box may have, by controllable name."""

from . import bridges, internal, io, rtd, rts
from .model import Model

CATALOGUE: dict[str, Model] = {
    model.controllable: model for protocol in (internal, io, rts, rtd, bridges) for model in protocol.MODELS
}

__all__ = ["CATALOGUE", "Model"]
