"""Every setting: name, default, help. Read once, at the edge; environment variables ``IMVOGRAPH_…`` and a TOML file.

The file is ``imvograph.toml`` in the working directory, if there is one, or the one that ``IMVOGRAPH_SETTINGS`` names, which
must be there; the environment wins.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from imvograph.errors import SettingError
from imvograph.model.iris import BASE

PREFIX = "IMVOGRAPH_"
"""What the environment variable of a setting begins with."""


class Settings(BaseSettings):
    """All settings; each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    store: Path = Field(Path(".imvograph/store"), description="folder of the embedded store")
    releases: Path = Field(Path(".imvograph/releases"), description="folder of the releases, each one immutable")
    address: str = Field(
        BASE,
        pattern='^https?://[^ <>"?#]+/$',
        description="https:// or http:// address, with / at its end, where the world reaches this service; robots.txt names it",
    )
    contact: str = Field(
        BASE,
        pattern='^(https?://[^ <>"]+|[^@ <>"]+@[^@ <>"]+)$',
        description="e-mail address or page of who answers for the data; the catalogue names it",
    )
    catalogue_shapes: str = Field(
        "",
        description="file or folder of published SHACL shapes (Turtle) that the catalogue of a release is checked by too",
    )
    fetched: Path = Field(Path(".imvograph/fetched"), description="folder of what was fetched from live sources")
    fetch_attempts: int = Field(5, ge=1, le=20, description="how often a live source is asked before we give up")
    fetch_per_second: float = Field(2.0, gt=0, le=10, description="requests a second to a live source, at most")
    engine: str = Field("turbo", pattern="^(turbo|pyshacl)$", description="SHACL engine of the gate: turbo or pyshacl")
    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    workers: int = Field(2, ge=1, le=64, description="processes that run strangers' SPARQL")
    query_seconds: float = Field(10.0, gt=0, le=600, description="time limit of a stranger's query, in seconds")
    query_memory_mb: int = Field(2048, ge=1024, description="memory limit of a query worker, in MiB of address space")
    answer_mb: int = Field(32, ge=1, le=1024, description="largest answer to a stranger's query, in MiB")
    client_seconds: float = Field(
        120.0, gt=0, le=86400, description="processor seconds of questions and checks that one client may spend at once"
    )
    client_share: float = Field(
        1.0, ge=0, le=64, description="processor seconds that a client gets back per second; 0 limits nobody"
    )
    cache_mb: int = Field(64, ge=0, le=4096, description="ready answers that are kept in memory, in MiB")
    log_format: str = Field(
        "auto",
        pattern="^(auto|console|json)$",
        description="form of the log: console, json, or auto (json without a terminal)",
    )
    log_requests: bool = Field(True, description="whether each request is a line in the log")
    proxies: str = Field(
        "", description="addresses of proxies, with commas, whose X-Forwarded-For and -Proto are believed"
    )
    head_seconds: float = Field(10.0, gt=0, le=600, description="time in which a client sends the head of a request")
    idle_seconds: float = Field(
        30.0, gt=0, le=3600, description="time in which a client reads or sends something of an answer or a body"
    )
    stop_seconds: int = Field(30, ge=1, le=600, description="time that requests under way get when the service stops")
    backend: str = Field(
        "embedded", pattern="^(embedded|remote)$", description="where the graph is: embedded or remote"
    )
    remote_query: str = Field("", description="remote backend: address of its SPARQL query service")
    remote_update: str = Field("", description="remote backend: addresses that take updates, with spaces in between")
    remote_graph_store: str = Field(
        "", description="remote backend: its graph store protocol, for large loads; optional"
    )
    remote_replicas: str = Field("", description="remote backend: further query addresses, with spaces in between")
    remote_dialect: str = Field("auto", description="remote backend: the engine (auto, graphdb, virtuoso, fuseki, …)")
    remote_auth: str = Field(
        "none", pattern="^(none|basic|digest|bearer|header)$", description="remote backend: log-in"
    )
    remote_user: str = Field("", description="remote backend: the user, for basic and digest")
    remote_header: str = Field("", description="remote backend: the name of the header, for header")
    remote_secret: SecretStr = Field(
        SecretStr(""), description="remote backend: password, token or value of the header"
    )
    remote_secret_file: Path | None = Field(None, description="remote backend: a file that holds the secret instead")
    remote_seconds: float = Field(
        60.0, gt=0, le=3600, description="remote backend: time limit of a request, in seconds"
    )
    remote_patience: float = Field(
        15.0, ge=0, le=600, description="remote backend: how long it is tried again, in seconds"
    )
    remote_confirm: int = Field(1, ge=1, le=100, description="remote backend: servers that must show a change")
    snapshot_keep: int = Field(3, ge=1, le=100, description="old snapshots of the store that are kept")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def _file() -> str:
    return os.environ.get("IMVOGRAPH_SETTINGS") or "imvograph.toml"


