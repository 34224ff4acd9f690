"""The gradebook: SQLite in the class's folder, or PostgreSQL by its URL; exactly one row a (submission, exercise, grader version).

Rows are added and never changed, but one that says *not graded*: the fault was ours, and the next run takes its place.  Which version of the
grader counts for an exercise is said apart, so that a regrade can be looked at before it counts, and undone after.
"""
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from ..errors import SurroundingsError
from ..model import Result
from ..roster import Learner

SECRET = "secret"       # in `meta`, while a run lasts
SCHEMA = 2              # 2: the folder that was handed in with a file, and what of the learner's own came along with it
# Zero is *graded* with nothing earned.  Who handed nothing in has no row: *not submitted*.
Status = Literal["graded", "crashed", "timed_out", "not_graded"]

metadata = sql.MetaData()
Text, Number = sql.Text, sql.Float
meta = sql.Table("meta", metadata, sql.Column("key", Text, primary_key=True), sql.Column("value", Text, nullable=False))
learners = sql.Table("learners", metadata, sql.Column("id", Text, primary_key=True), sql.Column("name", Text, nullable=False),
                     sql.Column("email", Text, nullable=False, default=""))
submissions = sql.Table(
    "submissions", metadata, sql.Column("id", Text, primary_key=True), sql.Column("learner", Text, sql.ForeignKey("learners.id"), nullable=False),
    sql.Column("exercise", Text, nullable=False, index=True), sql.Column("received", Text, nullable=False), sql.Column("sha256", Text, nullable=False),
    sql.Column("origin", Text, nullable=False),         # the path it was collected from, as it is shown
    sql.Column("refused", Text, nullable=False, default=""),    # why it cannot be graded at all; empty, where it can
    sql.Column("folder", Text, nullable=False, server_default=""))      # the hash of the list of what lies in the folder beside it
results = sql.Table(
    "results", metadata, sql.Column("submission", Text, sql.ForeignKey("submissions.id"), primary_key=True),
    sql.Column("exercise", Text, primary_key=True), sql.Column("grader", Text, primary_key=True), sql.Column("status", Text, nullable=False),
    sql.Column("earned", sql.Integer, nullable=False), sql.Column("possible", sql.Integer, nullable=False),
    sql.Column("seconds", Number, nullable=False), sql.Column("seed", sql.Integer, nullable=False), sql.Column("confinement", Text, nullable=False),
    sql.Column("graded", Text, nullable=False), sql.Column("parts", Text, nullable=False), sql.Column("findings", Text, nullable=False),
    sql.Column("brought", Text, nullable=False, server_default="[]"),   # [[exercise, sha256], …]: what it may import of the learner's own
    sql.Column("asks", Text, nullable=False, server_default=""))        # of *not graded*: what is to be handed in first; empty, where the fault was ours
ADDED = {2: (submissions.c.folder, results.c.brought, results.c.asks)}  # by the schema that brought them
regrades = sql.Table(
    "regrades", metadata, sql.Column("id", sql.Integer, primary_key=True, autoincrement=True), sql.Column("applied", Text, nullable=False),
    sql.Column("exercise", Text, nullable=False), sql.Column("before", Text, nullable=False), sql.Column("after", Text, nullable=False),
    sql.Column("reason", Text, nullable=False, default=""), sql.Column("undone", Text, nullable=False, default=""))
marks = sql.Table(
    "marks", metadata, sql.Column("id", sql.Integer, primary_key=True, autoincrement=True), sql.Column("submission", Text, nullable=False, index=True),
    sql.Column("item", Text, nullable=False), sql.Column("marker", Text, nullable=False), sql.Column("score", Number, nullable=False),
    sql.Column("of", Number, nullable=False), sql.Column("comment", Text, nullable=False, default=""), sql.Column("when", Text, nullable=False))


@dataclass(frozen=True)
class Handed:
    """One file that was handed in; `refused` says why it cannot be graded at all."""
    id: str
    learner: str
    exercise: str
    received: str           # UTC, ISO 8601
    sha256: str
    origin: str
    refused: str = ""
    folder: str = ""        # of the list of files that lie in the folder beside it, the hash

    @property
    def age(self) -> tuple[str, bool, str]:
        """Return what is greater the later it came; of two of one moment, the one with its folder."""
        return self.received, bool(self.folder), self.id


