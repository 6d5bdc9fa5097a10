"""Which files of a table are worth merging: sorted runs, each far larger than the next.

A run is files whose keys do not overlap: readers open one of them for a key, so a run
of many large files is as good as one file. Small files are runs of their own.

    run 1  [a-f][f-m][m-z]  3,000,000 rows
    run 2  [b---------y]      500,000 rows     < 1/4 of run 1: not worth rewriting it
    run 3  [c-------w]         90,000 rows     < 1/4 of run 2
    fresh  [a--z] [d-k]        40,000 rows     >= 1/4 of run 3: merged with run 3

So there are never more than a few runs, and a row is written again only when the run
it lies in has grown by a quarter.
"""

from collections.abc import Iterable, Sequence

from lake.datafiles import DataFile

_WORTH = 0.25
_SMALL = 0.5


def mergeable(files: Iterable[DataFile], *, rows: int, by_maker: bool) -> set[str]:
    """Return the paths of the files to merge, where `rows` are wanted in a file.

    `by_maker`: rows of different makers do not share a file, so that a reader knows
    from the log alone who made what is in it; files that mix them are split.
    """
    groups: dict[tuple[object, tuple[object, ...]], list[DataFile]] = {}
    for file in files:
        maker: tuple[object, ...] = (file.maker, file.version) if by_maker else ()
        groups.setdefault((file.day, maker), []).append(file)
    found: set[str] = set()
    for (_, maker), group in groups.items():
        is_mixed = by_maker and None in maker
        merged = group if is_mixed else _merged(_runs(group, rows * _SMALL))
        found |= {file.path for file in merged}
    return found


def is_small(file: DataFile, rows: int) -> bool:
    """Say whether a file is far from holding the `rows` that are wanted in one."""
    return file.rows < rows * _SMALL


def _merged(runs: Sequence[Sequence[DataFile]]) -> list[DataFile]:
    """Return the files of the largest run that the smaller ones outweigh, and these."""
    ordered = sorted(runs, key=_rows, reverse=True)
    smaller = sum(map(_rows, ordered))
    for number, run in enumerate(ordered):
        smaller -= _rows(run)
        rest = ordered[number:]
        if len(rest) > 1 and smaller >= _WORTH * _rows(run):
            return [file for run in rest for file in run]
    return []


def _runs(files: Sequence[DataFile], small: float) -> list[list[DataFile]]:
    runs = [[file] for file in files if file.rows < small or file.first is None]
    long: list[list[DataFile]] = []
    for file in sorted(
        (file for file in files if file.rows >= small and file.first is not None),
        key=lambda file: (file.first, file.last),
    ):
        # A key whose rows lie on both sides of a cut ends one file and starts the next.
        before = next((run for run in long if run[-1].last <= file.first), None)
        if before is None:
            long.append([file])
        else:
            before.append(file)
    return runs + long


def _rows(run: Sequence[DataFile]) -> int:
    return sum(file.rows for file in run)
