"""The shop fetches nothing at request time, so nobody makes it ask an address for them."""

import ast
import re
import socket
from pathlib import Path

import pytest

ROOM = Path(__file__).parent.parent.parent / "storefront"
# What opens connections. serve.py asks the shop itself whether it is ready.
CLIENTS = {
    *("aiohttp", "ftplib", "http.client", "httpx", "httpx2", "niquests", "requests"),
    *("smtplib", "socket", "telnetlib", "urllib.request", "urllib3", "websockets"),
}
SERVER = ROOM / "serve.py"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.requirement(17)
def test_no_module_of_the_shop_can_fetch():
    paths = sorted(set(ROOM.rglob("*.py")) - {SERVER})
    assert len(paths) > 30
    found = {(path.name, name) for path in paths for name in imported(path)}
    assert not {one for one in found if one[1] in CLIENTS}
    assert {"http.client", "socket"} <= set(imported(SERVER))


@pytest.fixture
def no_way_out(monkeypatch):
    def refuse(*about):
        pytest.fail(f"the shop asked {about}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.requirement(17)
def test_every_page_is_made_without_a_connection(shop, assortment, no_way_out):
    values = {"sku": "hm-000001", "key": assortment.guides[0].generated_key}
    for route in shop.app.routes:
        path = re.sub(
            r"\{(\w+)\}", lambda one: values.get(one[1], "x"), route.path_format
        )
        if "GET" in route.methods and "live" not in path:
            assert shop.get(path, headers={"referer": "http://10.0.0.1/"}).status_code
