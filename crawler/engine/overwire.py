"""The wire as a Scrapy download handler, for http and https.

What the wire does not do, Scrapy's own handler does: signals while a body arrives,
addresses to bind to, and hosts whose certificate is wrong, which Scrapy lets pass.
"""

import base64
import logging
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from scrapy import exceptions, signals
from scrapy.responsetypes import responsetypes
from scrapy.utils.asyncio import is_asyncio_available
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler, load_object

from crawler import errors, seam
from crawler.exchange import Answer, Ask
from crawler.wire.client import Wire
from crawler.wire.coding import codings_of
from crawler.wire.settings import WireSettings

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

log = logging.getLogger(__name__)

HANDLER = "crawler.engine.overwire.WireHandler"
_CHOICES = ("auto", "wire", "scrapy")
# With one of these set, a connection is to be made as Scrapy makes it.
_SCRAPYS_OWN = (
    "DOWNLOAD_BIND_ADDRESS",
    "DOWNLOAD_TLS_MAX_VERSION",
    "DOWNLOAD_TLS_MIN_VERSION",
    "DOWNLOADER_CLIENTCONTEXTFACTORY",
    "DOWNLOADER_CLIENT_TLS_CIPHERS",
    "DOWNLOADER_CLIENT_TLS_METHOD",
    "DNS_RESOLVER",
    "TWISTED_DNS_RESOLVER",
)
_NO_LIMIT = 1 << 40
# What Scrapy's retry middleware and errbacks know instead of the wire's words.
_WORDS: tuple[tuple[type[errors.WireError], type[Exception]], ...] = (
    (errors.DnsFailed, exceptions.CannotResolveHostError),
    (errors.ConnectFailed, exceptions.DownloadConnectionRefusedError),
    (errors.TimedOut, exceptions.DownloadTimeoutError),
    (errors.Cancelled, exceptions.DownloadCancelledError),
    (errors.BadAsk, exceptions.UnsupportedURLSchemeError),
)


def use_wire(settings: "BaseSettings") -> str:
    """Let the wire fetch http and https; return why it does not, or nothing."""
    _resolve(settings)  # now: a wrong one would fail with every request
    reason = _hindrance(settings)
    if not reason:
        for scheme in ("http", "https"):
            # Without a reactor, Scrapy gives its own handlers this priority.
            settings["DOWNLOAD_HANDLERS"].set(scheme, HANDLER, "project")
    return reason


def _hindrance(settings: "BaseSettings") -> str:
    wanted = settings.get("HARVESTMAN_WIRE", "auto")
    if wanted not in _CHOICES:
        raise errors.BadSetting(
            f"HARVESTMAN_WIRE = {wanted!r}; expected {', '.join(_CHOICES)}"
        )
    if wanted == "wire":
        return ""
    if wanted == "scrapy" or settings.get("HARVESTMAN_ENGINE") == "scrapy":
        return "the settings ask for Scrapy's"
    if not settings.getbool("COMPRESSION_ENABLED"):
        return "COMPRESSION_ENABLED is off"
    own = settings["DOWNLOAD_HANDLERS"]
    if "http" in own or "https" in own:
        return "DOWNLOAD_HANDLERS names one"
    changed = [name for name in _SCRAPYS_OWN if settings.getpriority(name)]
    return f"{changed[0]} is set" if changed else ""


def _resolve(settings: "BaseSettings") -> dict[str, str]:
    try:
        return settings.getdict("HARVESTMAN_RESOLVE")
    except ValueError:
        raise errors.BadSetting(
            f"HARVESTMAN_RESOLVE = {settings['HARVESTMAN_RESOLVE']!r}; expected"
            ' addresses by name, such as {"shop.example": "192.0.2.7"}'
        ) from None


