"""Logging for every room: human on a terminal, JSON elsewhere, secrets left out.

One line is one event with facts; the run it belongs to is bound once and stands in
every line, also in those of libraries that log in their own way.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from jobs.settings import LogSettings

if TYPE_CHECKING:
    from structlog.typing import Processor

# Loggers of libraries that tell every step at level info.
_TALKATIVE = (
    *("scrapy", "twisted", "alembic", "playwright", "asyncio", "urllib3"),
    "stripe",
)
_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|api_?key|vault_key|authorization|cookie|credential",
    re.IGNORECASE,
)
# What a secret looks like inside a sentence: user:password@host, and payment keys.
_SECRET_TEXT = re.compile(
    r"(?<=://)[^\s@?#]+(?=@)|\b(?:sk|rk|whsec)_[A-Za-z0-9_]{8,}|"
    r"(?i:(?<=bearer )[A-Za-z0-9._~+/=-]{8,}|(?<=basic )[A-Za-z0-9+/=]{8,}|"
    r"(?<=[?&])(?:api_?key|access_token|token|secret|password)=[^&#\s]+)"
)
_GONE = "[secret]"
_said: tuple[LogSettings, str, tuple[str, ...]] | None = None


def set_up_logs(
    settings: LogSettings,
    run_id: str,
    secrets: tuple[str, ...] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log line of this process to `stream`, stderr unless told."""
    global _said  # noqa: PLW0603 - a process has one log
    _said = (settings, run_id, secrets)
    out = stream or sys.stderr
    human = settings.format == "human" or (settings.format == "auto" and out.isatty())
    steps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ExtraAdder(),
        # A traceback becomes text here, so that secrets leave it as well.
        structlog.processors.format_exc_info,
        _Redactor(secrets),
    ]
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=out.isatty())
        if human
        else structlog.processors.JSONRenderer(default=str)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *steps,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                last,
            ],
        )
    )
    handler.addFilter(_is_news)
    logging.root.handlers = [handler]
    logging.root.setLevel(settings.level.upper())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(run=run_id)


def same_logs() -> Callable[[], None] | None:
    """Return what sets up this process's log in another one, where it has any."""
    return partial(set_up_logs, *_said) if _said else None


def _is_news(record: logging.LogRecord) -> bool:
    # A filter, because some libraries set the level of their own loggers anew.
    talks = record.name.partition(".")[0].startswith(_TALKATIVE)
    return record.levelno >= (logging.WARNING if talks else logging.root.level)


class _Redactor:
    """Takes out values under a telling name, known secrets, and what looks like one."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(
        self, _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        # Names with an underscore in front are structlog's own and reach no line.
        return {
            name: value if name.startswith("_") else self._named(name, value)
            for name, value in event.items()
        }

    def _named(self, name: str, value: Any) -> Any:
        return _GONE if _SECRET_NAME.search(name) and value else self._clean(value)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {name: self._named(str(name), part) for name, part in value.items()}
        if isinstance(value, list | tuple | set):
            return [self._clean(part) for part in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._text(str(value))

    def _text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _GONE)
        return _SECRET_TEXT.sub(_GONE, text)
