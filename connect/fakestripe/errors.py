"""How Stripe refuses: a status, a type, a code and a sentence."""


class Refusal(Exception):
    """What was asked is not done; Stripe's answer says why."""

    def __init__(
        self,
        message: str,
        code: str | None = None,
        *,
        param: str | None = None,
        kind: str = "invalid_request_error",
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, object] = {"type": kind, "message": message}
        self.error |= {"code": code} if code else {}
        self.error |= {"param": param} if param else {}


def unknown(kind: str, name: str) -> Refusal:
    """Return how Stripe says that there is no such thing."""
    return Refusal(
        f"No such {kind}: '{name}'", "resource_missing", param="id", status=404
    )
