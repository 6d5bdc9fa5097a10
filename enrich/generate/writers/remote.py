"""A writer that is a model behind an address, asked through pydantic-ai.

It gets the rules, one brief and no tools. A service that is busy is asked again, with
growing pauses; one that fails, is slow or says too much gives no answer.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from enrich.errors import EngineMissing, WriterRefused
from enrich.generate.writers.calls import Calls
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.writers.writer import RULES, Brief, asked

if TYPE_CHECKING:
    from pydantic_ai.models.openai import OpenAIChatModel

log = structlog.get_logger()

_AT_ONCE = 4
# A service that fails so often in a row is not asked for the others.
_FAILED_IN_A_ROW = 3
_MOST_TOKENS = 1500
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class RemoteWriter:
    """A model behind an address that speaks OpenAI's chat completions."""

    def __init__(self, settings: WritersSettings, calls: Calls) -> None:
        self.name = settings.model
        self._settings = settings
        self._calls = calls
        self._line = _Line()

    def write(self, briefs: Sequence[Brief]) -> list[str | None]:
        """Return an answer to each of `briefs`, as far as the day's calls reach."""
        if self._line.is_lost:
            return [None] * len(briefs)
        granted = self._calls.take(len(briefs))
        if granted < len(briefs):
            self._line.tell("writers.day_is_over", setting="writers.calls_a_day")
        answers = asyncio.run(self._answers(briefs[:granted])) if granted else []
        return [*answers, *[None] * (len(briefs) - granted)]

    async def _answers(self, briefs: Sequence[Brief]) -> list[str | None]:
        from enrich.generate.writers.wire import client

        turns = asyncio.Semaphore(_AT_ONCE)
        async with client(self._settings) as opened:
            model = _model(self._settings, opened)
            calls = (self._answer(model, brief, turns) for brief in briefs)
            return await asyncio.gather(*calls)

    async def _answer(
        self, model: "OpenAIChatModel", brief: Brief, turns: asyncio.Semaphore
    ) -> str | None:
        async with turns:
            if self._line.is_lost:
                return None
            try:
                # Each try has its time, and the pauses between them as well.
                most = 2 * self._settings.timeout_s * self._settings.tries
                said = await asyncio.wait_for(_said(model, brief), most)
            # Libraries of several makers stand behind the address: whatever they raise
            # costs this paragraph its wording, and no more.
            except Exception as error:  # noqa: BLE001 # counted, and told in one line
                self._line.failed_in_a_row += 1
                self._line.tell("writers.failed", writer=self.name, error=_what(error))
                return None
        self._line.failed_in_a_row = 0
        return said


class _Line:
    """How the service does: it is lost after some failures in a row, and told of once."""

    def __init__(self) -> None:
        self.failed_in_a_row = 0
        self._told = set[str]()

    @property
    def is_lost(self) -> bool:
        return self.failed_in_a_row >= _FAILED_IN_A_ROW

    def tell(self, event: str, **facts: str) -> None:
        if event not in self._told:
            self._told.add(event)
            log.warning(event, **facts, outcome="the words of the template stay")


def check(settings: WritersSettings) -> None:
    """Refuse settings by which nothing can be asked for."""
    try:
        import openai
        import pydantic_ai  # noqa: F401 # asked whether they are there
    except ImportError:
        raise EngineMissing(
            "writers.writer = 'remote' needs a package that is not installed: pip"
            " install 'harvestman[writers]'"
        ) from None
    del openai
    if not settings.model:
        raise WriterRefused(
            "writers.writer = 'remote' needs writers.model: what the service calls the"
            " model"
        )
    address = urlsplit(settings.base_url)
    if address.username or address.password:
        raise WriterRefused("writers.base_url holds a key; writers.key is for that")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise WriterRefused(
            f"writers.base_url = {settings.base_url!r} is no address; write one as in"
            " https://api.openai.com/v1"
        )
    if settings.key and address.scheme == "http" and address.hostname not in _HERE:
        raise WriterRefused(
            f"writers.base_url = {settings.base_url!r} would send writers.key in clear;"
            " use https, or a service on this machine"
        )


def _model(settings: WritersSettings, opened: Any) -> "OpenAIChatModel":
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    service = AsyncOpenAI(
        # Services that ask for no key are given a word.
        api_key=settings.key or "none",
        base_url=settings.base_url,
        max_retries=settings.tries - 1,
        timeout=settings.timeout_s,
        http_client=opened,
    )
    provider = OpenAIProvider(openai_client=service)
    return OpenAIChatModel(settings.model, provider=provider)


async def _said(model: "OpenAIChatModel", brief: Brief) -> str | None:
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import ModelRequest

    request = ModelRequest.user_text_prompt(asked(brief), instructions=RULES)
    response = await model_request(
        model, [request], model_settings={"max_tokens": _MOST_TOKENS, "temperature": 0}
    )
    if response.finish_reason not in (None, "stop"):
        return None
    return response.text


def _what(error: BaseException) -> str:
    """Return what `error` is, and nothing that a service may have put into it."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__
