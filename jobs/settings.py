"""Settings: harvestman.toml in the home folder, over it the environment, once, at start.

The environment variable of a setting is HARVESTMAN_, its section and its name, in
capitals: HARVESTMAN_CRAWL_DELAY_S. A few settings have a standard name as well, such
as AWS_REGION, which is asked last. Each room gets its own frozen object and reads
nothing itself. Secrets may come from the environment alone.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from connect.hooks.settings import HooksSettings
from connect.mail.settings import MailSettings
from connect.payments.settings import PaymentSettings
from crawler.settings import CrawlSettings
from enrich.generate.writers.settings import WritersSettings
from enrich.settings import EnrichSettings
from jobs.errors import BadSetting
from jobs.generatesettings import GenerateSettings
from jobs.operate.settings import AlertsSettings
from jobs.privacy.settings import RetentionSettings
from jobs.setting import PREFIX, Setting, describe
from jobs.work.settings import WorkSettings
from lake.settings import LakeSettings
from ledger.orders.sellersettings import InvoiceSettings
from ledger.selling.settings import SellingSettings
from ledger.settings import LedgerSettings
from storefront.settings import ShopSettings

FILE = "harvestman.toml"
# Not settings of a home: they say which home, and how the program is started.
ELSEWHERE = frozenset({"HARVESTMAN_HOME"})


class LogSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What is logged, and how it looks."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least important lines that are written."),
    ] = "info"
    format: Annotated[
        Literal["auto", "human", "json"],
        Meta(description="auto is human on a terminal and JSON elsewhere."),
    ] = "auto"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of a home, a section a room."""

    crawl: CrawlSettings = CrawlSettings()
    lake: LakeSettings = LakeSettings()
    enrich: EnrichSettings = EnrichSettings()
    generate: GenerateSettings = GenerateSettings()
    writers: WritersSettings = WritersSettings()
    ledger: LedgerSettings = LedgerSettings()
    shop: ShopSettings = ShopSettings()
    selling: SellingSettings = SellingSettings()
    work: WorkSettings = WorkSettings()
    payments: PaymentSettings = PaymentSettings()
    invoices: InvoiceSettings = InvoiceSettings()
    mail: MailSettings = MailSettings()
    hooks: HooksSettings = HooksSettings()
    alerts: AlertsSettings = AlertsSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()


def all_settings() -> Iterator[Setting]:
    """Return every setting there is, in the order of the file."""
    for section in msgspec.structs.fields(Settings):
        for field in msgspec.structs.fields(section.type):
            yield describe(section.name, field)


def read_settings(home: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `home`; refuses what is unknown or cannot be."""
    variables = os.environ if environ is None else environ
    path = home / FILE
    tables = _read_file(path)
    _refuse_secrets(tables, path)
    _check_names(tables, path)
    made = {
        section.name: _section(section, tables.get(section.name, {}), path, variables)
        for section in msgspec.structs.fields(Settings)
    }
    _check_variables(variables)
    return Settings(**made)


def given(home: Path, environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return which settings file or environment give, as `shop.name`."""
    variables = os.environ if environ is None else environ
    tables = _read_file(home / FILE)
    return frozenset(
        f"{one.section}.{one.name}"
        for one in all_settings()
        if one.variable in variables
        or one.name in tables.get(one.section, {})
        or variables.get(one.standard)
    )


def home_from_environment() -> str | None:
    """Return the home folder that the environment names, if it does."""
    return os.environ.get("HARVESTMAN_HOME") or None


def state_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return where this user's own notes lie: what was typed, not what was crawled."""
    variables = os.environ if environ is None else environ
    base = variables.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "harvestman"


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"{path} cannot be read as TOML: {error}") from None


def _section(
    section: Any, table: Mapping[str, Any], path: Path, variables: Mapping[str, str]
) -> Any:
    """Return one room's object, from the file's table with the environment over it."""
    values: dict[str, Any] = {}
    for setting in all_settings():
        if setting.section != section.name:
            continue
        if setting.variable in variables:
            values[setting.name] = _from_text(variables, setting.variable, setting)
        elif setting.name in table:
            values[setting.name] = _from_file(table[setting.name], setting, path)
        elif variables.get(setting.standard):
            values[setting.name] = _from_text(variables, setting.standard, setting)
    return section.type(**values)


def _from_text(variables: Mapping[str, str], name: str, setting: Setting) -> Any:
    text = variables[name]
    try:
        if setting.nested:
            return msgspec.json.decode(text, type=setting.type)
        return msgspec.convert(text, setting.type, strict=False)
    except msgspec.MsgspecError as error:
        raise BadSetting(_refusal(setting, name, text, error)) from None


def _from_file(value: Any, setting: Setting, path: Path) -> Any:
    try:
        return msgspec.convert(value, setting.type)
    except msgspec.ValidationError as error:
        place = f"{path}: {setting.section}.{setting.name}"
        raise BadSetting(_refusal(setting, place, value, error)) from None


def _refusal(setting: Setting, place: str, value: Any, error: Exception) -> str:
    shown = "" if setting.secret else f" = {value!r:.100}"
    return f"{place}{shown}: {_expected(setting, str(error))}. {setting.description}"


def _expected(setting: Setting, said: str) -> str:
    """Return what msgspec says was expected, in the words of a settings file."""
    if said.startswith("Invalid enum value"):
        return f"expected {setting.kind}"
    said = said.partition(", got")[0].replace("Expected", "expected", 1)
    for name, word in _WORDS.items():
        said = said.replace(f"`{name}`", word)
    return said


_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "str": "text",
    "array": "a list",
    "object": "a table",
}


def _check_names(tables: Mapping[str, Any], path: Path) -> None:
    sections = [field.name for field in msgspec.structs.fields(Settings)]
    known = {(setting.section, setting.name) for setting in all_settings()}
    for section, table in tables.items():
        if section not in sections:
            raise BadSetting(
                f"{path}: unknown section [{section}]{_near(section, sections)}"
            )
        if not isinstance(table, dict):
            raise BadSetting(f"{path}: {section} is a section; write it as [{section}]")
        names = [name for place, name in known if place == section]
        for name in table:
            if name not in names:
                hint = _near(name, names)
                raise BadSetting(f"{path}: unknown setting {section}.{name}{hint}")


def _check_variables(variables: Mapping[str, str]) -> None:
    known = [*ELSEWHERE, *(setting.variable for setting in all_settings())]
    for name in variables:
        if name.startswith(PREFIX) and name not in known:
            raise BadSetting(
                f"unknown setting {name} in the environment{_near(name, known)}"
            )


def _refuse_secrets(tables: Mapping[str, Any], path: Path) -> None:
    for setting in all_settings():
        table = tables.get(setting.section)
        if setting.secret and isinstance(table, dict) and setting.name in table:
            raise BadSetting(
                f"{path}: {setting.section}.{setting.name} is a secret and does not"
                f" belong in a file; set {setting.variable} in the environment"
            )


def _near(name: str, names: list[str]) -> str:
    found = get_close_matches(name, names, n=1, cutoff=0.5)
    return (
        f"; did you mean {found[0]}?" if found else f"; there are: {', '.join(names)}"
    )
