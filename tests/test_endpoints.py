"""Tests of the replacement of endpoints."""

import json
from pathlib import Path

import pytest

from custom_components.gatehouse.endpoints import VARIABLE, endpoint, endpoint_file


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert endpoint("tahoma", "cloud", "https://default") == "https://default"
    assert endpoint_file("tahoma", "ca") is None


def test_overrides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "endpoints.json"
    file.write_text(json.dumps({"tahoma": {"cloud": "http://127.0.0.1:1", "ca": "root.pem"}}))
    monkeypatch.setenv(VARIABLE, str(file))
    assert endpoint("tahoma", "cloud", "https://default") == "http://127.0.0.1:1"
    assert endpoint("the_keys", "cloud", "https://default") == "https://default"
    assert endpoint_file("tahoma", "ca") == tmp_path / "root.pem"
