"""The sample files of docs/deploy: nginx and systemd take them, and the roles of postgres.sql may do no more than they need."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from core.home import Home
from core.store import migrate
from core.store.engine import StoreUnavailable
from core.store.place import open_engine
from tests import engines
from tests.servers.fleet import DEPLOY, nginx

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def cluster() -> Iterator[engines.Cluster]:
    """A PostgreSQL of its own: roles are of all its databases."""
    made = engines.Cluster(engines.programs())
    yield made
    made.remove()


def test_nginx_takes_the_sample_with_tls(tmp_path: Path) -> None:
    program = nginx()
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "privkey.pem",
        "-out",
        "fullchain.pem",
        "-subj",
        "/CN=x",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    sample = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/tongpin/tls", str(tmp_path))
    sample = sample.replace("listen 80;", f"listen {engines.free_port()};").replace("listen 443", f"listen {engines.free_port()}")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{sample}}}\n")
    tested = subprocess.run([program, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", ["tongpin.service", "tongpin@.service"])
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    text = re.sub(r"^(User|Group|WorkingDirectory|EnvironmentFile)=.*\n", "", (DEPLOY / unit).read_text(), flags=re.MULTILINE)
    (tmp_path / unit).write_text(text.replace("/opt/tongpin/.venv/bin/streamlit", "/bin/true"))
    tested = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / unit], capture_output=True, text=True, check=False)
    assert unit not in tested.stderr


def test_both_units_run_the_same_server_but_for_its_port() -> None:
    one, many = ((DEPLOY / unit).read_text().splitlines()[1:] for unit in ("tongpin.service", "tongpin@.service"))
    assert [line.replace("%i", "8501") for line in many if "Description" not in line] == [line for line in one if "Description" not in line]


def test_the_roles_may_do_what_they_need_and_no_more(cluster: engines.Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    script: list[str | Path] = ["-v", "owner_password=a", "-v", "app_password=b", "-v", "ON_ERROR_STOP=1", "-f", DEPLOY / "postgres.sql"]
    subprocess.run([engines.programs() / "psql", cluster.address("postgres"), *script], check=True, capture_output=True)
    app = cluster.address("tongpin", "tongpin_app")
    # A server that may not create tables says so when nobody has migrated yet.
    engine = open_engine(app)
    with pytest.raises(StoreUnavailable, match=r"permission denied .*migrate been run"):
        Home(engine)
    engine.close()
    monkeypatch.setenv("TONGPIN_DATABASE", cluster.address("tongpin", "tongpin_owner"))
    assert migrate.main() == 0
    home = Home(open_engine(app))
    with home.ledger.writing(1, NOW, "add") as work:
        work.add("department", {"code": "A", "name": "部门"})
    with home.ledger.writing(1, NOW, "add") as work:
        work.add("department", {"code": "B", "name": "部门二"})
    home.sessions.set_password(1, "hash", None, NOW)
    token = home.sessions.redeem(home.sessions.issue_ticket(1, NOW), NOW)
    assert token is not None
    assert home.whose(token, NOW) == 1
    home.sessions.end(token, NOW)
    home.sessions.prune(NOW)
    home.ledger.forget_after(1)
    assert home.ledger.snapshot()["department"].height == 1
    home.close()
    with psycopg.connect(app, autocommit=True) as connection:
        for forbidden in ("UPDATE department SET name = 'x'", "DROP TABLE department", "CREATE TABLE mine (a INT)", "TRUNCATE department"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden.encode())