class WireHandler:
    """Fetches over the wire what the wire can fetch."""

    lazy = True

    def __init__(self, crawler: "Crawler") -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._sender = crawler.signals.sender
        self._timeout_s = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._many = settings.getint("DOWNLOAD_WARNSIZE")
        self._whole = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._strict = settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._on_asyncio = is_asyncio_available()
        self._untrusted: set[str] = set()
        self._scrapys: Any = None
        self._wire: Wire | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "WireHandler":
        """Make the handler of `crawler`."""
        return cls(crawler)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`."""
        proxy = _proxy_of(request)
        if proxy is None or self._needs_scrapy(request):
            return await self._as_scrapy(request)
        try:
            answer = await self._open().fetch(self._ask(request, proxy))
        except errors.TlsFailed as error:
            if self._strict:
                raise exceptions.DownloadFailedError(str(error)) from error
            # Scrapy does not look at certificates unless it is told to.
            self._untrusted.add(urlparse_cached(request).netloc)
            return await self._as_scrapy(request)
        except errors.WireError as error:
            if isinstance(error, errors.AddressRefused):
                self._count_refused(request, error)
            raise _in_scrapys_words(error, request) from error
        request.meta["download_latency"] = answer.first_byte_s
        return self._response(request, answer)

    async def close(self) -> None:
        """Hang up everywhere."""
        if self._wire is not None:
            await self._wire.close()
        if self._scrapys is not None:
            await self._scrapys.close()

    def _needs_scrapy(self, request: "Request") -> bool:
        heard = (signals.headers_received, signals.bytes_received)
        return (
            not self._on_asyncio
            or "bindaddress" in request.meta
            or (
                bool(self._untrusted)
                and urlparse_cached(request).netloc in self._untrusted
            )
            or any(seam.receivers(self._sender, one) for one in heard)
        )

    def _count_refused(self, request: "Request", error: Exception) -> None:
        """Count a private address, and say so once: Scrapy is silent on what is ignored."""
        stats = self._crawler.stats
        if not stats.get_value("wire/private"):
            log.warning(
                "%(request)s: %(error)s; HARVESTMAN_ALLOW_PRIVATE is off. Further ones"
                " are counted as wire/private",
                {"request": request, "error": error},
            )
        stats.inc_value("wire/private")

    async def _as_scrapy(self, request: "Request") -> "Response":
        if self._scrapys is None:
            # Chosen when it is needed: without a reactor, Scrapy has another one.
            path = self._crawler.settings["DOWNLOAD_HANDLERS_BASE"]["http"]
            self._scrapys = build_from_crawler(load_object(path), self._crawler)
        response: Response = await self._scrapys.download_request(request)
        return response

    def _open(self) -> Wire:
        if self._wire is None:
            settings = self._crawler.settings
            at_once = settings.getint("CONCURRENT_REQUESTS")
            self._wire = Wire(
                WireSettings(
                    resolve=_resolve(settings),
                    # A Scrapy project may fetch from wherever it likes to.
                    allow_private=settings.getbool("HARVESTMAN_ALLOW_PRIVATE", True),
                    connections=max(at_once, 64) if at_once else 1000,
                )
            )
        return self._wire

    def _ask(self, request: "Request", proxy: str) -> Ask:
        most = request.meta.get("download_maxsize", self._most)
        return Ask(
            request.url,
            urlparse_cached(request).hostname or "",
            tuple(
                (name, value)
                for name, values in dict.items(request.headers)
                for value in values
            ),
            request.method.encode(),
            request.body,
            float(request.meta.get("download_timeout", self._timeout_s)),
            most or _NO_LIMIT,
            proxy,
        )

    def _response(self, request: "Request", answer: Answer) -> "Response":
        flags = self._flags(request, answer)
        body, named = answer.body, answer.headers
        if codings_of(named):
            named = _without_coding(named)
            stats = self._crawler.stats
            stats.inc_value("httpcompression/response_count")
            stats.inc_value("httpcompression/response_bytes", len(body))
        headers = seam.headers_of(named)
        # As with Scrapy's client, what only a browser sees is none of the answer's name.
        url = request.url.partition("#")[0]
        kind = responsetypes.from_args(headers=headers, url=url, body=body)
        response = kind(
            url,
            answer.status,
            None,
            body,
            flags,
            ip_address=_address(answer.ip),
            protocol="HTTP/1.1",
        )
        response.headers = headers  # given before, each would be made anew
        return response

    def _flags(self, request: "Request", answer: Answer) -> list[str] | None:
        """Return what is said of an answer that is not whole; most are no answers."""
        size, many = len(answer.body), request.meta.get("download_warnsize", self._many)
        if many and size > many:
            log.warning(
                "%(url)s is %(size)d bytes long", {"url": request.url, "size": size}
            )
        if not answer.truncated:
            return None
        if answer.truncated == "length":
            raise exceptions.DownloadCancelledError(
                f"{request.url} is longer than DOWNLOAD_MAXSIZE"
            )
        if answer.truncated == "time":
            raise exceptions.DownloadTimeoutError(f"{request.url} took too long")
        if request.meta.get("download_fail_on_dataloss", self._whole):
            raise exceptions.ResponseDataLossError(
                f"{request.url} broke off; DOWNLOAD_FAIL_ON_DATALOSS = False keeps"
                " such answers"
            )
        return ["dataloss"]


def _in_scrapys_words(error: errors.WireError, request: "Request") -> Exception:
    text = f"{request.url}: {error}"
    for ours, theirs in _WORDS:
        if isinstance(error, ours):
            return theirs(text)
    if isinstance(error, errors.AddressRefused):
        return exceptions.IgnoreRequest(text)
    return exceptions.DownloadFailedError(text)


def _without_coding(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [one for one in headers if one[0].lower() != b"content-encoding"]


def _proxy_of(request: "Request") -> str | None:
    """Return the proxy with its credentials; None for one that is not for the wire."""
    proxy: str | None = request.meta.get("proxy")
    if not proxy:
        return ""
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not proxy.startswith("http://"):
        return None
    permit = request.headers.get(b"Proxy-Authorization")
    if permit is None:
        return proxy
    how, _, token = permit.decode("latin-1").partition(" ")
    if how != "Basic":
        return None
    user, _, password = base64.b64decode(token).decode("latin-1").partition(":")
    where = urlsplit(proxy)
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{where.netloc}"
    return where._replace(netloc=netloc).geturl()


@lru_cache(maxsize=4096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    return ip_address(text) if text else None
