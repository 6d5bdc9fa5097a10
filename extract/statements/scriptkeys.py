"""Whether a script has a key that data on products has: `"price":`, `productId :`.

Scripts are a fourth of a shop's page, and one in twenty is about its product. Keys are
known by the colon behind them, so that one look at each byte is enough.
"""

from extract.kernel import Bytes, Ints, kernel

# How the keys end; of longer ones the last seven bytes are compared.
_KEYS = (
    *("rice", "sku", "SKU", "Sku", "rodid", "oductId", "duct_id", "tem_id", "rand"),
)
_LONGEST = 7


def _number(text: str) -> int:
    return int.from_bytes(text.encode(), "big")


_ENDS = tuple(_number(key) for key in _KEYS)
_SIZES = tuple((1 << 8 * len(key)) - 1 for key in _KEYS)
_QUOTE = _number("&quot;")
_QUOTE_SIZE = (1 << 48) - 1
_COLON, _DOUBLE, _SINGLE, _SPACE, _ESCAPE, _SEMICOLON = 58, 34, 39, 32, 92, 59


@kernel
def tell(data: Bytes, spans: Ints) -> None:
    """Note in each row [at, stop, 0] of `spans` whether its bytes have such a key."""
    for number in range(len(spans)):
        for at in range(spans[number, 0] + 3, spans[number, 1]):
            if data[at] == _COLON and _is_key(data, spans[number, 0], at):
                spans[number, 2] = 1
                break


@kernel
def _is_key(data: Bytes, first: int, at: int) -> bool:
    """Say whether what stands before the colon at `at` is a key, quoted or not."""
    end = at
    if data[end - 1] == _SPACE and data[end - 2] == _DOUBLE:
        end -= 2
    elif data[end - 1] in (_DOUBLE, _SINGLE):
        end -= 2 if data[end - 2] == _ESCAPE else 1
    elif data[end - 1] == _SEMICOLON and _before(data, first, end) & _QUOTE_SIZE == (
        _QUOTE
    ):
        end -= 6
    last = _before(data, first, end)
    found = False
    for k in range(len(_ENDS)):
        found |= last & _SIZES[k] == _ENDS[k]
    return found


@kernel
def _before(data: Bytes, first: int, end: int) -> int:
    """Return the seven bytes before `end`, fewer near `first`, as a number."""
    number = 0
    for k in range(max(first, end - _LONGEST), end):
        number = number << 8 | data[k]
    return number
