import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from jobs.logs import set_up_logs
from jobs.settings import LogSettings

CANARY = "canary-0123456789abcdef"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handlers, level = logging.root.handlers, logging.root.level
    set_up_logs(LogSettings(), "run-1", (CANARY,), stream)
    yield stream
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.root.handlers = handlers
    logging.root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_json_and_names_its_run(out: io.StringIO) -> None:
    structlog.get_logger().info("page_stored", pages=3)
    logging.getLogger("library").warning("said %s", "so")
    assert [(line["event"], line["run"]) for line in lines(out)] == [
        ("page_stored", "run-1"),
        ("said so", "run-1"),
    ]


def test_a_secret_leaves_no_trace_wherever_it_is_put(out: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info("planted", text=f"key {CANARY}", deep={"list": [CANARY]}, password="p4ss")
    logging.getLogger("library").error("%s", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        log.exception("failed")
    assert len(lines(out)) == 3
    assert CANARY not in out.getvalue()
    assert "p4ss" not in out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://user:hunter22@localhost/shop",
        "key sk_live_hunter22hunter22",
        "Authorization: Bearer hunter22hunter22",
        "Authorization: Basic hunter22hunter22",
        "http://user:pa/ss-hunter22@shop.test/",
        "http://hunter22@shop.test/",
        "http://shop.test/?page=2&api_key=hunter22",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(out: io.StringIO, text: str) -> None:
    structlog.get_logger().info("said", text=text)
    assert "hunter22" not in out.getvalue()


def test_a_traceback_is_kept(out: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "ValueError: broken" in str(lines(out)[0]["exception"])


def test_lines_below_the_level_are_left_out(out: io.StringIO) -> None:
    structlog.get_logger().debug("noise")
    crawling = logging.getLogger("scrapy.core.engine")
    crawling.setLevel(logging.DEBUG)
    crawling.debug("noise")
    crawling.info("noise")
    crawling.setLevel(logging.NOTSET)
    assert out.getvalue() == ""


def test_a_terminal_gets_lines_for_people(out: io.StringIO) -> None:
    terminal = Terminal()
    set_up_logs(LogSettings(), "run-2", (CANARY,), terminal)
    structlog.get_logger().info("page_stored", text=CANARY)
    assert "page_stored" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert CANARY not in terminal.getvalue()