Brought = tuple[tuple[str, str], ...]       # (exercise, sha256) of the same learner's other programs


@dataclass(frozen=True)
class Outcome:
    """What was found of one submission by one version of the grader."""
    submission: str
    exercise: str
    grader: str
    status: Status
    earned: int
    possible: int
    seconds: float
    seed: int
    confinement: str
    graded: str
    parts: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()
    brought: Brought = ()
    asks: str = ""


@dataclass(frozen=True)
class Mark:
    """What a person gave for one item of a rubric: beside the automatic marks, never among them."""
    submission: str
    item: str
    marker: str
    score: float
    of: float
    comment: str = ""
    when: str = ""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def status_of(result: Result) -> Status:
    """Return which of the things that are not zero a result is, if it is one."""
    verdicts = [f.verdict for f in result.findings]
    if not verdicts or any(v in ("grader_fault", "not_run") for v in verdicts) or all(v == "skipped" for v in verdicts):
        return "not_graded"
    if all(v in ("broken", "skipped") for v in verdicts):
        return "crashed"
    return "timed_out" if result.earned == 0 and "timed_out" in verdicts else "graded"


def outcome(submission: str, result: Result, grader: str) -> Outcome:
    """Return the row of a result."""
    return Outcome(submission, result.exercise, grader, status_of(result), result.earned, result.possible, result.seconds, result.seed,
                   result.confinement, now(), {p.part: p.verdict for p in result.parts}, tuple(f.plain() for f in result.findings))


