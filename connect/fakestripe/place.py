"""Where a home's fake Stripe is: written by who serves it, read by who asks it."""

import secrets
from pathlib import Path

import msgspec

from connect.errors import FakeStripeError

FOLDER = "fakestripe"
_NAME = "place.json"


class Place(msgspec.Struct, frozen=True):
    """Its address, and the two secrets between it and the shop."""

    port: int
    key: str
    webhook_secret: str

    def __repr__(self) -> str:
        """Say nothing secret."""
        return f"Place(port={self.port})"

    @property
    def url(self) -> str:
        """Where its API and its pages lie."""
        return f"http://127.0.0.1:{self.port}"


def find_place(home: Path) -> Place | None:
    """Return where the fake of a home is, or was when it last ran."""
    path = home / FOLDER / _NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Place)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise FakeStripeError(
            f"{path} does not say where the fake Stripe is ({error}); remove it, and the"
            " next start writes it anew"
        ) from None


def keep_place(home: Path, port: int) -> Place:
    """Write where the fake of a home is now; its secrets stay."""
    before = find_place(home)
    place = Place(
        port,
        before.key if before else f"sk_test_{secrets.token_hex(16)}",
        before.webhook_secret if before else f"whsec_{secrets.token_hex(16)}",
    )
    path = home / FOLDER / _NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    beside.touch(mode=0o600)
    beside.write_bytes(msgspec.json.encode(place))
    beside.replace(path)
    return place
