"""The same gradebook on a real PostgreSQL server: many writers, a server that goes away and comes back."""
import os
import pwd
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sql

pytest.importorskip("psycopg", reason="pip install 'groundwork[classroom]'")

from autograder.classroom.gradebook import Gradebook
from autograder.errors import SurroundingsError
from tests.needs import postgresql, postgresql_programs

from .test_gradebook import ADA, FILE, FOUND, OLD

pytestmark = postgresql


class Server:
    """A server of its own in a folder, reached through a socket there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, postgresql_programs()
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name     # it refuses to be run by root
        if os.getuid() == 0:
            shutil.chown(folder, self.user)
        self.do("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "grader", "-E", "UTF8", "--no-sync")
        self.start()

    def do(self, program: str, *words: str) -> None:
        command = [str(self.bin / program), *words]
        if os.getuid() == 0:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={pwd.getpwnam(self.user).pw_gid}", "--clear-groups", *command]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)

    def start(self) -> None:
        self.do("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} -h '' -F", "start")

    def stop(self) -> None:
        self.do("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://grader@/postgres?host={self.folder}"


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="pg"))        # short: a socket's path has an end
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_one_row_a_result_under_many_writers_and_through_a_fall_of_the_server(server) -> None:
    book = Gradebook(server.url)
    book.enroll([ADA])
    book.enroll([replace(ADA, name="Ada L.")])
    assert book.hand_in([FILE]) == 1 and book.hand_in([FILE]) == 0
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: book.record([replace(FOUND, seed=n)]), range(32)))
    book.record([replace(FOUND, grader="v0", status="not_graded")])
    assert book.record([replace(FOUND, grader="v0")]) == 1 and {o.status for o in book.outcomes("v0")} == {"graded"}
    assert len(book.outcomes("v1")) == 1 and book.people() == [replace(ADA, name="Ada L.")]
    server.stop()
    with pytest.raises(SurroundingsError, match="does not answer") as told:
        book.record([replace(FOUND, grader="v2")])
    assert "run the same command again" in str(told.value) and "Traceback" not in str(told.value)
    server.start()
    assert book.record([replace(FOUND, grader="v2")]) == 1 and len(book.outcomes()) == 3
    before = book.counting("doubling")
    book.apply("doubling", before, "v2", "the sign")
    assert book.counting("doubling") == "v2" and book.undo("doubling") == before
    book.close()


def test_one_of_the_schema_before_is_brought_up_to_date_by_several_at_once(server) -> None:
    url = server.url.replace("/postgres?", "/old?")
    for where, statements in ((server.url, ["CREATE DATABASE old"]), (url, OLD.split(";\n")[:-1])):
        engine = sql.create_engine(where, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()
    with ThreadPoolExecutor(4) as pool:
        books = list(pool.map(lambda _: Gradebook(url), range(4)))
    assert books[0].handed_in() == [FILE] and [o for o in books[0].outcomes() if o.grader == "v1"] == [FOUND]
    assert books[0].judged() == {("s1", "doubling", "v1")} and books[0].hand_in([replace(FILE, id="s2", folder="11")]) == 1
    for book in books:
        book.close()


def test_a_password_is_never_shown() -> None:
    with pytest.raises(SurroundingsError) as told:
        Gradebook("postgresql+psycopg://bob:secret@127.0.0.1:9/none?connect_timeout=2")
    assert "secret" not in str(told.value) and "bob" in str(told.value)
