"""What can go wrong in enrich/; each class names one fact."""


class EnrichError(Exception):
    """Something in enrich/ could not be done; its text says what and what to do."""


class ModelMissing(EnrichError):
    """A model that is asked for is nowhere."""


class ModelUnusable(EnrichError):
    """The files of a model are not what they should be."""


class ModelRefused(EnrichError):
    """A model may not be kept under a name, or says other things than its source."""


class EngineMissing(EnrichError):
    """A package that runs a model of this kind is not installed."""


class LabelRefused(EnrichError):
    """A label that names nothing known, or says what cannot be said."""


class NoLabelRows(LabelRefused):
    """A file of labels in which nobody can have said anything."""


class NoSuchModel(EnrichError):
    """A step has no model of a number."""


class NothingToLearn(EnrichError):
    """There are too few labels to learn from or to measure on."""


class TrendsRefused(EnrichError):
    """A file of outside trends that cannot be read, or says what cannot be."""


class NoSuchMarket(EnrichError):
    """A category of which nothing is known."""


class NotTold(EnrichError):
    """A figure that no row bears which may be shown."""


class VideoFailed(EnrichError):
    """A program that makes videos failed, or was not done in time."""


class WriterRefused(EnrichError):
    """Settings by which no writer can word anything."""
