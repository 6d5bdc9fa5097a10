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


class SnapshotDamaged(ShopError):
    """A catalogue snapshot is not as it was written."""


class CatalogueJumped(ShopError):
    """A new catalogue is too unlike the one in use to be put in its place unseen."""


class ImageRefused(ShopError):
    """The bytes of an image are none that the shop shows."""


class NoSessionHere(ShopError):
    """A page that is the same for everyone asked for its visitor's session."""


class DeedRefused(ShopError):
    """What was asked for in the console cannot be done; its text says why."""
