"""Why the Telegram stand-in refuses a call, in the words and numbers of the real server."""

from collections.abc import Mapping


class Refused(Exception):
    """An answer with `ok` false. `description` is without the prefix that follows from the code."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = f"{_PREFIXES[code]}: {description}" if code in _PREFIXES else description
        self.parameters = dict(parameters or {})


_PREFIXES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}


def bad_request(description: str) -> Refused:
    return Refused(400, description)


def forbidden(description: str) -> Refused:
    return Refused(403, description)


def too_many_requests(retry_after: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
