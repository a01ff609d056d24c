"""Files: what is put in comes out again, once, for every server, from a folder and from a bucket; damage is never handed on."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.store import place
from core.store.engine import StoreUnavailable
from core.store.files import Files, Lost
from tests import engines

AWS = {"AWS_ACCESS_KEY_ID": "tongpin", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
SOME = "苹果".encode() * 1000
LARGE = bytes(range(256)) * 12_000


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A server that speaks the protocol of S3, on this machine alone, with one bucket."""
    address = f"http://127.0.0.1:{engines.free_port()}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", address.rpartition(":")[2]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert httpx.put(f"{address}/bucket").status_code == 200
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield address
        server.terminate()


@pytest.fixture(params=["folder", "bucket"])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of each kind that nothing was put to yet."""
    if request.param == "folder":
        return str(tmp_path / "files")
    for name, value in (AWS | {"AWS_ENDPOINT_URL": request.getfixturevalue("bucket")}).items():
        monkeypatch.setenv(name, value)
    return f"s3://bucket/{tmp_path.name}"


def read(files: Files, content: str) -> bytes:
    with files.open(content) as found:
        return found.read()


def kept(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file()]


def test_what_is_put_in_comes_out_again_under_its_hash(where: str) -> None:
    files = Files(where)
    for data in (SOME, LARGE, b"", b"\x00"):
        content = files.put(data)
        assert content == hashlib.sha256(data).hexdigest()
        assert read(files, content) == data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=2000), max_size=8))
def test_any_bytes_come_out_as_they_went_in_and_equal_ones_are_kept_once(tmp_path: Path, given_: list[bytes]) -> None:
    files = Files(str(tmp_path))
    contents = [files.put(data) for data in given_ + given_]
    assert [read(files, content) for content in contents] == given_ + given_
    names = kept(tmp_path)
    assert len(names) == len(set(names))
    assert set(contents) <= set(names)


def test_two_servers_over_one_place_see_each_others_files(where: str) -> None:
    one, other = Files(where), Files(where)
    assert read(other, one.put(SOME)) == SOME
    assert read(one, other.put(LARGE)) == LARGE


def test_two_prefixes_of_one_bucket_keep_apart(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (AWS | {"AWS_ENDPOINT_URL": bucket}).items():
        monkeypatch.setenv(name, value)
    content = Files("s3://bucket/one/").put(SOME)
    assert read(Files("s3://bucket/one"), content) == SOME
    with pytest.raises(Lost):
        Files("s3://bucket/two").open(content)


def test_bytes_that_are_not_there_are_said_to_be_lost(where: str) -> None:
    files = Files(where)
    files.put(SOME)
    with pytest.raises(Lost, match="not there"):
        files.open(hashlib.sha256(b"never put").hexdigest())


@pytest.mark.parametrize("damage", [b"", SOME[:-1], SOME + b"\x00", LARGE], ids=["emptied", "cut", "longer", "another"])
def test_damaged_bytes_are_never_handed_on_and_mended_when_they_come_again(tmp_path: Path, damage: bytes) -> None:
    files = Files(str(tmp_path))
    content = files.put(SOME)
    (tmp_path / content[:2] / content).write_bytes(damage)
    with pytest.raises(Lost, match="damaged"):
        files.open(content)
    files.put(SOME)
    assert read(files, content) == SOME


def test_a_folder_may_be_named_from_where_the_server_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = Files("data/files")
    content = files.put(SOME)
    monkeypatch.chdir("/")
    assert (read(files, content), files.put(SOME)) == (SOME, content)
    assert kept(tmp_path / "data" / "files") == [content]


def test_nothing_but_whole_files_lies_in_the_folder(tmp_path: Path) -> None:
    contents = {Files(str(tmp_path)).put(bytes([number])) for number in range(20)}
    assert set(kept(tmp_path)) == contents


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    files = Files(str(tmp_path / "file" / "files"))
    for use in (lambda: files.put(SOME), lambda: files.open("a" * 64)):
        with pytest.raises(StoreUnavailable):
            use()


def test_a_bucket_that_does_not_exist_is_unavailable_when_something_is_put(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (AWS | {"AWS_ENDPOINT_URL": bucket}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnavailable):
        Files("s3://nowhere").put(SOME)


def test_a_bucket_that_does_not_answer_is_unavailable_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (AWS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{engines.free_port()}"}).items():
        monkeypatch.setenv(name, value)
    files, began = Files("s3://bucket"), time.monotonic()
    for use in (lambda: files.put(SOME), lambda: files.open("a" * 64)):
        with pytest.raises(StoreUnavailable) as unavailable:
            use()
        assert "\n" not in str(unavailable.value)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("where", ["gs://bucket/prefix", "https://example.com/files", "s3://", "s3:///prefix"])
def test_another_kind_of_place_is_refused_at_once(where: str) -> None:
    with pytest.raises(StoreUnavailable, match="no place"):
        Files(where)


def test_files_lie_in_the_data_folder_unless_the_setting_says_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGPIN_DATA", str(tmp_path))
    monkeypatch.delenv("TONGPIN_FILES", raising=False)
    assert place.files() == str(tmp_path / "files")
    monkeypatch.setenv("TONGPIN_FILES", "s3://bucket/tongpin")
    assert place.files() == "s3://bucket/tongpin"
