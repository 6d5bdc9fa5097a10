"""Why a mail was not sent, and how sure that is; each class names one fact."""

from connect.errors import ConnectError


class MailAway(ConnectError):
    """The server is not reached, or does not take the mail now; it was not sent."""


class MailRefused(ConnectError):
    """The server will never take this mail as it is; it was not sent."""


class MailUnsure(ConnectError):
    """The server was lost between the last byte and its answer: it may have the mail."""


class MailUnfit(ConnectError):
    """A mail cannot be put into the words of mail servers: an address, or a setting."""
