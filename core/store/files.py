"""The bytes of attached files, by the hash of their content, in a folder or a bucket that all servers share."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from core.store.engine import StoreUnavailable

# A file is read whole before its first byte is handed on; what is larger than this waits on the disk.
_IN_MEMORY = 1 << 20


class Lost(Exception):
    """The bytes are not where they should be, or are no longer what they were."""


class Files:
    """A folder, or s3://bucket/prefix with the usual AWS_* variables. Nothing in it is ever changed or deleted.

    Made without looking at it; whether it can be reached shows when it is used. Raises StoreUnavailable for any other address.
    """

    def __init__(self, where: str) -> None:
        scheme, bucket, prefix, *_ = urlsplit(where)
        self._bucket = (bucket, prefix.strip("/")) if scheme == "s3" else None
        if "://" in where and not (self._bucket and bucket):
            raise StoreUnavailable(
                f"{where.split(':', 1)[0]} is no place Tongpin can keep files in: it should be a folder or s3://bucket/prefix"
            )
        self._folder = Path(where).absolute()

    @cached_property
    def _store(self) -> LocalStore | S3Store:
        if self._bucket is None:
            return LocalStore(self._folder, mkdir=True)
        bucket, prefix = self._bucket
        # AWS_ENDPOINT_URL says whether there is TLS; without it there is. Few tries, since a visitor waits for the answer.
        return S3Store(
            bucket,
            prefix=prefix or None,
            client_options={"allow_http": True, "connect_timeout": "5s", "timeout": "30s"},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, data: bytes) -> str:
        """Keep these bytes, once however often they come, and return their SHA-256. Raises StoreUnavailable."""
        content = hashlib.sha256(data).hexdigest()
        with _answering():
            # Written even where it is there already: that mends a damaged copy.
            self._store.put(_path(content), data, use_multipart=False)
            if self._bucket is None:
                _settle(self._folder / _path(content))
        return content

    def open(self, content: str) -> IO[bytes]:
        """The bytes of that hash, proved to be what was put in, as a file to be closed. Raises Lost, StoreUnavailable."""
        with ExitStack() as unproved:
            spool: IO[bytes] = unproved.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            proof = hashlib.sha256()
            with _answering():
                try:
                    found = self._store.get(_path(content))
                except FileNotFoundError as missing:
                    raise Lost(f"{content} is not there") from missing
                for part in found.stream(min_chunk_size=_IN_MEMORY):
                    proof.update(part)
                    spool.write(part)
            if proof.hexdigest() != content:
                raise Lost(f"{content} is damaged: it has become {proof.hexdigest()}")
            spool.seek(0)
            unproved.pop_all()
        return spool


def _path(content: str) -> str:
    return f"{content[:2]}/{content}"


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreUnavailable(str(error).partition("\n")[0]) from error


def _settle(file: Path) -> None:
    """Wait until a file is on the disk, so that no record outlives a power cut without it. Windows syncs no folders."""
    if os.name == "posix":
        for place in (file, file.parent, file.parent.parent):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
