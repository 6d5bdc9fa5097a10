"""/postback/<network>: where networks tell of sales that came from our clicks.

A network proves itself by the secret that the vault keeps for it: as the argument `key`,
or, so that the secret never travels, by a signature over what is sent (HMAC-SHA256 in
hexadecimal, in the header x-signature or, of a GET, as the last argument `signature`).
It is answered with 200 once the ledger has committed; what is not known by name and
secret gets the same answer, whether there is such a network or not.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
import structlog
from litestar import Response, route
from litestar.enums import MediaType
from litestar.params import FromPath

from ledger.affiliate.errors import AffiliateError, FactsRefused
from ledger.affiliate.hear import hear
from ledger.affiliate.reading import FIELDS, read
from ledger.affiliate.secrets import secret_of
from ledger.errors import LedgerError, SecretMissing
from ledger.vault import Vault
from storefront.pages.visit import Asked
from storefront.parts import Parts

log = structlog.get_logger()

_NETWORK = re.compile("[a-z0-9][a-z0-9-]{0,39}")
_SIGNATURE = "signature"
_MOST_FIELDS = 50
_LARGEST = 16_384


class _Sent(msgspec.Struct, frozen=True):
    """What came: the words that are signed, their signature, and the fields."""

    signed: bytes
    signature: str
    fields: Mapping[str, str]


@route("/postback/{network:str}", http_method=["GET", "POST"], status_code=200)
async def hear_postback(request: Asked, network: FromPath[str]) -> Response[str]:
    """Heed what a network tells."""
    parts: Parts = request.app.state.parts
    vault: Vault | None = request.app.state.vault
    query = request.scope["query_string"]
    body = await request.body() if request.method == "POST" else b""
    header = request.headers.get("x-signature", "")
    status, said = await asyncio.to_thread(
        _heard, (parts, vault), network, (query, body), header
    )
    return Response(said, status_code=status, media_type=MediaType.TEXT)


def _heard(
    shop: tuple[Parts, Vault | None],
    network: str,
    came: tuple[bytes, bytes],
    header: str,
) -> tuple[int, str]:
    """Return the status and the words of the answer."""
    parts, _ = shop
    try:
        if not _is_proven(shop, network, sent := _sent(*came, header)):
            log.warning("postback_refused", network=network[:40], why="no proof")
            return 403, "that is not a network that we know by this secret"
        facts = read(network, sent.fields, "postback")
        with parts.ledger.write() as connection:
            heard = hear(connection, facts, parts.clock())
    except FactsRefused as error:
        log.warning("postback_refused", network=network[:40], why=str(error))
        return 400, str(error)
    except AffiliateError as error:
        log.warning("postback_refused", network=network[:40], why=str(error))
        return 409, str(error)
    except LedgerError as error:
        log.warning("postback_not_kept", network=network[:40], why=str(error))
        return 503, "it cannot be written now"
    log.info("postback_heard", network=network, outcome=heard.outcome)
    return 200, heard.outcome


def _is_proven(shop: tuple[Parts, Vault | None], network: str, sent: _Sent) -> bool:
    parts, vault = shop
    if vault is None or not _NETWORK.fullmatch(network):
        return False
    try:
        with parts.ledger.read() as connection:
            secret = secret_of(vault, connection, network).encode()
    except SecretMissing:
        return False
    if sent.signature:
        right = hmac.new(secret, sent.signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), sent.signature.lower().encode())
    return hmac.compare_digest(secret, sent.fields.get("key", "").encode())


def _sent(query: bytes, body: bytes, header: str) -> _Sent:
    """Return what came, with each name once: who says a thing twice says nothing."""
    if len(query) + len(body) > _LARGEST:
        raise FactsRefused("that is too long")
    signed, _, last = query.rpartition(b"&" + _SIGNATURE.encode() + b"=")
    signature = header or (last.decode("latin-1") if signed else "")
    # Who signs a body has not signed the address: nothing of it counts then.
    asked = [] if header and body else _pairs(query)
    posted = _posted(body) if body else []
    fields: dict[str, str] = {}
    for name, value in (*asked, *posted):
        if name in FIELDS and name in fields:
            raise FactsRefused(f"{name} is told twice")
        fields[name] = value
    return _Sent(body or signed or query, signature, fields)


def _posted(body: bytes) -> list[tuple[str, str]]:
    if not body.lstrip().startswith(b"{"):
        return _pairs(body)
    try:
        told = msgspec.json.decode(body, type=dict[str, str | float | None])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FactsRefused(f"the JSON cannot be read: {error}") from None
    return [(name, f"{value}") for name, value in told.items() if value is not None]


def _pairs(said: bytes) -> list[tuple[str, str]]:
    try:
        words = said.decode()
        return parse_qsl(words, max_num_fields=_MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise FactsRefused("the fields cannot be read") from None


HANDLERS = (hear_postback,)
