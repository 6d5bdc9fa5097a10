"""What can go wrong in jobs/; each class names one fact."""


class JobsError(Exception):
    """Something in jobs/ could not be done; its text says what and what to do."""


class BadSetting(JobsError):
    """A setting is unknown or has a value that it cannot have."""


class HomeUnusable(JobsError):
    """The home folder cannot be made or written to."""


class NoSuchScore(JobsError):
    """Nothing is scored under a key."""


class NoSuchProduct(JobsError):
    """No generated product, or several, go by a key."""


class NotDecidable(JobsError):
    """An edition is in a state in which a decision on it means nothing."""


class NoSuchPage(JobsError):
    """A page is neither in the lake nor in a file that can be read."""


class NoSuchCampaign(JobsError):
    """A home has no such campaign, or several where one is to be named."""


class SitesUnreadable(JobsError):
    """A file of page objects, or a golden folder, cannot be read."""


class SitesDiffer(JobsError):
    """Golden folders are read otherwise than they were saved."""


class KindUnknown(JobsError):
    """No such kind of work is known here."""


class BrokerUnusable(JobsError):
    """A broker's address cannot be used, or its server does not answer."""


class NotParked(JobsError):
    """A job was not given up, so that there is nothing to decide."""


class NoSuchSchedule(JobsError):
    """A home has no schedule of a name, or it is not in the state for a decision."""


class BackupBroken(JobsError):
    """A backup is not whole, is none, or would do harm."""


class BackupRefused(JobsError):
    """A backup cannot be made or put back there."""


class BadGraph(JobsError):
    """The way from pages to the shop names a step that is not there, or goes in a circle."""


class StepsFailed(JobsError):
    """Some steps of a run failed; all others were done."""


class WhoUnclear(JobsError):
    """What was given names no person."""


class NotStampable(JobsError):
    """A PDF that was bought cannot be marked with its order."""
