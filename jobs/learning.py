"""The models that a home learned: which are released, and what can be learned."""

from enrich.equipment import Equipment, Learned
from enrich.errors import ModelUnusable
from enrich.learning.history import Model, models
from enrich.learning.store import intact
from jobs.business import Business
from lake.store import Lake


def equipment(business: Business) -> Equipment:
    """Return what the steps of this home work with: its settings and its own models."""
    home = str(business.home.absolute())
    return Equipment(
        settings=business.settings.enrich,
        home=home,
        currency=business.settings.shop.currency,
        learned=_released(business.lake, home),
    )


def ready(tools: Equipment) -> Equipment:
    """Return `tools` for steps to work with; refuses models that are lost or changed.

    A step that finds it out itself would have each of its inputs fail, for good.
    """
    for learned in tools.learned.values():
        intact(learned)
    return tools


def lost(tools: Equipment) -> dict[str, str]:
    """Return why the model of a step cannot be used, by the name of the step."""
    found = {}
    for step, learned in tools.learned.items():
        try:
            intact(learned)
        except ModelUnusable as error:
            found[step] = str(error)
    return found


def _released(lake: Lake, home: str) -> dict[str, Learned]:
    # A home that never learned asks no more than whether there is such a table.
    if lake.table("models") is None:
        return {}
    standing = [model for model in models(lake) if model.state == "released"]
    newest: dict[str, Model] = {}
    for model in sorted(standing, key=lambda model: (model.code, model.number)):
        newest[model.step] = model
    return {step: model.learned(home) for step, model in newest.items()}
