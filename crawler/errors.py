"""What can go wrong in crawler/; each class names one fact."""


class CrawlError(Exception):
    """Something in crawler/ could not be done; its text says what and what to do."""


class BadCampaign(CrawlError):
    """A campaign file or its options do not say what a campaign has to say."""


class CrawlDied(CrawlError):
    """The crawling process ended without saying why."""


class AddressRefused(CrawlError):
    """A host has a loopback or private address, which nobody allowed."""


class NoBrowser(CrawlError):
    """Pages are to be rendered, and there is no browser to do it."""


class SampleWebError(CrawlError):
    """The sample web could not be built or served as asked."""


class HomeBusy(CrawlError):
    """Another crawl is running in the same home."""
