"""The settings of writers, as jobs/settings.py hands them over."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class WritersSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Who words the prose of generated products, and how much of that a day."""

    writer: Annotated[
        Literal["template", "local", "remote"],
        Meta(
            description="Who words prose: template, the sentences that are part of this"
            " program; local, a model in a folder of this machine; remote, a model"
            " behind an address that speaks OpenAI's protocol."
        ),
    ] = "template"
    model: Annotated[
        str,
        Meta(
            description="Of local: the folder of a model as transformers saves it, NAME"
            " for models/NAME of the home, or hub:OWNER/MODEL for one in Hugging Face's"
            " cache. Of remote: what the service calls the model."
        ),
    ] = ""
    base_url: Annotated[
        str,
        Meta(
            description="Where the remote service answers; a key is sent over https, or"
            " to this machine, and nowhere else."
        ),
    ] = "https://api.openai.com/v1"
    key: Annotated[
        str,
        Meta(
            description="The key of the remote service; empty for one that asks for"
            " none.",
            extra={"secret": True},
        ),
    ] = ""
    paragraphs_a_run: Annotated[
        int,
        Meta(
            description="How many paragraphs a run has worded at most; the others keep"
            " the template's words.",
            ge=1,
            le=1_000_000,
        ),
    ] = 400
    calls_a_day: Annotated[
        int,
        Meta(
            description="How many paragraphs the remote service is asked for in a day"
            " (UTC) at most, over all runs.",
            ge=0,
            le=1_000_000,
        ),
    ] = 400
    timeout_s: Annotated[
        float,
        Meta(
            description="How long one paragraph may take, or one try for it.",
            gt=0,
            le=3600,
        ),
    ] = 60.0
    tries: Annotated[
        int,
        Meta(
            description="How often the remote service is asked for one paragraph when it"
            " is busy or fails, with growing pauses.",
            ge=1,
            le=10,
        ),
    ] = 3

    # The key must not reach a log, and an address may hold a password.
    def __repr__(self) -> str:
        return f"WritersSettings(writer={self.writer!r}, model={self.model!r})"
