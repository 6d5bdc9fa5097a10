"""What can go wrong in lake/; each class names one fact."""


class LakeError(Exception):
    """Something in lake/ could not be done; its text says what and what to do."""


class NoSuchTable(LakeError):
    """A table was named that the lake does not have."""


class RowsRefused(LakeError):
    """Rows do not fit their table: names the table, the column and what it wants."""


class BadWriterName(LakeError):
    """A writer's name cannot be part of a file name."""


class LakeFull(LakeError):
    """The disk, or a quota, has no room for what was to be written."""


class LakeUnwritable(LakeError):
    """The home folder cannot be made or written."""


class LakeTooNew(LakeError):
    """The lake was written by a newer version than this one."""


class SpoolFileBroken(LakeError):
    """A spool file is torn or was changed."""


class NothingPinned(LakeError):
    """There is no lake.duckdb yet."""


class BodyUnreadable(LakeError):
    """A body does not lie where the lake says it does, or has been damaged."""


class NoSuchBody(LakeError):
    """A URL or digest was named of which the lake holds no body."""


class ExchangeRefused(LakeError):
    """A request and response cannot be stored as WARC records."""


class WarcInUse(LakeError):
    """A WARC file cannot be rewritten while a crawl writes it."""


class StageRefused(LakeError):
    """A stage is declared wrongly, or gives what it must not."""


class StageBroken(LakeError):
    """A stage kills its worker processes again and again."""


class BadQuery(LakeError):
    """A question in SQL that the lake does not understand."""


class PinBroken(LakeError):
    """The pinned lake.duckdb is damaged; the tables it shows are not."""


class LakeBusy(LakeError):
    """Others work with the lake for longer than we wait."""


class TooManyRows(LakeError):
    """More rows than the file that was asked for can hold."""


class ExportRefused(LakeError):
    """What was asked for cannot be written as such a file, or to such a place."""


class RatesUnreadable(LakeError):
    """A file of exchange rates is not in a form that is known."""


class BucketRefused(LakeError):
    """The bucket where the tables lie cannot be reached; names the setting."""


class NotOurBatch(LakeError):
    """Another home loads into the same tables under this home's name."""
