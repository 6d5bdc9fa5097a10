"""Write values into pages escaped, in less than half of the time that Jinja takes.

Jinja makes each text that it writes a Markup, so that nothing escapes it again. What is
written is only joined: a bare text serves, and a Markup may go out as it is.
"""

from typing import Any

import jinja2
import markupsafe
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

# Not a promise of markupsafe; without it its own way is taken, which does the same.
_escaped = getattr(markupsafe, "_escape_inner", escape)


def written(value: object) -> str:
    """Return `value` as it stands in a page."""
    if type(value) is str:
        return _escaped(value)
    # Of no kind derived from it: that may have a way of its own.
    if type(value) is Markup:
        return value
    return escape(value)


class Escaping(CodeGenerator):
    """Compiles templates that write with `environment.written`."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        settled = not frame.eval_ctx.volatile and frame.eval_ctx.autoescape
        if settled and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(jinja2.Environment):
    """Jinja's, with templates that are compiled so."""

    code_generator_class = Escaping
    written = staticmethod(written)
