"""What the steps work with beside their rows: models and lists, all in local files."""

import msgspec

from enrich.settings import EnrichSettings

# A model of one's own counts after the code that reads it: 2,003 is the third that was
# released for the second version of a step.
_MODELS_A_VERSION = 1000


class Learned(msgspec.Struct, frozen=True):
    """A released model of the home's own: which it is, and where it lies."""

    number: int
    path: str
    digest: str
    code: int = 1


class Equipment(msgspec.Struct, frozen=True):
    """What is configured, and the models that are released, by the name of their step.

    `currency` is the shop's; `assumed` is how often what scores assume was changed.
    """

    settings: EnrichSettings = EnrichSettings()
    home: str = ""
    learned: dict[str, Learned] = {}
    currency: str = "EUR"
    assumed: int = 0

    def model(self, step: str, code: int) -> Learned | None:
        """Return the model that is released for a step whose code is of this version."""
        released = self.learned.get(step)
        return released if released and released.code == code else None

    def version(self, step: str, code: int) -> int:
        """Return a step's version: that of its code, and which model it uses."""
        released = self.model(step, code)
        return version_of(code, released.number if released else 0)


def version_of(code: int, number: int) -> int:
    """Return the version of what a step's code makes with a model of this number."""
    return code * _MODELS_A_VERSION + number
