"""The whole configuration: environment and clinic files, checked once at the start, then frozen values.

Secrets and addresses come from the environment; everything a clinic decides comes from its file. Where several
clinics are hosted, each has secrets of its own: the variable's name, two underscores and the clinic's id in capitals
(`TELEGRAM_BOT_TOKEN__ASHA`; a hyphen of the id is an underscore there).
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.clinic_file import (
    ClinicFile,
    ConfigError,
    env_suffix,
    load_clinic_files,
    load_clinics,
)
from bot.lab.flabs import PRODUCTION_URL as FLABS_API_URL
from bot.store.sealing import KeysUnfit, sealer_from
from dialogs.clinic import Clinic

__all__ = [
    "ClinicFile",
    "ConfigError",
    "HostedClinic",
    "Secrets",
    "Settings",
    "load_clinics",
    "load_settings",
]

TELEGRAM_API_URL = "https://api.telegram.org"

_SECRETS = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
    "FLABS_CLIENT_ID",
    "FLABS_CLIENT_SECRET",
    "FLABS_WEBHOOK_TOKEN",
    "GLAPI_TOKEN",
    "GLAPI_TOKEN_FILE",
)
_PLAIN = (
    "TELEGRAM_API_URL",
    "TELEGRAM_MODE",
    "TELEGRAM_RATE",
    "PUBLIC_URL",
    "HOST",
    "PORT",
    "DATABASE_URL",
    "CLINIC_FILE",
    "FLABS_API_URL",
    "GLAPI_API_URL",
    "PII_KEYS",
    "METRICS_TOKEN",
)
_OURS = re.compile(r"(TELEGRAM|FLABS|GLAPI|PII|CLINIC|METRICS|DATABASE|PUBLIC)_")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one clinic's accounts are opened with; empty where there is none. `flabs_webhook_token` empty means that
    the lab's webhooks are off. The webhook secret of Telegram follows from the bot's token unless it was given. The
    file with the token of the leads system, where there is one, is read again whenever the token is refused."""

    telegram_bot_token: str = field(default="", repr=False)
    telegram_webhook_secret: str = field(default="", repr=False)
    flabs_client_id: str = field(default="", repr=False)
    flabs_client_secret: str = field(default="", repr=False)
    flabs_webhook_token: str = field(default="", repr=False)
    glapi_token: str = field(default="", repr=False)
    glapi_token_file: Path | None = None


