"""The configuration directory of a Home Assistant that listens on the loopback interface only."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any

from .processes import REPOSITORY


def prepare(directory: Path, configuration: str, port: int, *, mdns: bool = True) -> None:
    """Create or update a configuration directory.

    Without `mdns`, no network adapter is enabled, so that Home Assistant neither announces nor
    discovers anything.
    """
    components = directory / "custom_components"
    components.mkdir(parents=True, exist_ok=True)
    (directory / "configuration.yaml").write_text(configuration, encoding="utf-8")
    # Written by the automation editor.
    (directory / "automations.yaml").touch()
    link = components / "gatehouse"
    if not link.is_symlink():
        integration = REPOSITORY / "custom_components" / "gatehouse"
        link.symlink_to(integration.relative_to(components.resolve(), walk_up=True))
    # HTTP settings in YAML would have to be confirmed in a dialog, and are reverted after five minutes.
    http = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-11-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    http_store = {"stable": http, "pending": None, "yaml_migration_done": True}
    _store(directory, "http", http_store, version=(2, 2))
    # All steps except the owner, who is created by REST. The step "core_config" sets up integrations
    # that access the internet.
    _store(directory, "onboarding", {"done": ["core_config", "analytics", "integration"]}, version=(4, 1))
    if not mdns:
        _store(directory, "core.network", {"configured_adapters": ["lo", "lo0"]}, version=(1, 1))


def _store(directory: Path, key: str, data: Mapping[str, Any], version: tuple[int, int]) -> None:
    file = directory / ".storage" / key
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        major, minor = version
        content = {"version": major, "minor_version": minor, "key": key, "data": data}
        file.write_text(json.dumps(content, indent=2), encoding="utf-8")
