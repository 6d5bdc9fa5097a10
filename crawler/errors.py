"""What can go wrong in crawler/; each class names one fact."""


class CrawlError(Exception):
    """Something in crawler/ could not be done; its text says what and what to do."""


class BadCampaign(CrawlError):
    """A campaign file or its options do not say what a campaign has to say."""


class BadSeeds(CrawlError):
    """A file of seeds cannot be read; it names the file."""


class BadScore(CrawlError):
    """A score is no expression of the score language; it says where and why."""


class CrawlDied(CrawlError):
    """The crawling process ended without saying why."""


class WireError(CrawlError):
    """An exchange with a server gave no answer; its subclass names the fact."""


class AddressRefused(WireError):
    """A host has a loopback or private address, which nobody allowed."""


class BadAsk(WireError):
    """What is to be asked cannot be sent over HTTP/1.1."""


class DnsFailed(WireError):
    """A host's name has no address."""


class ConnectFailed(WireError):
    """Nobody took the connection."""


class TlsFailed(WireError):
    """The server could not prove who it is, or speaks another TLS."""


class ProxyFailed(WireError):
    """A proxy did not lead to the host."""


class TimedOut(WireError):
    """No whole head of an answer came in time."""


class Disconnected(WireError):
    """The server hung up before the head of its answer was whole."""


class BadAnswer(WireError):
    """What the server sent is not HTTP/1.x."""


class HeaderFlood(BadAnswer):
    """The head of an answer is longer than any honest one."""


class Cancelled(WireError):
    """The crawl stopped before the answer came."""


class BadSetting(CrawlError):
    """A Scrapy setting has a value under which the frontier cannot work."""


class NoBrowser(CrawlError):
    """Pages are to be rendered, and there is no browser to do it."""


class SampleWebError(CrawlError):
    """The sample web could not be built or served as asked."""


class HomeBusy(CrawlError):
    """Another crawl is running in the same home."""


class SeamMismatch(CrawlError):
    """Scrapy has changed where a crawl cannot do without it."""


class EngineRefused(CrawlError):
    """The fast engine was asked for and cannot run this spider as Scrapy would."""


class NoSuchCase(CrawlError):
    """The review list holds no case of this name."""


class BadProxy(CrawlError):
    """A proxy in the settings is no address."""


class BadHeader(CrawlError):
    """A header in the settings cannot be sent, or is not the operator's to set."""


class NoPermission(CrawlError):
    """Nobody has said, with name and evidence, that this may be done."""


class BadSolver(CrawlError):
    """The solver in the settings is no function that can be called."""


class NoSuchProfile(CrawlError):
    """There is no profile of this name."""


class PortTaken(CrawlError):
    """The port that metrics were to be served on is not free."""


class SelectorRefused(CrawlError, ValueError):
    """A query that Scrapy's selectors may know, and ours do not."""