@dataclass(frozen=True, slots=True)
class HostedClinic:
    """A clinic with its file and its secrets."""

    file: ClinicFile
    secrets: Secrets

    @property
    def clinic(self) -> Clinic:
        return self.file.clinic


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is decided outside. `telegram_rate` is unsolicited messages a second, 0 for no limit of ours;
    `pii_keys` is empty where the keys lie beside the SQLite file; `notes` are sentences for whoever starts the bot."""

    clinics: tuple[HostedClinic, ...]
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    telegram_api_url: str = TELEGRAM_API_URL
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_rate: float = 28
    database_url: str = field(default="sqlite:///phlebot.db", repr=False)
    pii_keys: str = field(default="", repr=False)
    flabs_api_url: str = FLABS_API_URL
    glapi_api_url: str | None = None
    metrics_token: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()


def load_settings(environ: Mapping[str, str], *, secrets_needed: bool = True) -> Settings:
    """The settings of an environment, with the clinic files that it names.

    `secrets_needed` false is for what talks to nobody (a migration, a link): the accounts' secrets may then be
    missing, but are still checked where they are given. Raises `ConfigError`.
    """
    env = {name: value.strip() for name, value in environ.items() if value.strip()}
    _refuse_misspelt(env)
    files = load_clinic_files(Path(env.get("CLINIC_FILE", "clinic.toml")))
    _refuse_strangers(env, files)

    public_url = _public_url(env)
    mode = _mode(env, public_url)
    database_url = _database_url(env)
    glapi_api_url = _address(env, "GLAPI_API_URL", None)
    clinics = tuple(HostedClinic(file, _secrets(env, file, alone=len(files) == 1)) for file in files)
    if secrets_needed:
        for hosted in clinics:
            _require_accounts(hosted, glapi_api_url, alone=len(files) == 1)
    _refuse_shared(clinics)
    return Settings(
        clinics=clinics,
        host=_host(env),
        port=_port(env),
        public_url=public_url,
        telegram_api_url=_address(env, "TELEGRAM_API_URL", TELEGRAM_API_URL) or TELEGRAM_API_URL,
        telegram_mode=mode,
        telegram_rate=_rate(env),
        database_url=database_url,
        pii_keys=_pii_keys(env, database_url),
        flabs_api_url=_address(env, "FLABS_API_URL", FLABS_API_URL) or FLABS_API_URL,
        glapi_api_url=glapi_api_url,
        metrics_token=_opaque(env, "METRICS_TOKEN", env.get("METRICS_TOKEN", "")),
        notes=tuple(_notes(clinics, public_url)),
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this very machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_misspelt(env: Mapping[str, str]) -> None:
    """A variable that is nearly one of ours, where that one is not set, is a slip: it would be silently unused."""
    known = (*_SECRETS, *_PLAIN)
    for name in sorted(env):
        base = name.partition("__")[0]
        if base in known or not _OURS.match(name):
            continue
        close = get_close_matches(base, [each for each in known if each not in env], n=1, cutoff=0.85)
        if close:
            right = close[0] + name[len(base) :]
            raise ConfigError(f"{name} is set, but there is no such variable; did you mean {right}?")


def _refuse_strangers(env: Mapping[str, str], files: tuple[ClinicFile, ...]) -> None:
    known = {suffix for file in files for suffix in (env_suffix(file.clinic.id), file.clinic.id)}
    for name in sorted(env):
        base, separated, suffix = name.partition("__")
        if not separated:
            continue
        if base in _PLAIN:
            raise ConfigError(f"{name} is set, but {base} is one for all clinics; write {base}")
        if base in _SECRETS and suffix not in known:
            close = get_close_matches(suffix, known, n=1, cutoff=0.5)
            advice = f"did you mean {base}__{close[0]}?" if close else f"there is {', '.join(sorted(known))}"
            raise ConfigError(f'{name} is set, but no clinic has the id "{suffix}"; {advice}')


def _secret(env: Mapping[str, str], name: str, file: ClinicFile, *, alone: bool) -> tuple[str, str]:
    """The name under which a clinic's secret is set (or should be) and its value."""
    clinic_id = file.clinic.id
    names = [f"{name}__{env_suffix(clinic_id)}", f"{name}__{clinic_id}", *([name] if alone else [])]
    found = next((each for each in names if each in env), name if alone else names[0])
    return found, env.get(found, "")


def _secrets(env: Mapping[str, str], file: ClinicFile, *, alone: bool) -> Secrets:
    values = {name: _secret(env, name, file, alone=alone) for name in _SECRETS}
    for name, (called, value) in values.items():
        if name != "GLAPI_TOKEN_FILE":
            _opaque(env, called, value)
    token_name, token = values["TELEGRAM_BOT_TOKEN"]
    if token and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
        raise ConfigError(
            f"{token_name} is not a bot's token (its value is not shown); it must be as BotFather gave it: digits, a"
            " colon, letters and digits"
        )
    secret_name, secret = values["TELEGRAM_WEBHOOK_SECRET"]
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ConfigError(
            f"{secret_name} has characters that Telegram does not take (its value is not shown); it must be 1 to 256"
            " letters, digits, - and _"
        )
    webhook_name, webhook_token = values["FLABS_WEBHOOK_TOKEN"]
    if webhook_token and not re.fullmatch(r"[A-Za-z0-9._~-]{1,200}", webhook_token):
        raise ConfigError(
            f"{webhook_name} cannot be part of an address (its value is not shown); it must be up to 200 letters,"
            " digits, - and _"
        )
    return Secrets(
        telegram_bot_token=token,
        telegram_webhook_secret=secret or _derived_secret(token),
        flabs_client_id=values["FLABS_CLIENT_ID"][1],
        flabs_client_secret=values["FLABS_CLIENT_SECRET"][1],
        flabs_webhook_token=webhook_token,
        glapi_token=values["GLAPI_TOKEN"][1],
        glapi_token_file=_token_file(*values["GLAPI_TOKEN"], *values["GLAPI_TOKEN_FILE"]),
    )


