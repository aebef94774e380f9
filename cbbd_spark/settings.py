"""conf/*.yaml and the environment -> one frozen `Settings`.

An unknown key is an error that names the file and the nearest known key. Secrets are not settings: the API key is
read from the environment by whoever sends it, and never stored; credentials of AWS are its SDK's matter.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml
from msgspec import Meta

from cbbd_spark.errors import ConfigurationError

KEY_VARIABLES = ("CBBD_API_KEY", "BEARER_TOKEN")
_ENVIRONMENT = {
    "CBBD_LAKE": ("lake", "path"),
    "CBBD_BASE_URL": ("api", "base_url"),
    "CBBD_REQUESTS_PER_SECOND": ("api", "requests_per_second"),
    "CBBD_RAW_URI": ("raw", "uri"),
    "CBBD_CHECKPOINT_TABLE": ("state", "table"),
}
_PROFILE_VARIABLE = "CBBD_PROFILE"
_S3_PREFIX = re.compile(r"s3://[^/]+/[^/]+(/[^/]+)*/?")

# What is none of these would not be seen to be wrong: nobody at once asks nothing, and says that all is done.
_Count = Annotated[int, Meta(ge=1, le=1_000_000)]
_Days = Annotated[int, Meta(ge=0, le=36_500)]
_Hours = Annotated[float, Meta(ge=0, le=876_000)]
_Rate = Annotated[float, Meta(gt=0, le=1_000_000)]
_Seconds = Annotated[float, Meta(gt=0, le=86_400)]


class Api(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the source is asked."""

    base_url: str
    requests_per_second: _Rate
    concurrency: _Count
    connect_timeout_seconds: _Seconds
    read_timeout_seconds: _Seconds
    deadline_seconds: _Seconds
    max_attempts: _Count
    max_body_megabytes: _Count
    settle_days: _Days
    open_answer_hours: _Hours
    rolling_window_days: _Days
    known_empty_days: _Days
    refused_hours: _Hours


class Quota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The month's calls. A backfill leaves `reserve` of them for the daily runs."""

    reserve: Annotated[int, Meta(ge=0)]


class Lake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where everything lies. On a laptop it is one folder."""

    path: str
    catalog: str

    @property
    def root(self) -> Path:
        return Path(self.path).absolute()

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def dead_letter(self) -> Path:
        return self.root / "deadletter"

    @property
    def meta(self) -> Path:
        return self.root / "meta"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def catalog_file(self) -> Path:
        return self.root / "catalog.db"

    @property
    def state_file(self) -> Path:
        return self.root / "state.db"


class Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the API's answers lie: the lake's folder if `uri` is empty, else `s3://bucket/prefix`."""

    uri: str

    def __post_init__(self) -> None:
        if self.uri and not _S3_PREFIX.fullmatch(self.uri):
            # A bucket alone would hold the dead letters among the answers.
            raise ValueError(f"{self.uri!r} is not of the form s3://bucket/prefix; CBBD_RAW_URI can name the place")


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where ingest remembers what it asked: the lake's SQLite file if `table` is empty, else that DynamoDB table."""

    table: str


class Spark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How large the one Spark session is. `conf` are further settings of Spark's own; they win."""

    master: str
    driver_memory: str
    shuffle_partitions: _Count
    parallel_steps: _Count
    conf: dict[str, str] = {}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that differs between a laptop and production."""

    api: Api
    quota: Quota
    lake: Lake
    raw: Raw
    state: State
    spark: Spark

    @property
    def raw_place(self) -> str:
        """A folder, or `s3://bucket/prefix`, of the answers that are data."""
        return self.raw.uri.rstrip("/") or str(self.lake.raw)

    @property
    def dead_letter_place(self) -> str:
        """The same for answers that could not be used: `deadletter` beside the others, wherever they are."""
        if not self.raw.uri:
            return str(self.lake.dead_letter)
        return f"{self.raw_place.rpartition('/')[0]}/deadletter"


def load(
    profile: str | None = None, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """`base.yaml`, overridden by `<profile>.yaml`, overridden by the environment.

    The profile is CBBD_PROFILE's, else `local`. Raises ConfigurationError for a missing file, bad YAML, an unknown
    key or a value that cannot be.
    """
    environment = os.environ if environment is None else environment
    profile = profile or environment.get(_PROFILE_VARIABLE) or "local"
    folder = folder or _conf_folder(environment)
    merged: dict[str, Any] = {}
    for name in ("base", profile):
        for section, values in _read(folder / f"{name}.yaml").items():
            merged[section] = {**merged.get(section, {}), **values}
    for variable, (section, key) in _ENVIRONMENT.items():
        if environment.get(variable):
            merged.setdefault(section, {})[key] = environment[variable]
    try:
        # Not strict, because the environment holds texts only: "10" is a number too.
        return msgspec.convert(merged, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{folder}: {error}") from error


def api_key(environment: Mapping[str, str] | None = None) -> str:
    """The API key from the environment; ConfigurationError that names the variable when there is none."""
    environment = os.environ if environment is None else environment
    for variable in KEY_VARIABLES:
        if key := environment.get(variable, "").strip():
            return key
    raise ConfigurationError(
        "no API key: set CBBD_API_KEY (free keys: https://collegebasketballdata.com/key), "
        "or run `make demo`, which needs none"
    )


def _conf_folder(environment: Mapping[str, str]) -> Path:
    if environment.get("CBBD_CONF"):
        return Path(environment["CBBD_CONF"])
    beside_the_package = Path(__file__).parent.parent / "conf"
    return beside_the_package if beside_the_package.is_dir() else Path("conf")


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        content = yaml.safe_load(file.read_text("utf-8")) or {}
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{file} does not exist; CBBD_CONF names the folder of the settings, {_PROFILE_VARIABLE} the file in it"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file}: sections were expected, as in base.yaml")
    sections = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for section, values in content.items():
        _known(file, section, list(sections))
        if not isinstance(values, dict):
            raise ConfigurationError(f"{file}: {section} should hold keys and values")
        for key in values:
            _known(file, f"{section}.{key}", [f"{section}.{name}" for name in sections[section].__struct_fields__])
    return content


def _known(file: Path, name: str, known: list[str]) -> None:
    if name in known:
        return
    nearest = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {nearest[0]}?" if nearest else f"; known are {', '.join(known)}"
    raise ConfigurationError(f"{file}: unknown key {name}{hint}")
