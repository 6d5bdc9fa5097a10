"""Tables in a bucket: Amazon's S3, or a server that speaks like it.

An object is there whole or not at all, and stays once it is: nothing is synced. Delta's
log is written with conditional puts, so of two commits of one version one wins.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from pyarrow.fs import FileType, S3FileSystem

from lake.errors import BucketRefused
from lake.settings import LakeSettings

SCHEME = "s3://"


@dataclass(frozen=True, slots=True)
class Bucket:
    """An address within a bucket, and how it is reached."""

    address: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def options(self) -> dict[str, str]:
        """How deltalake and Polars are told to reach it."""
        found = {
            "AWS_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint.rstrip("/"),
            "AWS_ALLOW_HTTP": "true" if self._is_plain else "",
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_SESSION_TOKEN": self.token,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def files(self) -> S3FileSystem:
        """The bucket's files, as Arrow reads and writes them."""
        return _files(self)

    def path(self, name: str) -> str:
        """Return the path of `name`, which is relative to the address."""
        return f"{self.address.removeprefix(SCHEME)}/{name}"

    def at(self, name: str) -> "Bucket":
        """Return the place `name` within this one."""
        return Bucket(f"{self.address}/{name}", *self._reached_by)

    def read(self, name: str) -> bytes | None:
        """Return what the object `name` holds; None when there is none."""
        with self.reaching():
            if self.files.get_file_info(self.path(name)).type == FileType.NotFound:
                return None
            with self.files.open_input_stream(self.path(name)) as found:
                return found.read()

    def write(self, name: str, data: bytes) -> None:
        """Write the object `name`."""
        with self.reaching(), self.files.open_output_stream(self.path(name)) as out:
            out.write(data)

    @contextmanager
    def reaching(self) -> Iterator[None]:
        """Say which setting is wrong where the bucket cannot be reached."""
        try:
            yield
        except OSError as error:
            raise BucketRefused(self._reason(str(error))) from error

    def _reason(self, error: str) -> str:
        for signs, reason in _REASONS:
            if any(sign.lower() in error.lower() for sign in signs):
                return reason.format(
                    address=self.address,
                    bucket=self.address.removeprefix(SCHEME).partition("/")[0],
                    endpoint=self.endpoint or "Amazon S3",
                    region=self.region,
                )
        return f"{self.address} (lake.tables) cannot be used: {error[:300]}"

    @property
    def _is_plain(self) -> bool:
        return self.endpoint.startswith("http://")

    @property
    def _reached_by(self) -> tuple[str, str, str, str, str]:
        return self.endpoint, self.region, self.key_id, self.secret, self.token


_NO_BUCKET = (
    "lake.tables = {address}: {endpoint} has no bucket {bucket!r}; make it there, or "
    "correct the name"
)
_NO_ACCESS = (
    "{endpoint} refuses the access to {address}: set HARVESTMAN_LAKE_S3_KEY_ID and "
    "HARVESTMAN_LAKE_S3_SECRET (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) to a "
    "key that may read, write and list there"
)
_ELSEWHERE = "{bucket!r} is in another region than lake.s3_region = {region}"
_NOBODY = (
    "lake.s3_endpoint: nobody answers at {endpoint}; start that server, or correct "
    "the address"
)
# What servers and libraries say, and what it means for the person who reads it.
_REASONS = (
    (("NoSuchBucket", "404", "bucket does not exist"), _NO_BUCKET),
    (("403", "AccessDenied", "ACCESS_DENIED", "InvalidAccessKeyId"), _NO_ACCESS),
    (("301", "PermanentRedirect", "AuthorizationHeaderMalformed"), _ELSEWHERE),
    (("connect", "resolve", "dns", "error sending", "NETWORK"), _NOBODY),
)


@cache
def _files(bucket: Bucket) -> S3FileSystem:
    keys = (bucket.key_id, bucket.secret, bucket.token)
    key_id, secret, token = (key or None for key in keys)
    return S3FileSystem(
        access_key=key_id,
        secret_key=secret,
        session_token=token,
        region=bucket.region,
        scheme="http" if bucket.endpoint.startswith("http://") else "https",
        # A small file is one request then, and not three.
        allow_delayed_open=True,
        endpoint_override=bucket.endpoint.partition("://")[2].rstrip("/") or None,
    )


def bucket_of(settings: LakeSettings) -> Bucket | None:
    """Return where `settings` say that tables lie; None when in the home."""
    if not settings.tables:
        return None
    return Bucket(
        settings.tables.rstrip("/"),
        settings.s3_endpoint,
        settings.s3_region,
        settings.s3_key_id,
        settings.s3_secret,
        settings.s3_token,
    )
