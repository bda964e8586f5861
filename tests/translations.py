"""Fails a test that shows a text that is missing in a language or has an unfilled placeholder.

The files are read directly, because Home Assistant replaces missing texts with the English ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
import json
from pathlib import Path
from string import Formatter
from typing import Any

from homeassistant.config_entries import (
    ConfigEntriesFlowManager,
    ConfigSubentryFlowManager,
    OptionsFlowManager,
)
from homeassistant.core import ServiceRegistry
from homeassistant.data_entry_flow import FlowManager, FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.issue_registry import IssueRegistry
import pytest

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.errors import GatehouseError

INTEGRATION = Path(__file__).parent.parent / "custom_components" / DOMAIN
LANGUAGES = tuple(sorted(path.stem for path in (INTEGRATION / "translations").glob("*.json")))


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their dotted keys."""
    return flatten(read_json(f"translations/{language}.json"))


def read_json(name: str) -> Any:
    """Read a JSON file of the integration; duplicate keys are an error."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"duplicate key in {keys}"
        return dict(pairs)

    return json.loads((INTEGRATION / name).read_text(encoding="utf-8"), object_pairs_hook=unique)


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the leaves of a tree by their dotted keys."""
    leaves: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            leaves |= flatten(value, f"{prefix}{key}.")
        else:
            leaves[prefix + key] = value
    return leaves


def placeholders_of(text: str) -> set[str]:
    """Return the names of a text's placeholders."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


class Checker:
    """Looks up the texts that are shown and collects problems."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def has(self, key: str) -> bool:
        """Return whether any language has a text."""
        return any(key in texts(language) for language in LANGUAGES)

    def check(self, key: str, placeholders: Iterable[str] | None = ()) -> None:
        """Check that a text exists in each language, with no unfilled placeholder."""
        for language in LANGUAGES:
            text = texts(language).get(key)
            if text is None:
                self.problems.append(f"{language}: {key} is missing")
            elif unfilled := placeholders_of(text) - set(placeholders or ()):
                self.problems.append(f"{language}: {key} leaves {sorted(unfilled)} unfilled")

    def check_flow(self, prefix: str, result: Mapping[str, Any]) -> None:
        """Check the texts of one step of a flow."""
        placeholders = result.get("description_placeholders")
        match result["type"]:
            case FlowResultType.FORM:
                step = f"{prefix}.step.{result['step_id']}"
                self._check_step(step, placeholders)
                schema = result["data_schema"]
                for field in schema.schema if schema is not None else ():
                    self.check(f"{step}.data.{field}", placeholders)
                    self.check(f"{step}.data_description.{field}", placeholders)
                for error in (result["errors"] or {}).values():
                    self.check(f"{prefix}.error.{error}", placeholders)
            case FlowResultType.MENU:
                step = f"{prefix}.step.{result['step_id']}"
                self._check_step(step, placeholders)
                for option in result["menu_options"]:
                    self.check(f"{step}.menu_options.{option}", placeholders)
            case FlowResultType.SHOW_PROGRESS:
                self.check(f"{prefix}.step.{result['step_id']}.title", placeholders)
                self.check(f"{prefix}.progress.{result['progress_action']}", placeholders)
            case FlowResultType.ABORT if result.get("translation_domain", DOMAIN) == DOMAIN:
                self.check(f"{prefix}.abort.{result['reason']}", placeholders)

    def _check_step(self, step: str, placeholders: Iterable[str] | None) -> None:
        self.check(f"{step}.title", placeholders)
        if self.has(f"{step}.description"):
            self.check(f"{step}.description", placeholders)

    def check_issue(self, key: str, placeholders: Iterable[str] | None) -> None:
        """Check the texts of an issue: its description or its repair flow."""
        self.check(f"issues.{key}.title", placeholders)
        if not any(name.startswith(f"issues.{key}.fix_flow.") for name in texts(LANGUAGES[0])):
            self.check(f"issues.{key}.description", placeholders)


@pytest.fixture(autouse=True)
def check_translations(monkeypatch: pytest.MonkeyPatch) -> Iterator[Checker]:
    """Check all texts that are shown while a test runs."""
    checker = Checker()
    _watch_flows(checker, monkeypatch)
    _watch_issues(checker, monkeypatch)
    _watch_actions(checker, monkeypatch)
    _watch_errors(checker, monkeypatch)
    yield checker
    assert not checker.problems, "\n".join(dict.fromkeys(checker.problems))


def _watch_flows(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    original = FlowManager._async_handle_step

    async def handle_step(self: FlowManager[Any, Any, Any], flow: Any, *args: Any) -> Any:
        result = await original(self, flow, *args)
        if (prefix := _prefix(self, flow)) is not None:
            checker.check_flow(prefix, result)
            if names := flow.context.get("title_placeholders"):
                checker.check("config.flow_title", names)
        return result

    monkeypatch.setattr(FlowManager, "_async_handle_step", handle_step)


def _prefix(manager: FlowManager[Any, Any, Any], flow: Any) -> str | None:
    """Return the section with the texts of a flow, or None for a flow of another integration."""
    if isinstance(manager, ConfigEntriesFlowManager):
        return "config" if flow.handler == DOMAIN else None
    if isinstance(manager, ConfigSubentryFlowManager):
        entry_id, subentry_type = flow.handler
        entry = manager.hass.config_entries.async_get_known_entry(entry_id)
        return f"config_subentries.{subentry_type}" if entry.domain == DOMAIN else None
    if isinstance(manager, OptionsFlowManager):
        entry = manager.hass.config_entries.async_get_known_entry(flow.handler)
        return "options" if entry.domain == DOMAIN else None
    if flow.handler == DOMAIN and "issue_id" in flow.context:
        issue_id = flow.context["issue_id"]
        keys = {key.split(".")[1] for key in texts(LANGUAGES[0]) if key.startswith("issues.")}
        key = max((key for key in keys if issue_id.startswith(key)), key=len, default=issue_id)
        return f"issues.{key}.fix_flow"
    return None


def _watch_issues(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    original = IssueRegistry.async_get_or_create

    def get_or_create(self: IssueRegistry, domain: str, issue_id: str, **issue: Any) -> Any:
        if domain == DOMAIN:
            checker.check_issue(issue["translation_key"], issue.get("translation_placeholders"))
        return original(self, domain, issue_id, **issue)

    monkeypatch.setattr(IssueRegistry, "async_get_or_create", get_or_create)


def _watch_actions(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[..., Any] = ServiceRegistry.async_call

    async def call(
        self: ServiceRegistry,
        domain: str,
        service: str,
        service_data: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        if domain == DOMAIN:
            checker.check(f"services.{service}.name")
            checker.check(f"services.{service}.description")
            for field in set(service_data or ()) - {"entity_id", "device_id", "area_id", "label_id"}:
                checker.check(f"services.{service}.fields.{field}.name")
                checker.check(f"services.{service}.fields.{field}.description")
        try:
            return await original(self, domain, service, service_data, *args, **kwargs)
        except GatehouseError as error:
            checker.check(f"exceptions.{error.key}.message", error.placeholders)
            raise

    monkeypatch.setattr(ServiceRegistry, "async_call", call)


def _watch_errors(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    original = HomeAssistantError.__init__

    def initialize(self: HomeAssistantError, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        # A GatehouseError may belong to a form; it is checked when it is shown.
        if self.translation_domain == DOMAIN and not isinstance(self, GatehouseError):
            checker.check(f"exceptions.{self.translation_key}.message", self.translation_placeholders)

    monkeypatch.setattr(HomeAssistantError, "__init__", initialize)
