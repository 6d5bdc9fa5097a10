"""Heads that break the rules, put in order as browsers do it.

Some servers send lines without a colon, names with blanks, lengths twice. The parser
refuses them, rightly for a proxy; a reader of pages leaves such lines out and goes on.
"""

import re

_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[0-9][ \t]+([0-9]{3})(?:[ \t][^\r\n]*)?\Z")
_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)\Z", re.DOTALL)
_CONTROLS = bytes(range(9)) + bytes(range(10, 32)) + b"\x7f"


def end_of_head(data: bytes) -> int:
    """Return where the head in `data` ends, 0 when it goes on."""
    found = _END.search(data)
    return found.end() if found else 0


def tidied(head: bytes) -> bytes | None:
    """Return `head` in good order; None when it is none of HTTP/1.x."""
    first, *lines = re.split(rb"\r?\n", head.strip(b"\r\n"))
    status = _STATUS.match(first)
    if status is None:
        return None
    kept = [_field(line) for line in lines]
    fields = _with_one_length([field for field in kept if field])
    # 1.1 is what a server of any 1.x is taken for.
    top = b"HTTP/1.1 " + status[1] + b" \r\n"
    return top + b"".join(b"%b: %b\r\n" % field for field in fields) + b"\r\n"


def _field(line: bytes) -> tuple[bytes, bytes] | None:
    # A line that goes on from the one before (obs-fold) has no name: it is left out.
    found = _LINE.match(line)
    return (found[1], found[2].translate(None, _CONTROLS)) if found else None


def _with_one_length(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Say the same length once; two different ones stay, and stay wrong."""
    said = [value for name, value in fields if name.lower() == b"content-length"]
    lengths = {part.strip() for value in said for part in value.split(b",")}
    if len(said) == 0 or len(lengths) > 1:
        return fields
    rest = [field for field in fields if field[0].lower() != b"content-length"]
    return [*rest, (b"Content-Length", lengths.pop())]
