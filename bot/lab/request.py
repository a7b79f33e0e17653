"""The body of a request, as the lab room sends it."""

import json

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """A body to send: its fields are the vendor's own names; what is None stays out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_bytes(self) -> bytes:
        """The same bytes for the same values, always: a repeated request must not differ from the first."""
        return json_bytes(self.model_dump(exclude_none=True))


def json_bytes(value: object) -> bytes:
    """JSON without spaces and escapes. Raises `ValueError` for what is no JSON number."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
