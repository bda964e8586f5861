"""Home Assistant as `hass` starts it, with discovery by mDNS on the loopback interface only.

Nothing is sent to the machine's network, and nothing of it is discovered. What is found is offered to
Gatehouse alone, lest core's `overkiz` offers the same boxes. Run by `python -P`, as a script.
"""

import sys
from typing import Any
from unittest.mock import patch

from homeassistant.__main__ import main
from homeassistant.components import zeroconf
from homeassistant.core import HomeAssistant
from homeassistant.loader import ZeroconfMatcher, async_get_zeroconf
from zeroconf import IPVersion


def _loopback_only(_hass: HomeAssistant) -> dict[str, Any]:
    return {"interfaces": ["127.0.0.1"], "ip_version": IPVersion.V4Only}


async def _gatehouse_only(hass: HomeAssistant) -> dict[str, list[ZeroconfMatcher]]:
    types = await async_get_zeroconf(hass)
    ours = {
        service_type: [matcher for matcher in matchers if matcher["domain"] == "gatehouse"]
        for service_type, matchers in types.items()
    }
    return {service_type: matchers for service_type, matchers in ours.items() if matchers}


if __name__ == "__main__":
    with (
        patch.object(zeroconf, "_async_get_zc_args", _loopback_only),
        patch.object(zeroconf, "async_get_zeroconf", _gatehouse_only),
    ):
        sys.exit(main())
