"""The house's imports run one way, and a few things are done in one room only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "dashboard.py"])

# From the bottom up: a file may import from its own floor and from those below it.
FLOORS = (
    ("core.text", "core.clock", "core.memo", "core.passwords"),
    ("core.schema",),
    ("core.store",),
    (
        "core.agendas",
        "core.workdays",
        "core.workdays_series",
        "core.rules",
        "core.access",
        "core.charter",
        "core.vocabulary",
        "core.custom",
        "core.promises",
        "core.promise_sources",
        "core.metrics",
        "core.search",
        "core.measure",
        "core.measures",
    ),
    ("core.home", "core.visit"),
    (
        "core.documents",
        "core.actions",
        "core.figures",
        "core.headline",
        "core.frozen",
        "core.plan",
        "core.raci",
        "core.moments",
        "core.outlook",
        "core.web",
        "core.guard",
        "core.front_end",
    ),
    ("core.trends", "core.trend_events", "core.trend_marks", "core.working", "core.weekly"),
    ("core.jobs",),
    ("core.charts",),
    ("core.ui",),
    ("pages",),
    ("dashboard",),
)
DATABASES = {"duckdb", "psycopg", "adbc_driver_postgresql"}
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(module: str) -> int | None:
    found = [floor for floor, rooms in enumerate(FLOORS) if any(module == room or module.startswith(f"{room}.") for room in rooms)]
    return found[0] if found else None


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_imports_only_from_its_own_floor_and_below(file: Path) -> None:
    module = name_of(file)
    floor = floor_of(module)
    if floor is None:
        assert module in {"core", "core.ui", "pages"}
        return
    above = {name for name in imports(file) if (other := floor_of(name)) is not None and other > floor}
    assert not above


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_pages_the_ui_and_the_entry_import_streamlit(file: Path) -> None:
    module = name_of(file)
    if module.startswith(("core.ui", "pages")) or module == "dashboard":
        return
    assert not {name for name in imports(file) if name.split(".")[0] in {"streamlit", "streamlit_authenticator"}}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_the_store_imports_a_database(file: Path) -> None:
    if not name_of(file).startswith("core.store"):
        assert not {name for name in imports(file) if name.split(".")[0] in DATABASES}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_the_clock_reads_the_time(file: Path) -> None:
    if name_of(file) == "core.clock":
        return
    calls = [node.func for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    read = {(call.value.id, call.attr) for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)}
    assert not read & CLOCKS


@pytest.mark.parametrize("file", sorted(ROOT.glob("pages/*.py")), ids=name_of)
def test_a_page_holds_no_sql_no_polars_and_no_altair(file: Path) -> None:
    assert not {name for name in imports(file) if name.split(".")[0] in {"polars", "altair", *DATABASES}}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_file_begins_by_saying_what_it_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_page_lets_data_write_html(file: Path) -> None:
    assert "unsafe_allow_html" not in file.read_text(encoding="utf-8")


def test_at_the_door_nobody_waits_for_the_libraries_of_charts_and_tables() -> None:
    rooms = [name for name in imports(ROOT / "core/ui/door.py") if (ROOT / f"{name.replace('.', '/')}.py").is_file()]
    code = f"import sys, {', '.join(sorted(rooms))}; print({{'altair', 'pandas'}} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip() == "set()"