def read(**given: object) -> Settings:
    """The settings, with what the command line gave on top (None counts as not given); raises `SettingError`."""
    if os.environ.get("IMVOGRAPH_SETTINGS") and not Path(_file()).is_file():
        raise SettingError(
            f"IMVOGRAPH_SETTINGS={_file()}: there is no such file; `imvograph settings --toml` prints one"
        )
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as exc:
        raise SettingError(". ".join(_wrong(str(e["loc"][0]), e.get("input")) for e in exc.errors())) from exc
    except (ValueError, OSError) as exc:
        raise SettingError(f"{_file()}: no TOML that can be read: {exc}; as in: port = 8000") from exc


def _wrong(name: str, came: object) -> str:
    """What to tell of a setting that cannot be: its name, what came, what it may be, where it is set."""
    if name not in Settings.model_fields:
        return f"{name} is no setting" + _near(name, Settings.model_fields)
    shown = "" if "secret" in name else f" cannot be {came!r}"
    return f"The setting {name}{shown}: it is {_may_be(name)}. Set it as {PREFIX}{name.upper()}, or as {name} in imvograph.toml"


def _may_be(name: str) -> str:
    """What a setting may be, by its type and limits; else what it is for."""
    field = Settings.model_fields[name]
    limits = {
        limit: getattr(known, limit)
        for known in field.metadata
        for limit in ("ge", "gt", "le", "pattern")
        if getattr(known, limit, None) is not None
    }
    if words := re.fullmatch(r"\^\(([a-z|]+)\)\$", str(limits.get("pattern"))):
        return " or ".join(words[1].split("|"))
    kinds: dict[object, str] = {int: "a whole number", float: "a number", bool: "true or false"}
    kind = kinds.get(field.annotation)
    signs = (("ge", "of at least"), ("gt", "above"), ("le", "at most"))
    bounds = [f"{sign} {limits[limit]:g}" for limit, sign in signs if limit in limits]
    return f"{kind} {' and '.join(bounds)}".rstrip() if kind else f"{field.description}"


def unknown(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that looks like a setting and is none, with what is near."""
    names = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    known = {*names, f"{PREFIX}SETTINGS"}
    return [
        f"{name} is no setting, and not heeded{_near(name, names)}"
        for name in sorted(environment)
        if name.upper().startswith(PREFIX) and name.upper() not in known
    ]


def _near(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), 1, cutoff=0.75)
    return f"; did you mean {near[0]}?" if near else "; `imvograph settings` lists them"


def told(now: Settings) -> list[dict[str, object]]:
    """Each setting: name, environment variable, value now, default and help, for people and programs."""
    values = now.model_dump(mode="json")
    return [
        {
            "name": name,
            "environment": f"{PREFIX}{name.upper()}",
            "value": values[name],
            "default": _default(name),
            "help": field.description,
        }
        for name, field in Settings.model_fields.items()
    ]


def as_toml() -> str:
    """A file of settings with every default, commented out: uncomment what you change."""
    lines = ["# Settings of imvograph; the environment (IMVOGRAPH_<NAME>) wins. Uncomment what you change."]
    for name, field in Settings.model_fields.items():
        default = _default(name)
        written = f" = {json.dumps(default, ensure_ascii=False)}" if default is not None else ": none"
        lines += ["", f"# {field.description}", f"# {name}{written}"]
    return "\n".join(lines) + "\n"


def _default(name: str) -> object:
    default = Settings.model_fields[name].get_default()
    return str(default) if isinstance(default, Path | SecretStr) else default
