"""Who is in a class: a CSV of `id, name, email`, the id being what everything else goes by."""
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import SurroundingsError, UsageError

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")       # what may be a folder's name on every system
RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}    # names Windows keeps for itself
COLUMNS = {"id": ("id", "student_id", "sis_user_id", "sis login id", "login", "username"), "name": ("name", "student", "full_name", "full name"),
           "email": ("email", "e-mail", "email address", "mail")}


@dataclass(frozen=True)
class Learner:
    id: str
    name: str
    email: str = ""


def read_roster(path: Path) -> tuple[Learner, ...]:
    """Return the learners of a CSV file; every line that is wrong is told, not only the first."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8 with commas between the columns") from None
    except OSError as error:
        raise SurroundingsError(f"{path}: {error.strerror}") from None
    first = text.split("\n", 1)[0]
    rows = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    try:
        numbered = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UsageError(f"{path}:{rows.line_num}: {error}") from None
    if not numbered:
        raise UsageError(f"{path} is empty: it needs a line `id,name,email` and one line a learner")
    place = _columns(numbered[0][1])
    if "id" not in place:
        raise UsageError(f"{path}:1: no column is called `id`; the first line names the columns: id,name,email")
    found, problems = _learners(numbered[1:], place, path)
    if problems:
        raise UsageError("\n".join(problems[:20] + ([f"… and {len(problems) - 20} more"] if len(problems) > 20 else [])))
    if not found:
        raise UsageError(f"{path} names no learner below its first line")
    return tuple(found)


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return where each column stands, by any of the names that gradebooks give it."""
    named = {name.casefold(): n for n, name in reversed(list(enumerate(head)))}
    return {column: named[n] for column, names in COLUMNS.items() for n in names[::-1] if n in named}


def _learners(rows: Sequence[tuple[int, Sequence[str]]], place: dict[str, int], path: Path) -> tuple[list[Learner], list[str]]:
    found: dict[str, tuple[int, Learner]] = {}
    problems = []
    for line, cells in rows:
        cell = {column: cells[n] if n < len(cells) else "" for column, n in place.items()}
        id = cell["id"]
        if not id:
            problems.append(f"{path}:{line}: the id is missing ({', '.join(filter(None, cells)) or 'an empty line'})")
        elif not ID.fullmatch(id) or id.casefold() in RESERVED or id.endswith("."):
            problems.append(f"{path}:{line}: `{id[:60]}` can be no folder's name; an id has letters, digits and . _ @ + -")
        elif id.casefold() in found:
            problems.append(f"{path}:{line}: `{id}` stands in line {found[id.casefold()][0]} already; give each learner an id of their own")
        else:
            found[id.casefold()] = line, Learner(id, cell.get("name", "") or id, cell.get("email", ""))
    return [learner for _, learner in found.values()], problems
