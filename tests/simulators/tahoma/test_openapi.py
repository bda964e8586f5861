"""Validate all responses against the vendor's OpenAPI document."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
import yaml

from simulators.tahoma import Home

from .conftest import SHUTTER, Client, Connect, MakeBox

SPEC = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))
ERROR = {
    "type": "object",
    "properties": {"error": {"type": ["string", "null"]}, "errorCode": {"type": "string"}},
    "required": ["error", "errorCode"],
    "additionalProperties": False,
}


def schema(method: str, path: str, status: str = "200") -> dict[str, Any]:
    response = SPEC["paths"][path][method]["responses"][status]
    if "$ref" in response:
        response = SPEC["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return {**response["content"]["application/json"]["schema"], "components": SPEC["components"]}


async def check(client: Client, method: str, path: str, actual: str = "", json: Any = None) -> Any:
    status, data = await client.call(method.upper(), actual or path, json)
    assert status == 200, data
    jsonschema.validate(data, schema(method, path))
    return data


async def test_setup_with_all_models(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(home=Home.showcase())
    client = connect(box)
    await check(client, "get", "/apiVersion")
    await check(client, "get", "/setup/gateways")
    await check(client, "get", "/setup/devices")
    setup = await check(client, "get", "/setup")
    assert {device["deviceURL"] for device in setup["devices"]} == set(box.home.devices)
    path = "/setup/devices/controllables/{controllableName}"
    assert await check(client, "get", path, f"/setup/devices/controllables/{SHUTTER}") == [
        box.home.first(SHUTTER).url
    ]


async def test_device_and_states(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box("io:HeatingValveIOComponent")
    client = connect(box)
    for url in box.home.devices:
        device, actual = "/setup/devices/{deviceURL}", f"/setup/devices/{quote(url, safe='')}"
        assert (await check(client, "get", device, actual))["deviceURL"] == url
        for state in await check(client, "get", f"{device}/states", f"{actual}/states"):
            name = state["name"]
            assert state == await check(
                client, "get", f"{device}/states/{{name}}", f"{actual}/states/{quote(name)}"
            )


async def test_executions_and_events(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=20)
    client = connect(box)
    url = box.home.first(SHUTTER).url
    listener = (await check(client, "post", "/events/register"))["id"]
    group = {"actions": [{"deviceURL": url, "commands": [{"name": "close"}]}]}
    execution = (await check(client, "post", "/exec/apply", json=group))["execId"]
    execution_path = f"/exec/current/{execution}"
    assert (await check(client, "get", "/exec/current/{executionId}", execution_path))["id"] == execution
    assert len(await check(client, "get", "/exec/current")) == 1
    await box.clock.sleep(2)
    await check(client, "delete", "/exec/current/setup/{executionId}", f"/exec/current/setup/{execution}")
    await check(client, "delete", "/exec/current/setup")
    await box.clock.sleep(1)
    await check(client, "get", "/exec/current/{executionId}", execution_path)
    status, events = await client.call("POST", f"/events/{listener}/fetch")
    assert status == 200
    documented = [event for event in events if event["name"] != "ExecutionRegisteredEvent"]
    assert {event["name"] for event in documented} == {
        "ExecutionStateChangedEvent",
        "CommandExecutionStateChangedEvent",
        "DeviceStateChangedEvent",
    }
    # The `oneOf` alternatives in the document differ by name only, which none of them requires.
    jsonschema.validate(documented, schema("post", "/events/{listenerId}/fetch"))
    unregister = "/events/{listenerId}/unregister"
    await check(client, "post", unregister, unregister.format(listenerId=listener))


@pytest.mark.parametrize(
    ("method", "path", "body", "error", "code"),
    [
        ("GET", "/events/register", None, "Unknown object.", "UNSPECIFIED_ERROR"),
        ("GET", "/history/executions", None, "Unknown object.", "UNSPECIFIED_ERROR"),
        ("POST", "/exec/apply/highPriority", {}, "Unknown object.", "UNSPECIFIED_ERROR"),
        (
            "POST",
            "/events/a70f6d96-0a19-0483-72d9-ac5f6bd7da26/fetch",
            None,
            '"No registered event listener."',
            "UNSPECIFIED_ERROR",
        ),
        (
            "POST",
            "/events/abc/fetch",
            None,
            'Malformed "Malformed fetch id.". (missing parameter)',
            "MISSING_PARAMETERS",
        ),
        (
            "POST",
            "/exec/apply",
            None,
            'Malformed "Malformed action group". (missing parameter)',
            "MISSING_PARAMETERS",
        ),
        (
            "POST",
            "/exec/apply",
            {"actions": 5},
            'Bad parameters. ("actions is not a table")',
            "INVALID_PARAMETER",
        ),
        (
            "POST",
            "/exec/apply",
            {"actions": [{"deviceURL": "io://2001-0002-0003/1"}]},
            'Malformed "Malformed action group". (missing parameter)',
            "MISSING_PARAMETERS",
        ),
        (
            "POST",
            "/exec/apply",
            {"actions": [{"deviceURL": "io://2001-0002-0003/1", "commands": []}]},
            'No such device : "io://2001-0002-0003/1"',
            "NO_SUCH_DEVICE",
        ),
        (
            "POST",
            "/exec/apply",
            {"actions": [{"deviceURL": "io://2001-9999-9999/1", "commands": []}]},
            "Unable to determine action group setup (no setup for gateway #2001-9999-9999)",
            "INVALID_FIELD_VALUE",
        ),
        (
            "DELETE",
            "/exec/current/setup/",
            None,
            'Malformed "Missing execution id". (missing parameter)',
            "MISSING_PARAMETERS",
        ),
        (
            "GET",
            "/setup/devices/io%3A%2F%2F2001-0002-0003%2F1%231",
            None,
            'No such device : "io://2001-0002-0003/1#1"',
            "NO_SUCH_DEVICE",
        ),
    ],
)
async def test_errors(
    make_box: MakeBox, connect: Connect, method: str, path: str, body: Any, error: str, code: str
) -> None:
    box = await make_box()
    status, data = await connect(box).call(method, path, body)
    assert (status, data) == (400, {"error": error, "errorCode": code})
    jsonschema.validate(data, schema("post", "/events/{listenerId}/fetch", "400"))
    jsonschema.validate(data, ERROR)
    assert not box.sent_commands


async def test_duplicate_device(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    action = {"deviceURL": box.home.first(SHUTTER).url, "commands": [{"name": "close"}]}
    status, data = await connect(box).call("POST", "/exec/apply", {"actions": [action, action]})
    assert status == 400
    assert data["errorCode"] == "DUPLICATE_FIELD_OR_VALUE"
    assert not box.sent_commands


async def test_commands_are_validated(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    url = box.home.first(SHUTTER).url
    for command, code in (
        ({"name": "fly"}, "UNSUPPORTED_OPERATION"),
        ({"name": "setClosure"}, "INVALID_PARAMETER"),
        ({"name": "close", "parameters": [1]}, "INVALID_PARAMETER"),
        ({"name": "close", "parameters": "1"}, "INVALID_PARAMETER"),
        ({}, "MISSING_PARAMETERS"),
    ):
        group = {"actions": [{"deviceURL": url, "commands": [command]}]}
        status, data = await connect(box).call("POST", "/exec/apply", group)
        assert (status, data["errorCode"]) == (400, code)
    assert not box.sent_commands


async def test_command_definitions(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box("rts:RollerShutterRTSComponent", "io:DimmableLightIOComponent", SHUTTER)
    commands = {
        (command["commandName"], command["nparams"], command.get("paramsSig"))
        for device in await connect(box).get("/setup/devices")
        for command in device["definition"]["commands"]
    }
    assert {
        ("close", 0, "*p1"),
        ("close", 0, None),
        ("setClosure", 1, "p1"),
        ("advancedRefresh", 1, "p1,*p2"),
        ("setIntensityWithTimer", 2, "p1,p2,*p3"),
    } <= commands
