"""Run Home Assistant like `hass`, with mDNS on the loopback interface only.

Nothing on the network is discovered. Only Gatehouse gets discovery flows; otherwise the `overkiz`
integration of Home Assistant Core would discover the same boxes. Run as a script with `python -P`.
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
    all_matchers = await async_get_zeroconf(hass)
    gatehouse_matchers = {
        service_type: [matcher for matcher in matchers if matcher["domain"] == "gatehouse"]
        for service_type, matchers in all_matchers.items()
    }
    return {service_type: matchers for service_type, matchers in gatehouse_matchers.items() if matchers}


if __name__ == "__main__":
    with (
        patch.object(zeroconf, "_async_get_zc_args", _loopback_only),
        patch.object(zeroconf, "async_get_zeroconf", _gatehouse_only),
    ):
        sys.exit(main())
