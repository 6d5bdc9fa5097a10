"""The shop's product page, served in four ways: python -m benchmarks._shop_twins NAME.

    shop      as `harvestman serve` does it, with its layers and counters
    fastapi   FastAPI on uvicorn, with uvloop and httptools
    flask     Flask on gunicorn, with threads

All make the same page of the same snapshot with the same templates, and send the same
headers. No one logs what went well, which is how each comes; what the peers leave out -
limits, counters, validators, sessions, languages - the shop pays for.
"""

import argparse
import secrets
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from jobs.logs import set_up_logs
from jobs.settings import LogSettings
from storefront.app import create_app
from storefront.http.headers import SECURITY
from storefront.pages.products import _product
from storefront.pages.visit import Visit
from storefront.serve import serve
from storefront.settings import ShopSettings

URL = "https://shop.example"
NAMES = ("shop", "fastapi", "flask")
MORE = {
    "cache-control": "public, max-age=60",
    "etag": 'W/"0123456789abcdef-0-01234567-0123abcd-en-safe-0123456789abcdef01234567"',
    "vary": "accept-encoding",
}


def main() -> None:
    """Serve until a signal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("home", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--peers", default="")
    parser.add_argument("--cache-mb", type=int, default=0)
    asked = parser.parse_args()
    if asked.peers:
        sys.path.append(asked.peers)
    if asked.name == "shop":
        _shop(asked.home, asked.port, asked.cache_mb)
    elif asked.name == "fastapi":
        _fastapi(_Pages(asked.home), asked.port)
    else:
        _flask(_Pages(asked.home), asked.port)


def _shop(home: Path, port: int, cache_mb: int) -> None:
    settings = ShopSettings(url=URL, port=port, page_cache_mb=cache_mb, limits=False)
    serve(home, settings, in_worker=_log_to_nowhere)


def _log_to_nowhere() -> None:
    # The lines are made, but a terminal is not what is measured.
    stream = Path("/dev/null").open("w")  # noqa: SIM115 - to the end of the process
    set_up_logs(LogSettings(format="json"), "benchmark", stream=stream)


class _Visit(Visit, frozen=True):
    """A visit whose pages are bare text: what a peer makes an answer of is its own."""

    def page(self, name: str, status: int = 200, **facts: object) -> Any:
        """Return the page's text."""
        templates = self.shop.templates
        return templates.render(
            name, self.language, visit=self, shelf=self.shelf, **facts
        )


class _Pages:
    """Makes product pages as the shop's handler does."""

    def __init__(self, home: Path) -> None:
        state = create_app(home, ShopSettings(url=URL)).state
        self.shop, self.parts = state["shop"], state["parts"]
        self.parts.catalogue.shelf()  # opened before threads ask

    def make(self, sku: str, name: str) -> tuple[str, dict[str, str]]:
        """Return a page and its headers."""
        request_id = secrets.token_hex(8)
        shelf = self.parts.catalogue.shelf()
        visit = _Visit(
            shop=self.shop,
            shelf=shelf,
            now=datetime.fromtimestamp(time.time() // 300 * 300, UTC),
            request_id=request_id,
            language="en",
            path=f"/products/{sku}/{name}",
            query="",
            live=self.parts.live.over(shelf.price_mark),
            is_plain=False,
        )
        text: Any = _product(visit, sku, name)
        return text, {**SECURITY, **MORE, "x-request-id": request_id}


def _fastapi(pages: _Pages, port: int) -> None:
    fastapi, uvicorn = import_module("fastapi"), import_module("uvicorn")
    app = fastapi.FastAPI(openapi_url=None)

    async def product(sku: str, name: str) -> Any:
        text, headers = pages.make(sku, name)
        return fastapi.responses.HTMLResponse(text, headers=headers)

    app.get("/products/{sku}/{name}")(product)

    uvicorn.run(app, port=port, access_log=False, log_level="warning")


def _flask(pages: _Pages, port: int) -> None:
    flask = import_module("flask")
    base = import_module("gunicorn.app.base").BaseApplication
    app = flask.Flask(__name__)

    def product(sku: str, name: str) -> Any:
        text, headers = pages.make(sku, name)
        return flask.Response(text, headers=headers)

    app.get("/products/<sku>/<name>")(product)

    class Server(base):  # type: ignore[misc, valid-type]
        def load_config(self) -> None:
            options = {"bind": f"127.0.0.1:{port}", "workers": 1, "loglevel": "warning"}
            threads = {"worker_class": "gthread", "threads": 4}
            for name, value in {**options, **threads}.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    Server().run()


if __name__ == "__main__":
    main()
