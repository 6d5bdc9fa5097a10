"""Which of the works on sale have their files: one lost file must not close the shop."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from storefront.catalogue.item import Guide, WorkFile
from storefront.catalogue.works import files_of
from storefront.errors import GuideRefused

log = structlog.get_logger()


def at_hand(home: Path, guides: Sequence[Guide]) -> tuple[Guide, ...]:
    """Leave out guides without their file."""
    kept = []
    for guide in guides:
        whole = msgspec.structs.replace(guide, forms=())
        try:
            files_of(home, whole)
        except GuideRefused as error:
            log.warning("guide_left_out", reason=str(error))
        else:
            forms = tuple(one for one in guide.forms if _has(home, whole, one))
            kept.append(msgspec.structs.replace(guide, forms=forms))
    return tuple(kept)


def _has(home: Path, guide: Guide, form: WorkFile) -> bool:
    try:
        files_of(home, msgspec.structs.replace(guide, forms=(form,)))
    except GuideRefused as error:
        log.info("form_left_out", reason=str(error))
        return False
    return True
