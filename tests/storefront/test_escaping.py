"""What a page writes is escaped as Jinja would, whatever it is."""

from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from storefront.pages.escaping import Environment

_TEMPLATE = (
    "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}"
    "{{ value }} {{ bold(value) }} {{ value ~ '<' }} {{ value|string|upper }}"
    "{% autoescape false %}{{ value }}{% endautoescape %}"
)


class _Told(str):
    __slots__ = ()


class _Html:
    def __html__(self) -> str:
        return "<i>made</i>"


@pytest.mark.parametrize(
    "value",
    [
        "a & <b> \"c\" 'd'",
        Markup("<b>"),
        _Told("<u>"),
        _Html(),
        7,
        1.5,
        None,
        [Markup("<")],
    ],
)
def test_values_are_written_as_jinja_writes_them(value: Any) -> None:
    ours, theirs = (
        kind(autoescape=True, undefined=jinja2.StrictUndefined).from_string(_TEMPLATE)
        for kind in (Environment, jinja2.Environment)
    )
    assert ours.render(value=value) == theirs.render(value=value)


def test_a_name_that_is_not_there_is_an_error() -> None:
    page = Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    with pytest.raises(jinja2.UndefinedError):
        page.from_string("{{ nothing }}").render()
