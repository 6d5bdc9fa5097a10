"""What is said when a library cannot read a file of the lake.

A damaged file may come up in any question, so nobody is prepared for it but who speaks
to the person.
"""

import re

_FILE = re.compile(r"[^\s'\"\[]*\.(?:parquet|json)\b")


def damage(error: BaseException) -> str | None:
    """Return what cannot be read and what to do; None where `error` says no such thing."""
    # By whom something unexpected is told can take a moment.
    import duckdb
    import pyarrow as pa
    from deltalake.exceptions import DeltaError

    named = _FILE.search(str(error))
    if not isinstance(error, duckdb.Error | DeltaError | pa.ArrowException):
        return None
    if named is None and not isinstance(error, DeltaError):
        return None
    of = named[0] if named else "a table of the lake"
    said = str(error).strip().splitlines()[0]
    return f"{of} cannot be read: {said}; harvestman lake verify says what to do"
