"""Chooses the response for a request: page or error, fresh, packed or plain."""

from collections import Counter

from crawler.sampleweb.page import Response, Send
from crawler.sampleweb.request import Request
from crawler.sampleweb.web import SampleWeb
from crawler.sampleweb.wire import HTML, whole


def _short(status: int, text: str) -> Response:
    return whole(status, f"<title>{status}</title><h1>{text}</h1>".encode())


ERRORS = {
    400: _short(400, "Bad request"),
    404: _short(404, "Not found"),
    405: whole(405, b"<h1>GET and HEAD only</h1>", HTML, (("Allow", "GET, HEAD"),)),
    413: _short(413, "Too much"),
    421: _short(421, "This host is not at this address"),
    431: _short(431, "Request head too long"),
}


Seen = Counter[tuple[str, str]]


def chosen_for(
    request: Request, web: SampleWeb, names: frozenset[str], seen: Seen
) -> Response:
    """Return what the hosts called `names` answer; `seen` counts who asked before."""
    if request.host not in names:
        return ERRORS[421]
    if request.method not in (b"GET", b"HEAD"):
        return ERRORS[405]
    page = web.page(request.host, request.path)
    if page is None:
        return ERRORS[404]
    response = page.response
    if response.first:
        key = (request.host, request.path)
        seen[key] += 1
        if seen[key] <= len(response.first):
            return response.first[seen[key] - 1]
    return _negotiated(request, response)


def _negotiated(request: Request, response: Response) -> Response:
    """Return the fresh, the packed or the plain form, as the client asked."""
    headers = request.headers
    if response.not_modified and _is_fresh(headers, response):
        return Response(304, (Send(response.not_modified),), response.not_modified)
    accepted = headers.get(b"accept-encoding", b"")
    for coding, packed in response.coded:
        if coding in accepted:
            return packed
    return response


def _is_fresh(headers: dict[bytes, bytes], response: Response) -> bool:
    # RFC 9110: If-None-Match wins over If-Modified-Since.
    match = headers.get(b"if-none-match")
    if match is not None:
        bare = response.etag.removeprefix(b"W/")
        return bool(bare) and (bare in match or match == b"*")
    since = headers.get(b"if-modified-since")
    return since is not None and since == response.last_modified != b""