class Gradebook:
    """A class's results; every write is one transaction, and may be made again without harm."""

    def __init__(self, url: str) -> None:
        self.url = url
        with self._told():
            self.engine = sql.create_engine(url, future=True, pool_pre_ping=True)
            if self.engine.dialect.name == "sqlite":
                sql.event.listen(self.engine, "connect", _sqlite)
            found = self._schema()
            metadata.create_all(self.engine)
            if found < SCHEMA:
                self._bring_up_to_date(found)
            with self.engine.begin() as connection:
                connection.execute(self._insert(meta).values(key="schema", value=str(SCHEMA)).on_conflict_do_nothing())

    def _schema(self) -> int:
        """Look before anything is written: tables of a newer version are not for this one to add to."""
        if not sql.inspect(self.engine).has_table(meta.name):
            return SCHEMA
        with self.engine.connect() as connection:
            found = int(connection.execute(sql.select(meta.c.value).where(meta.c.key == "schema")).scalar() or 1)     # 1: it was interrupted before it said so
        if found > SCHEMA:
            raise SurroundingsError(f"{self.shown} was written by a newer version of this program (schema {found}, this one knows {SCHEMA}): "
                                    "bring this copy up to date; the gradebook is left exactly as it is")
        return found

    def _bring_up_to_date(self, found: int) -> None:
        """Add what an older version did not keep; what it kept stays.  Interrupted, or done by two at once, it is done again without harm."""
        for column in (c for version, columns in sorted(ADDED.items()) if version > found for c in columns):
            if column.name not in {c["name"] for c in sql.inspect(self.engine).get_columns(column.table.name)}:
                with suppress(SQLAlchemyError), self.engine.begin() as connection:     # two may do it at once; what lacks then is told by the next query
                    connection.execute(sql.text(f"ALTER TABLE {column.table.name} ADD COLUMN {sql.schema.CreateColumn(column).compile(self.engine)}"))
        with self.engine.begin() as connection:
            # Before 2, nothing of a learner's own could be brought: that such a file did not run was our fault, and it is graded by the next run.
            connection.execute(results.update().where(results.c.status == "crashed", results.c.findings.contains("No module named 'mine"))
                               .values(status="not_graded"))
            connection.execute(meta.update().where(meta.c.key == "schema").values(value=str(SCHEMA)))

    @classmethod
    def of_folder(cls, folder: Path, url: str = "") -> "Gradebook":
        """Return a class's gradebook: `gradebook.db` in its folder, unless a URL is given."""
        return cls(url or f"sqlite:///{folder / 'gradebook.db'}")

    @property
    def shown(self) -> str:
        """Return the address without its password."""
        return sql.make_url(self.url).render_as_string(hide_password=True)

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    def enroll(self, people: Iterable[Learner]) -> None:
        """Add learners; a name or address that changed is brought up to date."""
        rows = [{"id": p.id, "name": p.name, "email": p.email} for p in people]
        if rows:
            with self._writing() as connection:
                insert = self._insert(learners)
                newer = {"name": insert.excluded.name, "email": insert.excluded.email}
                connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=newer), rows)

    def hand_in(self, handed: Iterable[Handed]) -> int:
        """Add submissions; return how many were new."""
        return self._add(submissions, [vars(h) for h in handed])

    def record(self, found: Iterable[Outcome]) -> int:
        """Add results; return how many were: one that is there already stands, unless nothing was graded then."""
        rows = [{**vars(o), "parts": json.dumps(dict(o.parts)), "findings": json.dumps(list(o.findings), ensure_ascii=False),
                 "brought": json.dumps(o.brought)} for o in found]
        insert, key = self._insert(results), [column.name for column in results.primary_key]
        kept = insert.on_conflict_do_update(index_elements=key, where=results.c.status == "not_graded",
                                            set_={c.name: insert.excluded[c.name] for c in results.c if c.name not in key})
        return self._added(kept.returning(results.c.submission), rows)

    def mark(self, given: Iterable[Mark]) -> int:
        return self._add(marks, [{**vars(m), "when": m.when or now()} for m in given])

    def people(self) -> list[Learner]:
        return [Learner(**row) for row in self._rows(sql.select(learners).order_by(learners.c.id))]

    def handed_in(self, exercise: str | None = None) -> list[Handed]:
        """Return the submissions, oldest first."""
        chosen = sql.select(submissions).order_by(submissions.c.received, submissions.c.id)
        return [Handed(**row) for row in self._rows(chosen.where(submissions.c.exercise == exercise) if exercise else chosen)]

    def outcomes(self, grader: str | None = None, exercise: str | None = None) -> list[Outcome]:
        """Return results, of all versions of the grader unless one is named."""
        chosen = sql.select(results).order_by(results.c.submission, results.c.graded)
        for column, wanted in ((results.c.grader, grader), (results.c.exercise, exercise)):
            chosen = chosen.where(column == wanted) if wanted else chosen
        return [Outcome(**{**row, "parts": json.loads(row["parts"]), "findings": tuple(json.loads(row["findings"])), "brought": _brought(row["brought"])})
                for row in self._rows(chosen)]

    def draws(self) -> dict[tuple[str, str], int]:
        """Return the seed that each (submission, exercise) was first graded with."""
        found = self._rows(sql.select(results.c.submission, results.c.exercise, results.c.seed).order_by(results.c.graded.desc(), results.c.grader.desc()))
        return {(r["submission"], r["exercise"]): int(r["seed"]) for r in found}

    def brought(self) -> dict[tuple[str, str], Brought]:
        """Return what each (submission, exercise) could import of its learner's own when it was first graded."""
        found = self._rows(sql.select(results.c.submission, results.c.exercise, results.c.brought).where(results.c.status != "not_graded")
                           .order_by(results.c.graded.desc(), results.c.grader.desc()))
        return {(r["submission"], r["exercise"]): _brought(r["brought"]) for r in found}

    def asking(self) -> dict[tuple[str, str, str], Brought]:
        """Return (submission, exercise, grader) of what cannot be graded before more is handed in, and what there was of the learner's own then."""
        found = self._rows(sql.select(results.c.submission, results.c.exercise, results.c.grader, results.c.brought)
                           .where(results.c.status == "not_graded", results.c.asks != ""))
        return {(r["submission"], r["exercise"], r["grader"]): _brought(r["brought"]) for r in found}

    def secret(self) -> int:
        """Return what fixes the draws of a run: kept until the run is done, so that one that was killed goes on with the same for everybody."""
        with self._writing() as connection:
            connection.execute(self._insert(meta).values(key=SECRET, value=str(secrets.randbits(62))).on_conflict_do_nothing())
            return int(connection.execute(sql.select(meta.c.value).where(meta.c.key == SECRET)).scalar_one())

    def end_run(self) -> None:
        """Let the next run draw what nobody can know from this one."""
        with self._writing() as connection:
            connection.execute(meta.delete().where(meta.c.key == SECRET))

    def judged(self) -> set[tuple[str, str, str]]:
        """Return (submission, exercise, grader) of what was graded: what need not be done again."""
        found = self._rows(sql.select(results.c.submission, results.c.exercise, results.c.grader).where(results.c.status != "not_graded"))
        return {(r["submission"], r["exercise"], r["grader"]) for r in found}

    def graded_exercises(self) -> set[str]:
        """Return the exercises of which anything was graded."""
        return {r["exercise"] for r in self._rows(sql.select(results.c.exercise).distinct())}

    def given(self) -> list[Mark]:
        """Return what people gave, oldest first; of one marker and item the last counts."""
        return [Mark(**{k: v for k, v in row.items() if k != "id"}) for row in self._rows(sql.select(marks).order_by(marks.c.id))]

    def counting(self, exercise: str) -> str:
        """Return the version of the grader that counts for an exercise; empty, where nothing was graded yet."""
        applied = self._rows(sql.select(regrades).where(regrades.c.exercise == exercise, regrades.c.undone == "").order_by(regrades.c.id.desc()).limit(1))
        if applied:
            return str(applied[0]["after"])
        first = self._rows(sql.select(results.c.grader).where(results.c.exercise == exercise).order_by(results.c.graded, results.c.grader).limit(1))
        return str(first[0]["grader"]) if first else ""

    def apply(self, exercise: str, before: str, after: str, reason: str) -> None:
        """Let another version of the grader count."""
        self._add(regrades, [{"applied": now(), "exercise": exercise, "before": before, "after": after, "reason": reason, "undone": ""}])

    def undo(self, exercise: str) -> str:
        """Take the last regrade of an exercise back; return the version that counts again, or nothing where none was applied."""
        with self._writing() as connection:
            last = connection.execute(sql.select(regrades.c.id).where(regrades.c.exercise == exercise, regrades.c.undone == "")
                                      .order_by(regrades.c.id.desc()).limit(1)).scalar()
            if last is None:
                return ""
            connection.execute(regrades.update().where(regrades.c.id == last).values(undone=now()))
        return self.counting(exercise)

    def applied(self) -> list[dict[str, Any]]:
        """Return every regrade, also those that were undone, oldest first."""
        return self._rows(sql.select(regrades).order_by(regrades.c.id))

    def _add(self, table: sql.Table, rows: Sequence[Mapping[str, Any]]) -> int:
        return self._added(self._insert(table).on_conflict_do_nothing().returning(next(iter(table.primary_key))), rows)

    def _added(self, insert: Any, rows: Sequence[Mapping[str, Any]]) -> int:
        """Return how many of these were added: only they come back."""
        with self._writing() as connection:
            return sum(len(connection.execute(insert, row).all()) for row in rows)

    def _insert(self, table: sql.Table) -> Any:
        return (postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert)(table)

    def _rows(self, chosen: Any) -> list[dict[str, Any]]:
        with self._told(), self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(chosen).mappings()]

    @contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        with self._told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what a database refuses into a sentence that says what to do; what was committed stays."""
        try:
            yield
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise SurroundingsError(f"the gradebook {self.shown} does not answer: {said}; nothing that was recorded is lost: "
                                    "run the same command again once it does") from error


def _brought(text: str) -> Brought:
    return tuple((str(exercise), str(sha)) for exercise, sha in json.loads(text))


def _sqlite(connection: Any, record: Any) -> None:
    """Wait for another writer, read beside one, and keep what was committed over a power cut."""
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
