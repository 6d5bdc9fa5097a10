"""What can go wrong in ledger/; each class names one fact."""


class LedgerError(Exception):
    """Something in ledger/ could not be done; its text says what and what to do."""


class UrlRefused(LedgerError):
    """The ledger's URL is not one that the ledger can use."""


class DriverMissing(LedgerError):
    """The package that speaks to the database is not installed."""


class LedgerUnreachable(LedgerError):
    """The database cannot be opened, read or written."""


class LedgerTooNew(LedgerError):
    """The database was made by a newer Harvestman than this one."""


class LedgerBusy(LedgerError):
    """Another writer held the ledger for longer than the busy timeout."""


class LeaseLost(LedgerError):
    """A job was claimed by another, or given up, before its owner answered."""


class VaultLocked(LedgerError):
    """There is no usable key for the vault."""


class VaultKeyWrong(LedgerError):
    """A secret was written with another key than the one given."""


class VaultDamaged(LedgerError):
    """A secret was changed after it was written."""


class SecretMissing(LedgerError):
    """The vault holds no secret of that name."""


class RunUnknown(LedgerError):
    """There is no such run, or it has ended already."""


class ListingTwice(LedgerError):
    """One listing stands in two groups."""


class AlreadyDecided(LedgerError):
    """An edition of a product has a verdict that the new one cannot follow."""


class RuleRefused(LedgerError):
    """A price rule that says nothing, or what no price can be made of."""


class RuleUnknown(LedgerError):
    """There is no such price rule in force."""


class SkuUnknown(LedgerError):
    """No product was ever sold under that sku."""


class SessionTooLarge(LedgerError):
    """A visitor's session would hold more than it may."""


class ProfileRefused(LedgerError):
    """What was said of the shop is not a name, a currency or a country."""


class LedgerNotEmpty(LedgerError):
    """A ledger is to be put back into a database that holds one."""


class DumpBroken(LedgerError):
    """The rows of a ledger that was kept cannot be read."""


class UserRefused(LedgerError):
    """Nobody can be added under that address."""


class UserUnknown(LedgerError):
    """There is no user of that address or number."""


class StillNeeded(LedgerError):
    """What is to be erased is needed yet."""


class LastOwner(LedgerError):
    """Without that owner nobody could say who the others are."""


class PasswordRefused(LedgerError):
    """A password is too short, or easily guessed."""


class HookRefused(LedgerError):
    """An endpoint cannot be told, or there is none of that name."""
