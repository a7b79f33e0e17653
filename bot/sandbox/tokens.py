"""Token pairs of the lab system: short access tokens, refresh tokens that change with every use."""

import hmac
import itertools
import secrets
from collections.abc import Callable

ACCESS_LIFE = 600
REFRESH_LIFE = 30 * 24 * 3600


class Tokens:
    """Issues and checks tokens, in seconds of `steady`.

    `keep_old_refresh`: whether a refresh token still works after it was used, which the lab does not tell.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        steady: Callable[[], float],
        *,
        life: int = ACCESS_LIFE,
        keep_old_refresh: bool = False,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._steady = steady
        self._keep_old_refresh = keep_old_refresh
        self.life = life
        self._access: dict[str, float] = {}
        self._refresh: dict[str, float] = {}
        self._numbers = itertools.count(1)

    def sign_in(self, client_id: object, client_secret: object) -> dict[str, object] | None:
        """A token pair for the right credentials, None for wrong ones."""
        right = _same(client_id, self._client_id) & _same(client_secret, self._client_secret)
        return self._pair() if right else None

    def refresh(self, client_id: object, token: object) -> dict[str, object] | None:
        """A new pair for a refresh token that still lives, None otherwise."""
        if not _same(client_id, self._client_id) or not isinstance(token, str):
            return None
        expires = self._refresh.get(token, 0.0)
        if expires <= self._steady():
            return None
        if self._keep_old_refresh:
            self._refresh[token] = self._steady() + REFRESH_LIFE
        else:
            del self._refresh[token]
        return self._pair()

    def valid(self, token: str) -> bool:
        """Whether an access token is ours and has not expired."""
        return self._access.get(token, 0.0) > self._steady()

    def expire_access(self) -> None:
        """Ends every access token now, as ten minutes would."""
        self._access.clear()

    def expire_all(self) -> None:
        """Ends every token now, as thirty days of silence would."""
        self._access.clear()
        self._refresh.clear()

    def _pair(self) -> dict[str, object]:
        now = self._steady()
        number = next(self._numbers)
        access = f"access-{number}-{secrets.token_urlsafe(16)}"
        refresh = f"refresh-{number}-{secrets.token_urlsafe(16)}"
        self._access[access] = now + self.life
        self._refresh[refresh] = now + REFRESH_LIFE
        return {"authToken": access, "refreshToken": refresh, "expiresIn": self.life}


def _same(given: object, right: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), right.encode())
