"""Zstandard frames as WARC files hold them: one a record, behind a dictionary frame.

The format is the IIPC's draft "Zstandard Compression for WARC Files 1.0": each frame
names its dictionary and the size of its content and ends in a checksum, so that it can
be read alone, and what was changed on the disk is noticed.
"""

import os
from pathlib import Path

from zstandard import (
    ZstdCompressionDict,
    ZstdCompressionParameters,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    get_frame_parameters,
)

from lake.errors import BodyUnreadable

FRAME = b"\x28\xb5\x2f\xfd"
DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
_DICTIONARY = b"\x37\xa4\x30\xec"
_SKIPPABLE = b"\x2a\x4d\x18"
# What the draft wants each frame to say.
_SAID = {"write_checksum": 1, "write_content_size": 1, "write_dict_id": 1}
# What one record may take when it is unpacked: a few bytes can claim any size.
LARGEST_RECORD = 1 << 28
# The draft lets readers refuse a larger dictionary.
LARGEST_DICTIONARY = 1 << 23
_LONGEST_HEADER = 18
_SIZES_OF_NUMBER = (0, 1, 2, 4)
_SIZES_OF_CONTENT = (0, 2, 4, 8)


def compressor(level: int, dictionary: bytes = b"") -> ZstdCompressor:
    """Return what packs records, one a frame."""
    if not dictionary:
        return ZstdCompressor(level, write_checksum=True)
    if level == 1:
        # zstd copies the dictionary's table for each frame above 8 KB, so a small one
        # pays: of a page of 27 KB, 64 KB take 140 us and 7.3 KB in all, 128 KB take
        # 155 us and 6.9 KB; the tables of level 3 take 190 us.
        parameters = ZstdCompressionParameters(
            strategy=1,
            window_log=21,
            hash_log=14,
            chain_log=14,
            search_log=1,
            min_match=6,
            **_SAID,
        )
    else:
        parameters = ZstdCompressionParameters.from_level(
            level, dict_size=len(dictionary), **_SAID
        )
    data = ZstdCompressionDict(dictionary)
    data.precompute_compress(compression_params=parameters)
    return ZstdCompressor(dict_data=data, compression_params=parameters)


def decompressor(dictionary: bytes = b"") -> ZstdDecompressor:
    """Return what unpacks the frames of one file."""
    return ZstdDecompressor(ZstdCompressionDict(dictionary) if dictionary else None)


def unpacked(packed: ZstdDecompressor, frame: bytes) -> bytes:
    """Return the content of `frame`, which must be whole and of a decent size."""
    try:
        size = get_frame_parameters(frame).content_size
        if size > LARGEST_RECORD:
            raise BodyUnreadable(
                f"the frame claims {size:,} bytes, more than the {LARGEST_RECORD:,} "
                "that a record may have"
            )
        return packed.decompress(frame, allow_extra_data=False)
    except (ZstdError, MemoryError) as error:
        raise BodyUnreadable(f"the frame is damaged: {error}") from error


def frame_length(data: bytes, at: int = 0) -> int:
    """Return how many bytes the frame at `at` takes; 0 where no whole one begins.

    It walks over the headers of the blocks and unpacks nothing.
    """
    if data[at + 1 : at + 4] == _SKIPPABLE and data[at] >> 4 == 5:
        length = 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        return length if at + length <= len(data) else 0
    if data[at : at + 4] != FRAME or at + 5 > len(data):
        return 0
    flags = data[at + 4]
    position = at + 5 + _header_length(flags)
    last = False
    while not last:
        block = int.from_bytes(data[position : position + 3], "little")
        kind, size, last = block >> 1 & 3, block >> 3, bool(block & 1)
        position += 3 + (1 if kind == 1 else size)
        if kind == 3 or position > len(data):
            return 0
    position += 4 if flags & 4 else 0
    return position - at if position <= len(data) else 0


def next_frame(data: bytes, at: int) -> int:
    """Return where the first whole frame after `at` begins; the end without one."""
    while (at := data.find(FRAME, at + 1)) >= 0:
        if frame_length(data, at):
            return at
    return len(data)


def dictionary_frame(dictionary: bytes) -> bytes:
    """Return the frame with which a file begins that is packed with `dictionary`."""
    packed = ZstdCompressor(9, write_checksum=True).compress(dictionary)
    return DICTIONARY_FRAME + len(packed).to_bytes(4, "little") + packed


def dictionary_in(frame: bytes) -> bytes:
    """Return the dictionary that a dictionary frame holds, packed or not."""
    content = frame[8:]
    if content[:4] == FRAME:
        if get_frame_parameters(content).content_size > LARGEST_DICTIONARY:
            raise BodyUnreadable("its dictionary is larger than 8 MB")
        content = unpacked(ZstdDecompressor(), content)
    if not is_dictionary(content):
        raise BodyUnreadable("its dictionary frame holds no zstd dictionary")
    return content


def is_dictionary(content: bytes) -> bool:
    """Return whether `content` looks like a dictionary of zstd."""
    return content.startswith(_DICTIONARY) and len(content) > 8


def dictionary_number(dictionary: bytes) -> int:
    """Return the number by which frames name `dictionary`."""
    return int.from_bytes(dictionary[4:8], "little")


def number_in(path: Path) -> int:
    """Return the number of the dictionary of a WARC file; 0 where it has none."""
    with path.open("rb") as file:
        head = file.read(8)
        if head[:4] != DICTIONARY_FRAME:
            return 0
        file.seek(int.from_bytes(head[4:], "little"), os.SEEK_CUR)
        try:
            return get_frame_parameters(file.read(_LONGEST_HEADER)).dict_id
        except ZstdError:
            return -1  # it ends there: nothing in it can be read


def _header_length(flags: int) -> int:
    single = flags >> 5 & 1
    content = _SIZES_OF_CONTENT[flags >> 6] or single
    return (1 - single) + _SIZES_OF_NUMBER[flags & 3] + content
