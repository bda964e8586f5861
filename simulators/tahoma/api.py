"""The local HTTP API of a box: paths, tokens, validation and responses."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
import uuid

from aiohttp import web
import orjson

from . import errors
from .executions import Action, Command
from .quirks import WhenFull

if TYPE_CHECKING:
    from .box import TahomaBox
    from .device import Device

ROOT = "/enduser-mobile-web/1/enduserAPI"
PROTOCOL_VERSION = "2022.1.3-1"
BODY = web.RequestKey("body", object)
NO_TOKEN_NEEDED = "/apiVersion"  # noqa: S105  # a path
HEADERS = {
    "Server": "KizOs",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization",
}
QUEUE_POLL_INTERVAL = 1.0  # simulated seconds

type Endpoint = Callable[[web.Request], Awaitable[Any]]


class LocalApi:
    """Handles the requests to one box."""

    def __init__(self, box: TahomaBox) -> None:
        """Initialize the API of a box."""
        self._box = box

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(middlewares=[self._handle])
        routes: list[tuple[str, str, Endpoint]] = [
            ("GET", "/apiVersion", self._api_version),
            ("POST", "/events/register", self._register),
            ("POST", "/events/{listener:[^/]*}/fetch", self._fetch),
            ("POST", "/events/{listener:[^/]*}/unregister", self._unregister),
            ("GET", "/setup", self._setup),
            ("GET", "/setup/gateways", self._gateways),
            ("GET", "/setup/devices", self._devices),
            ("GET", "/setup/devices/{url}", self._device),
            ("GET", "/setup/devices/{url}/states", self._states),
            ("GET", "/setup/devices/{url}/states/{name}", self._state),
            ("GET", "/setup/devices/controllables/{name}", self._controllables),
            ("GET", "/actionGroups", self._action_groups),
            ("POST", "/exec/apply", self._apply),
            ("POST", "/exec/{oid}", self._execute_scenario),
            ("GET", "/exec/current", self._executions),
            ("GET", "/exec/current/{id:[^/]*}", self._execution),
            ("DELETE", "/exec/current/setup", self._cancel_all),
            ("DELETE", "/exec/current/setup/{id:[^/]*}", self._cancel),
        ]
        for method, path, endpoint in routes:
            app.router.add_route(method, ROOT + path, _json_handler(endpoint))
        return app

    @web.middleware
    async def _handle(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Apply the faults, check the token, convert errors to responses and record the request."""
        path = request.rel_url.raw_path.removeprefix(ROOT)
        body = _parse(await request.read())

        async def authorized(request: web.Request) -> web.Response:
            self._authorize(path, request)
            try:
                response = await handler(request)
            except web.HTTPException as error:
                raise errors.unknown_object() from error
            assert isinstance(response, web.Response)  # noqa: S101  # every endpoint returns one
            return response

        time = self._box.clock.now()
        request[BODY] = body
        try:
            response = await self._box.faults.wrap(path, authorized)(request)
        except errors.ApiError as error:
            response = self._error_response(error)
        response.headers.update(HEADERS)
        if self._box.quirks.connection_close:
            response.force_close()
        self._box.record_request(time, request.method, path, response.status, body)
        return response

    def _authorize(self, path: str, request: web.Request) -> None:
        if path == NO_TOKEN_NEEDED:
            return
        header = request.headers.get("Authorization")
        if header is None:
            raise errors.missing_token()
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or token not in self._box.tokens:
            raise errors.not_authenticated()

    def _error_response(self, error: errors.ApiError) -> web.Response:
        message = error.error
        if message is not None and self._box.quirks.doubly_quoted_errors and message[:1] != '"':
            message = f'"{message}"'
        return _json({"error": message, "errorCode": error.code}, error.status)

    async def _api_version(self, _: web.Request) -> Any:
        return {"protocolVersion": PROTOCOL_VERSION}

    async def _register(self, _: web.Request) -> Any:
        return {"id": self._box.listeners.register()}

    async def _fetch(self, request: web.Request) -> Any:
        listener = request.match_info["listener"]
        try:
            uuid.UUID(listener)
        except ValueError:
            raise errors.malformed("Malformed fetch id.") from None
        events = self._box.listeners.fetch(listener)
        if events is None:
            raise errors.no_listener()
        return events

    async def _unregister(self, request: web.Request) -> Any:
        self._box.listeners.pop(request.match_info["listener"], None)
        return []

    async def _setup(self, request: web.Request) -> Any:
        return {"gateways": await self._gateways(request), "devices": await self._devices(request)}

    async def _gateways(self, _: web.Request) -> Any:
        connectivity = {"status": "OK", "protocolVersion": self._box.firmware}
        return [{"gatewayId": self._box.pin, "connectivity": connectivity}]

    async def _devices(self, _: web.Request) -> Any:
        home = self._box.home
        return self._box.serializer.devices(home.devices.values(), home.known_labels)

    async def _device(self, request: web.Request) -> Any:
        device = self._find(request.match_info["url"])
        return self._box.serializer.device(device, self._box.home.known_labels[device.url])

    async def _states(self, request: web.Request) -> Any:
        return self._box.serializer.states(self._find(request.match_info["url"]).states)

    async def _state(self, request: web.Request) -> Any:
        states = self._find(request.match_info["url"]).states
        name = request.match_info["name"]
        if name not in states:
            raise errors.malformed("Malformed devices states")
        return self._box.serializer.state(name, states[name])

    async def _controllables(self, request: web.Request) -> Any:
        return [device.url for device in self._box.home.all(request.match_info["name"])]

    async def _action_groups(self, _: web.Request) -> Any:
        if not self._box.quirks.action_groups:
            raise errors.unknown_object()
        return self._box.home.scenarios

    async def _apply(self, request: web.Request) -> Any:
        label, actions = self._actions(request[BODY])
        quirks, executions = self._box.quirks, self._box.executions
        if quirks.when_full is WhenFull.ERROR and executions.is_full:
            raise errors.queue_full(self._box.pin, quirks.max_executions)
        while quirks.when_full is WhenFull.SLOW and executions.is_full:
            await self._box.clock.sleep(QUEUE_POLL_INTERVAL)
        return {"execId": executions.run(label, actions)}

    async def _execute_scenario(self, _: web.Request) -> Any:
        return {"execId": str(uuid.uuid4())}

    async def _executions(self, _: web.Request) -> Any:
        return [execution.as_json() for execution in self._box.executions.values()]

    async def _execution(self, request: web.Request) -> Any:
        execution = self._box.executions.get(_execution_id(request))
        return execution.as_json() if execution else self._no_execution(request)

    async def _cancel_all(self, _: web.Request) -> Any:
        for execution_id in list(self._box.executions):
            self._box.executions.cancel(execution_id)
        return self._box.serializer.empty_table()

    async def _cancel(self, request: web.Request) -> Any:
        if self._box.executions.cancel(_execution_id(request)):
            return self._box.serializer.empty_table()
        return self._no_execution(request)

    def _no_execution(self, request: web.Request) -> Any:
        if self._box.quirks.unknown_execution_is_error:
            raise errors.no_such_execution(_execution_id(request))
        return self._box.serializer.empty_table()

    def _find(self, url: str) -> Device:
        device = self._box.home.devices.get(url)
        if device is None:
            raise errors.no_such_device(url)
        return device

    def _actions(self, body: Any) -> tuple[str, list[Action]]:
        """Validate an action group like the box does; return its label and actions."""
        if not isinstance(body, dict) or "actions" not in body:
            raise errors.malformed("Malformed action group")
        if not isinstance(body["actions"], list):
            raise errors.bad_parameters("actions is not a table")
        actions: dict[str, Action] = {}
        for data in body["actions"]:
            action = self._action(data)
            if action.device.url in actions:
                raise errors.duplicate_device(action.device.url)
            actions[action.device.url] = action
        return str(body.get("label", "")), list(actions.values())

    def _action(self, data: Any) -> Action:
        match data:
            case {"deviceURL": str(url), "commands": list(commands)}:
                _, _, path = url.partition("://")
                pin = path.partition("/")[0]
                if pin != self._box.pin:
                    raise errors.other_gateway(pin)
                device = self._find(url)
                return Action(device, [_command(device, command) for command in commands])
            case _:
                raise errors.malformed("Malformed action group")


def _command(device: Device, data: Any) -> Command:
    match data:
        case {"name": str(name)}:
            parameters = data.get("parameters")
        case _:
            raise errors.malformed("Malformed action group")
    if not device.model or name not in device.model.commands:
        raise errors.no_such_command(name)
    if not isinstance(parameters, list | None):
        raise errors.bad_parameters("parameters is not a table")
    count = len(parameters or ())
    if not device.model.mandatory_parameters(name) <= count <= len(device.model.commands[name]):
        raise errors.bad_parameters('"message"')
    return Command(name, parameters)


def _execution_id(request: web.Request) -> str:
    execution_id = request.match_info["id"]
    if not execution_id:
        raise errors.malformed("Missing execution id")
    return execution_id


def _json_handler(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        return _json(await endpoint(request))

    return handler


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")


def _parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
