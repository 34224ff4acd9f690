"""Finished work as notebooks and as a tested repository: files by name, nothing of the solutions among them."""
import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..learner.practice import Practice
from ..learner.workspace import write
from .finished import Finished, Part, derivations, finished, pictures
from .repository import package_name, renamed, repository
from .statement import prose, said

LIST = ".groundwork-export.json"        # what was written, and as what: an edited file is never overwritten
Files = dict[str, str]
Say = Callable[[str], None]


def export(practice: Practice, out: Path, notebooks: bool, tested: bool, say: Say) -> Files:
    """Write finished work; return what was written."""
    known = _known(out)
    work = finished(practice)
    if not work:
        raise UsageError("nothing has passed yet that could be exported: `grade` says what is next")
    package = package_name(out.resolve().name)
    files: Files = {}
    if tested:
        files |= repository(work, practice, package, out.resolve().name, say)
    if notebooks:
        files |= _notebooks(work, practice, package if tested else "", say)
    return _written(out, files, known, say)


def _known(out: Path) -> Mapping[str, str]:
    """Return {path: hash} of an earlier export; a folder that holds other things is refused."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder, new or of an earlier export")
    there = [p for p in out.iterdir() if p.name != ".git"] if out.exists() else []
    if not there:
        return {}
    try:
        known = json.loads((out / LIST).read_text("utf-8"))
        return {str(k): str(v) for k, v in known.items()}
    except FileNotFoundError:
        raise UsageError(f"{out} holds other things, and no earlier export: name a new folder") from None
    except (OSError, ValueError, AttributeError):
        raise UsageError(f"{out / LIST} cannot be read: name a new folder") from None


def _written(out: Path, files: Files, known: Mapping[str, str], say: Say) -> Files:
    """Write what is not there as it is; keep what somebody has changed, and take away what is no longer meant."""
    done, list_of = Files(), dict[str, str]()
    for name, text in sorted(files.items()):
        path = out / name
        there = _hash(path)
        list_of[name] = hashlib.sha256(text.encode()).hexdigest()
        if there and there not in (known.get(name), list_of[name]):
            say(f"{name} was changed since the last export and stays as it is; delete it to have it written anew")
            list_of[name] = known.get(name, "")
        elif there != list_of[name]:
            write(path, text)
            done[name] = text
    for name, was in known.items():
        if name not in files and _hash(out / name) == was:
            (out / name).unlink()
    write(out / LIST, json.dumps(list_of, indent=1) + "\n")
    return done


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _notebooks(work: list[Finished], practice: Practice, package: str, say: Say) -> Files:
    """Return a notebook an exercise: its statement, the code as it passed, derivations typeset."""
    folder = "notebooks/" if package else ""
    made = Files()
    for one in work:
        if one.kernel:
            if not package:
                say(f"{one.exercise.id} is no Python and goes into no notebook; --repository takes it along")
            continue
        name = f"{folder}{one.exercise.area}/{one.exercise.name}.ipynb"
        made[name] = json.dumps(notebook(one, practice, package), indent=1, ensure_ascii=False) + "\n"
    return made


def notebook(one: Finished, practice: Practice, package: str = "") -> dict[str, Any]:
    """Return the notebook of one exercise."""
    import ast
    statement = ast.get_docstring(ast.parse(one.exercise.stub), clean=False) or one.exercise.title
    cells = [_markdown(said(statement))]
    for part in one.parts:
        title = f"## {part.name}" + (f": {part.what}" if part.what else "")
        note = _needs(part, package)
        cells += [_markdown(f"{title}\n\n{note}".strip()), _code(renamed(part.source, package).strip("\n"))]
        if part.is_derivation:
            cells += [_markdown(f"`{name}`\n\n$$\n{block}\n$$") for name, block in derivations(one, part, practice)]
        cells += [_figure(claim, png) for claim, png in pictures(one, part, practice)]
    for n, cell in enumerate(cells):
        cell["id"] = f"{one.exercise.name[:40]}-{n}"
    return {"cells": cells, "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                                         "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}


def _needs(part: Part, package: str) -> str:
    """Return what must be there for a part's code to run."""
    if part.is_derivation:
        return "The derivation is written with Groundwork's algebra; below it is typeset."
    if renamed(part.source, "x") != part.source:
        return "It uses other functions of this repository: `pip install -e .` there first." if package else \
            "It imports your functions of other exercises: run it in a kernel of `grade lab`."
    return ""


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _figure(claim: str, png: bytes) -> dict[str, Any]:
    """Return a cell that holds a picture itself: the notebook stays one file."""
    name = f"{hashlib.sha256(png).hexdigest()[:12]}.png"
    return {**_markdown(f"![figure](attachment:{name})\n\n{prose(claim)}"), "attachments": {name: {"image/png": b64encode(png).decode()}}}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text.splitlines(keepends=True)}
