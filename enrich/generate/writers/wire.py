"""The client that asks a service: it follows no redirect, and reads no endless answer."""

from collections.abc import AsyncIterator

from httpx2 import (
    AsyncBaseTransport,
    AsyncByteStream,
    AsyncClient,
    AsyncHTTPTransport,
    Request,
    Response,
    TransportError,
)

from enrich.generate.writers.settings import WritersSettings

_MOST_BYTES = 200_000


class AnswerTooLong(TransportError):
    """A service sends more than any paragraph takes."""


def client(settings: WritersSettings) -> AsyncClient:
    """Return a client for the service."""
    return AsyncClient(
        transport=_Bounded(AsyncHTTPTransport()),
        timeout=settings.timeout_s,
        follow_redirects=False,
    )


class _Bounded(AsyncBaseTransport):
    """Reads no more of an answer than it may be long."""

    def __init__(self, inner: AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: Request) -> Response:
        # A packed answer could be small on the way and endless here.
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise AnswerTooLong("it is packed, and may have any length")
        response.stream = _Counted(response.stream)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(AsyncByteStream):
    def __init__(self, inner: object) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for piece in self._inner:  # type: ignore[attr-defined]
            read += len(piece)
            if read > _MOST_BYTES:
                raise AnswerTooLong("the answer has no end")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()  # type: ignore[attr-defined]
