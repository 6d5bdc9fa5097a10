"""Which writer is set: known before it is loaded, refused where it cannot be."""

from pathlib import Path

from enrich.generate.writers import local, remote
from enrich.generate.writers.calls import Calls
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.writers.writer import Writer


def chosen(settings: WritersSettings, home: Path, threads: int = 1) -> Writer | None:
    """Return the writer that is set; None for the template, whose words stay."""
    if settings.writer == "local":
        folder = local.folder_of(settings.model, str(home))
        return local.LocalWriter(folder, threads, settings.timeout_s)
    if settings.writer == "remote":
        remote.check(settings)
        return remote.RemoteWriter(settings, Calls(home, settings.calls_a_day))
    return None


def readable(settings: WritersSettings, home: Path) -> str:
    """Return what the writer that is set is called; a local one is loaded for it."""
    if settings.writer == "local":
        local.loaded(local.folder_of(settings.model, str(home)))
    writer = chosen(settings, home)
    return writer.name if writer else ""