def _token_file(token_name: str, token: str, file_name: str, file: str) -> Path | None:
    if not file:
        return None
    if token:
        raise ConfigError(f"{token_name} and {file_name} are both set; there must be one of them")
    if not Path(file).is_file():
        raise ConfigError(f'{file_name} is "{file[:160]}", where there is no file; it must hold the token')
    return Path(file)


def _derived_secret(token: str) -> str:
    return hmac.digest(token.encode(), b"telegram webhook", hashlib.sha256).hex() if token else ""


def _require_accounts(hosted: HostedClinic, glapi_api_url: str | None, *, alone: bool) -> None:
    secrets, clinic = hosted.secrets, hosted.clinic

    def called(name: str) -> str:
        return name if alone else f"{name}__{env_suffix(clinic.id)}"

    if not secrets.telegram_bot_token:
        raise ConfigError(
            f"{called('TELEGRAM_BOT_TOKEN')} is not set; it must be the token that BotFather gave the bot"
        )
    flabs = {"FLABS_CLIENT_ID": secrets.flabs_client_id, "FLABS_CLIENT_SECRET": secrets.flabs_client_secret}
    if clinic.backend != "glapi" or any(flabs.values()):
        for name, value in flabs.items():
            if not value:
                raise ConfigError(
                    f"{called(name)} is not set; it must be what Flabs gave the clinic for its API"
                )
    if clinic.backend == "glapi" or clinic.leads_beside:
        if glapi_api_url is None:
            raise ConfigError(
                "GLAPI_API_URL is not set; it must be the address of the leads system, with https://"
            )
        if not secrets.glapi_token and secrets.glapi_token_file is None:
            raise ConfigError(f"{called('GLAPI_TOKEN')} is not set; it must be the token of the leads system")
        if clinic.backend == "glapi" and hosted.file.catalogue is None and not any(flabs.values()):
            raise ConfigError(
                f'{hosted.file.path.name}: catalogue is missing; with backend "glapi" and no Flabs account it must'
                " be the name of a .csv file"
            )


def _refuse_shared(clinics: tuple[HostedClinic, ...]) -> None:
    """Two clinics with one bot would take each other's messages; one webhook token would say of neither whose it is."""
    for name in ("TELEGRAM_BOT_TOKEN", "FLABS_WEBHOOK_TOKEN"):
        seen: dict[str, str] = {}
        for hosted in clinics:
            secret = getattr(hosted.secrets, name.lower())
            if secret and secret in seen:
                raise ConfigError(
                    f'{name} is the same for the clinics "{seen[secret]}" and "{hosted.clinic.id}" (its value is not'
                    " shown); each must have its own"
                )
            seen[secret] = hosted.clinic.id


def _public_url(env: Mapping[str, str]) -> str | None:
    url = _address(env, "PUBLIC_URL", None)
    if url is not None and url.startswith("http://") and not is_loopback(urlsplit(url).hostname or ""):
        raise ConfigError(
            f'PUBLIC_URL is "{url}"; it must begin with https:// (http:// is taken on a loopback address only)'
        )
    return url


