"""What can go wrong in frontier/; each class names one fact."""


class FrontierError(Exception):
    """Something in frontier/ could not be done; its text says what and what to do."""


class BadUrl(FrontierError):
    """A text is no http or https URL; it names the text."""


class DiskFull(FrontierError):
    """There is no room to write; nothing that was accepted is lost."""


class Unwritable(FrontierError):
    """A file of the frontier cannot be opened or written."""


class BadScope(FrontierError):
    """A pattern or a reach of a scope cannot be; it names the pattern."""


class BadCounts(FrontierError):
    """Saved counts are damaged; what they counted is still in the log."""


class BadCommand(FrontierError):
    """A command to a frontier cannot be; it names the command and what is wrong."""


class AlreadyOwned(FrontierError):
    """Another process owns this part of the frontier."""


class BadRule(FrontierError, ValueError):
    """A setting of the frontier cannot be; it names it, its value and what can be."""


class BadSnapshot(FrontierError):
    """A saved set of seen URLs is damaged; the log still knows every URL."""


class BadSeen(FrontierError):
    """A set of seen URLs cannot be made as asked; it names the setting."""


class ForeignOrigin(FrontierError):
    """An origin lies in a shard that this process does not own; it names both."""


class BadPlan(FrontierError):
    """What is asked of a campaign's frontier cannot be; it says what."""


class Unreadable(FrontierError):
    """A file without which the crawl must not go on cannot be read; it names it."""


class FrontierUnsteady(FrontierError):
    """Files of a frontier go as fast as they are read."""
