"""What can go wrong in storefront/; each class names one fact."""


class ShopError(Exception):
    """Something in storefront/ could not be done; its text says what and what to do."""


class SnapshotUnusable(ShopError):
    """A catalogue snapshot is missing, damaged or of another schema version."""


class GuideRefused(ShopError):
    """A generated product's file is missing or lies outside the products folder."""


class PortTaken(ShopError):
    """Another program listens on the shop's port."""


class ServerDied(ShopError):
    """A process that answers requests ended by itself."""


class WordsUnusable(ShopError):
    """A file of translations lacks the text of a message."""


class AddressRefused(ShopError):
    """A setting names something that is no network address."""
