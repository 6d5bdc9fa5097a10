"""Homes that share a lake in a bucket of a local server."""

import itertools
from pathlib import Path

from pyarrow.fs import S3FileSystem

from lake.settings import LakeSettings
from lake.store import Lake

KEYS = {"s3_key_id": "key-of-a-test", "s3_secret": "hush-of-a-test"}
_numbers = itertools.count()


def new_bucket(url: str) -> str:
    """Make a bucket that no other test has; return its name."""
    name = f"lake{next(_numbers)}"
    files_at(url).create_dir(name)
    return name


def files_at(url: str) -> S3FileSystem:
    """The server's files, by bucket and path."""
    return S3FileSystem(
        access_key=KEYS["s3_key_id"],
        secret_key=KEYS["s3_secret"],
        region="us-east-1",
        scheme="http",
        endpoint_override=url.partition("://")[2],
        allow_bucket_creation=True,
    )


def settings_for(url: str, bucket: str, **more: object) -> LakeSettings:
    """The settings of a home whose tables lie in `bucket`."""
    place = {"tables": f"s3://{bucket}/shop", "s3_endpoint": url}
    return LakeSettings(**(place | KEYS | more))


def opened(home: Path, url: str, bucket: str, **more: object) -> Lake:
    """Open the lake of `home`, whose tables lie in `bucket`."""
    return Lake.open(home, settings_for(url, bucket, **more))
