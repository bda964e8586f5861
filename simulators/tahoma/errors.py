"""The error responses of the local API, with the exact messages of the vendor."""

from http import HTTPStatus


class ApiError(Exception):
    """An error response with `error` and `errorCode`."""

    def __init__(
        self, error: str | None, code: str = "UNSPECIFIED_ERROR", status: int = HTTPStatus.BAD_REQUEST
    ) -> None:
        """Initialize the error."""
        super().__init__(error)
        self.error, self.code, self.status = error, code, status


def missing_token() -> ApiError:
    """Return the error for a request without an Authorization header."""
    return ApiError("Missing authorization token.", "RESOURCE_ACCESS_DENIED", HTTPStatus.UNAUTHORIZED)


def not_authenticated() -> ApiError:
    """Return the error for an invalid or revoked token."""
    return ApiError("Not authenticated.", "RESOURCE_ACCESS_DENIED", HTTPStatus.UNAUTHORIZED)


def unknown_object() -> ApiError:
    """Return the error for an unknown path or method."""
    return ApiError("Unknown object.")


def no_listener() -> ApiError:
    """Return the error for a fetch with an unknown or expired listener."""
    return ApiError('"No registered event listener."')


def malformed(what: str) -> ApiError:
    """Return the error for a missing parameter; `what` is such as `Malformed fetch id.`."""
    return ApiError(f'Malformed "{what}". (missing parameter)', "MISSING_PARAMETERS")


def bad_parameters(reason: str) -> ApiError:
    """Return the error for a parameter of the wrong type."""
    return ApiError(f'Bad parameters. ("{reason}")', "INVALID_PARAMETER")


def no_such_device(url: str) -> ApiError:
    """Return the error for a device that the box does not have."""
    return ApiError(f'No such device : "{url}"', "NO_SUCH_DEVICE")


def no_such_command(command: str) -> ApiError:
    """Return the error for a command that the device does not have."""
    return ApiError(f"No such command : {command}", "UNSUPPORTED_OPERATION")


def other_gateway(pin: str) -> ApiError:
    """Return the error for a device of another box."""
    return ApiError(
        f"Unable to determine action group setup (no setup for gateway #{pin})",
        "INVALID_FIELD_VALUE",
    )


def duplicate_device(url: str) -> ApiError:
    """Return the error for two actions on the same device."""
    return ApiError(f"Another action exists on the same device : {url}", "DUPLICATE_FIELD_OR_VALUE")


def queue_full(pin: str, limit: int) -> ApiError:
    """Return the error for an execution beyond the limit."""
    return ApiError(f"Execution queue is full on gateway: #{pin} (soft limit: {limit})", "EXEC_QUEUE_FULL")


def no_such_execution(execution_id: str) -> ApiError:
    """Return the error of some boxes for an execution that is not running."""
    return ApiError(f'"No corresponding execId {execution_id}"')
