"""The error answers of the local API, word for word."""

from http import HTTPStatus


class ApiError(Exception):
    """An answer with `error` and `errorCode`."""

    def __init__(
        self, error: str | None, code: str = "UNSPECIFIED_ERROR", status: int = HTTPStatus.BAD_REQUEST
    ) -> None:
        """Keep what will be answered."""
        super().__init__(error)
        self.error, self.code, self.status = error, code, status


def missing_token() -> ApiError:
    """Return the answer to a request without Authorization header."""
    return ApiError("Missing authorization token.", "RESOURCE_ACCESS_DENIED", HTTPStatus.UNAUTHORIZED)


def not_authenticated() -> ApiError:
    """Return the answer to a wrong or revoked token."""
    return ApiError("Not authenticated.", "RESOURCE_ACCESS_DENIED", HTTPStatus.UNAUTHORIZED)


def unknown_object() -> ApiError:
    """Return the answer to any other path or method."""
    return ApiError("Unknown object.")


def no_listener() -> ApiError:
    """Return the answer to a fetch with an unknown or expired listener."""
    return ApiError('"No registered event listener."')


def malformed(what: str) -> ApiError:
    """Return the answer to a missing parameter, such as `Malformed fetch id.`."""
    return ApiError(f'Malformed "{what}". (missing parameter)', "MISSING_PARAMETERS")


def bad_parameters(why: str) -> ApiError:
    """Return the answer to a parameter of the wrong type."""
    return ApiError(f'Bad parameters. ("{why}")', "INVALID_PARAMETER")


def no_such_device(url: str) -> ApiError:
    """Return the answer to a device that this box does not have."""
    return ApiError(f'No such device : "{url}"', "NO_SUCH_DEVICE")


def no_such_command(command: str) -> ApiError:
    """Return the answer to a command that the device does not have."""
    return ApiError(f"No such command : {command}", "UNSUPPORTED_OPERATION")


def foreign_gateway(pin: str) -> ApiError:
    """Return the answer to a device of another box."""
    return ApiError(
        f"Unable to determine action group setup (no setup for gateway #{pin})",
        "INVALID_FIELD_VALUE",
    )


def duplicate_device(url: str) -> ApiError:
    """Return the answer to two actions on one device."""
    return ApiError(f"Another action exists on the same device : {url}", "DUPLICATE_FIELD_OR_VALUE")


def queue_full(pin: str, limit: int) -> ApiError:
    """Return the answer to an execution too many."""
    return ApiError(f"Execution queue is full on gateway: #{pin} (soft limit: {limit})", "EXEC_QUEUE_FULL")


def no_such_execution(execution_id: str) -> ApiError:
    """Return the answer some boxes give to an execution that has ended."""
    return ApiError(f'"No corresponding execId {execution_id}"')