def _mode(env: Mapping[str, str], public_url: str | None) -> Literal["polling", "webhook"]:
    mode = env.get("TELEGRAM_MODE")
    if mode is None:
        return "polling" if public_url is None else "webhook"
    if mode == "webhook":
        if public_url is None:
            raise ConfigError(
                'TELEGRAM_MODE is "webhook", but PUBLIC_URL is not set; set it, or choose "polling"'
            )
        return "webhook"
    if mode == "polling":
        return "polling"
    raise ConfigError(f'TELEGRAM_MODE is "{mode[:40]}"; it must be "polling" or "webhook"')


def _address(env: Mapping[str, str], name: str, default: str | None) -> str | None:
    """An http(s) address without its last slash."""
    value = env.get(name)
    if value is None:
        return default
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
        parts = urlsplit("")
    if parts.username or parts.password:
        raise ConfigError(
            f"{name} holds a user or a password (its value is not shown); it must be an address alone"
        )
    if not usable or parts.query or parts.fragment or re.search(r"\s", value):
        raise ConfigError(f'{name} is "{value[:80]}"; it must be an address like https://bot.example.org')
    return value.rstrip("/")


def _host(env: Mapping[str, str]) -> str:
    host = env.get("HOST", "127.0.0.1")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        raise ConfigError(
            f'HOST is "{host[:40]}"; it must be an address of this machine, like 127.0.0.1 or 0.0.0.0'
        )
    return host


def _port(env: Mapping[str, str]) -> int:
    port = env.get("PORT", "8080")
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65535:
        raise ConfigError(f'PORT is "{port[:40]}"; it must be a number from 0 to 65535')
    return int(port)


def _rate(env: Mapping[str, str]) -> float:
    rate = env.get("TELEGRAM_RATE", "28")
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", rate, re.ASCII):
        raise ConfigError(
            f'TELEGRAM_RATE is "{rate[:40]}"; it must be messages a second, like 28, or 0 for no limit'
        )
    return float(rate)


def _database_url(env: Mapping[str, str]) -> str:
    url = env.get("DATABASE_URL", "sqlite:///phlebot.db")
    scheme = url.partition("://")[0] if "://" in url else url.partition(":")[0]
    if url.startswith(("postgresql://", "postgresql+psycopg://")) and len(url) > len("postgresql://"):
        return url
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return url
    hint = "; did you mean postgresql://?" if scheme == "postgres" else ""
    raise ConfigError(
        f'DATABASE_URL begins with "{scheme[:20]}" (the rest is not shown); it must be sqlite:///phlebot.db or'
        f" postgresql://user:password@host/name{hint}"
    )


def _pii_keys(env: Mapping[str, str], database_url: str) -> str:
    keys = env.get("PII_KEYS", "")
    if not keys:
        if database_url.startswith("postgresql"):
            raise ConfigError(
                "PII_KEYS is not set, and DATABASE_URL is PostgreSQL's; it must be id:base64 of 32 bytes, comma"
                " separated, newest first"
            )
        return ""
    try:
        sealer_from(keys)
    except KeysUnfit as unfit:
        raise ConfigError(str(unfit)) from None
    return keys


def _opaque(env: Mapping[str, str], name: str, value: str) -> str:
    if re.search(r"[\s\x00-\x1f\x7f]", value) or not value.isascii():
        raise ConfigError(
            f"{name} holds spaces or characters that no secret has (its value is not shown); it must be as it was given"
        )
    return value


def _notes(clinics: tuple[HostedClinic, ...], public_url: str | None) -> list[str]:
    notes = []
    for hosted in clinics:
        if hosted.clinic.backend == "glapi":
            continue
        if not hosted.secrets.flabs_webhook_token:
            why = "FLABS_WEBHOOK_TOKEN is not set"
        elif public_url is None:
            why = "PUBLIC_URL is not set"
        else:
            continue
        notes.append(
            f"The lab's webhooks are off for {hosted.clinic.id}, because {why}: reports and late confirmations will"
            " not be heard of."
        )
    return notes
