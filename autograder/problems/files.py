"""What an instructor hands out of a set: a folder and a zip for every learner, and the key, apart from them."""
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ..errors import SurroundingsError, UsageError
from ..roster import Learner
from .program import Posed, program
from .sets import EVERYONE, ProblemSet
from .sheet import CLOSED_BOOK, data_files, key_csv, key_page, sheet
from .storing import put

PROGRAM, NOTEBOOK, PAGE, PDF = "problems.py", "problems.ipynb", "sheet.html", "sheet.pdf"
KINDS = ("html", "notebooks", "pdf", "zip")
WROTE = "written.json"          # what was written, and from what: a file that somebody has changed since is never overwritten
TOGETHER = 25           # learners in one PDF of the key: for hundreds at once a browser takes gigabytes
BOXED = (1980, 1, 1, 0, 0, 0)   # the date of all in a zip, so that the same files make the same zip
HOW = "Write each function's answer in place of the dots; numbers, lists and dicts as Python writes them, fractions as 'a/b'."


@dataclass
class Wrote:
    """What writing a set came to: paths below the set's folder."""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)       # no longer of the set
    kept: list[str] = field(default_factory=list)       # changed by somebody since they were written
    unchanged: int = 0
    without: str = ""           # why there is no PDF


def program_of(given: ProblemSet, learner: Learner, posed: Sequence[Posed], is_exam: bool = False) -> str:
    """Return a learner's file of problems."""
    shown = [replace(one, title=f"{one.minutes} min") for one in posed] if is_exam else posed     # a title may say which method is asked for
    return program(shown, given.heading(is_exam), f"For {learner.name}. {CLOSED_BOOK + ' ' if is_exam else ''}{HOW}")


def write(given: ProblemSet, kinds: Collection[str], is_exam: bool = False, tell: Callable[[str], None] = lambda text: None) -> Wrote:
    """Write the files of every learner and the key; a kind that was written before is kept up to date; HTML and zips at first."""
    with _Ledger(given.folder) as known:
        kinds = {*kinds, *(kind for kind in KINDS if kind in known.kinds)} or {"html", "zip"}
        known.kinds = sorted(kinds)
        boxes: dict[str, dict[str, bytes | None]] = {}
        pages: list[tuple[str, Callable[[], str]]] = []
        for number, (learner, posed) in enumerate(given.of(), 1):
            tell(f"{learner.id}, {number} of {len(given.learners)}")
            files = _texts(given, learner, posed, kinds, is_exam)
            boxes[learner.id] = {name: known.put(f"out/{learner.id}/{name}", text.encode()) for name, text in files.items()}
            if "pdf" in kinds:
                pages.append((learner.id, partial(sheet, given.heading(is_exam), learner, posed, is_exam)))
        _key(given, kinds, known)
        if "pdf" in kinds:
            _print(given, pages, boxes, known, tell)
        if "zip" in kinds:
            for id, box in boxes.items():
                tell(f"{id}.zip")
                known.put(f"out/{id}.zip", boxed(id, {name: data for name, data in box.items() if data is not None}))
        known.forget_the_rest()
    return known.wrote


def _texts(given: ProblemSet, learner: Learner, posed: Sequence[Posed], kinds: Collection[str], is_exam: bool) -> dict[str, str]:
    text = program_of(given, learner, posed, is_exam)
    files = {PROGRAM: text, **data_files(posed)}
    if "html" in kinds:
        files[PAGE] = sheet(given.heading(is_exam), learner, posed, is_exam)
    if "notebooks" in kinds:
        files[NOTEBOOK] = notebook(text)
    return files


def _everyone(given: ProblemSet) -> Iterator[tuple[Learner, tuple[Posed, ...]]]:
    """Yield each learner and their problems, once where all share them."""
    if given.is_shared:
        yield Learner(EVERYONE, "Everyone"), given.variant(EVERYONE)
    else:
        yield from given.of()


def _key(given: ProblemSet, kinds: Collection[str], known: "_Ledger") -> None:
    everyone = list(_everyone(given))
    known.put("key.csv", key_csv(everyone).encode())
    if "html" in kinds:
        known.put("key.html", key_page(given.title, everyone).encode())


def _print(given: ProblemSet, pages: Sequence[tuple[str, Callable[[], str]]], boxes: Mapping[str, dict[str, bytes | None]], known: "_Ledger",
           tell: Callable[[str], None]) -> None:
    """Print what has changed, all in one run of the browser; without one, say so and leave the rest as it is."""
    from ..manuscript.pdf import obstacle
    from ..manuscript.printer import pdfs
    wanted = [*((f"out/{id}/{PDF}", page) for id, page in pages), *_key_pages(given)]
    due = [(path, page, source) for path, page in wanted if not known.is_as_written(path, source := _hash(page().encode()))]
    if due and (why := obstacle()):
        known.wrote.without = why
        return
    try:
        for (path, _, source), data in zip(due, pdfs(page() for _, page, _ in due) if due else (), strict=True):
            tell(path)
            known.put(path, data, source)
            known.save()        # a PDF made again differs by its date: what is not noted would be taken for somebody's own
    except SurroundingsError as error:
        if isinstance(error.__cause__, OSError):
            raise
        known.wrote.without = str(error)
    for id, _ in pages:
        boxes[id][PDF] = known.ours(f"out/{id}/{PDF}")


def _key_pages(given: ProblemSet) -> list[tuple[str, Callable[[], str]]]:
    """Return the key as documents that a browser can set: of a large class, one for every so many learners."""
    everyone = list(_everyone(given))
    groups = [everyone[n:n + TOGETHER] for n in range(0, len(everyone), TOGETHER)]
    name = "key.pdf" if len(groups) == 1 else "key-{}.pdf"
    return [(name.format(number), partial(key_page, given.title, group)) for number, group in enumerate(groups, 1)]


def boxed(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return files in a zip, in a folder of their own."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as box:
        for name, content in sorted(files.items()):
            box.writestr(zipfile.ZipInfo(f"{folder}/{name}", BOXED), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def notebook(text: str) -> str:
    """Return a program as a notebook, its `# %%` lines the cells; the same text makes the same notebook."""
    try:
        import jupytext
    except ImportError:
        raise SurroundingsError("notebooks are made with jupytext, which is not installed: `pip install jupytext`, or write without --notebooks") from None
    found = jupytext.reads(text, fmt="py:percent")
    for number, cell in enumerate(found.cells):
        cell["id"] = f"cell-{number}"
    found.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made: str = jupytext.writes(found, fmt="ipynb")
    return made


class _Ledger:
    """What was written into a folder: {path: [hash of its source, hash of its bytes]}."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.wrote, self.now = folder, Wrote(), dict[str, list[str]]()
        try:
            data = json.loads((folder / WROTE).read_text("utf-8"))
            self.known: dict[str, list[str]] = {str(path): [str(h) for h in hashes] for path, hashes in data["files"].items()}
            self.kinds = [str(kind) for kind in data["kinds"]]
        except FileNotFoundError:
            self.known, self.kinds = {}, []
        except OSError as error:
            raise SurroundingsError(f"{folder / WROTE}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"{folder / WROTE} cannot be read: delete it, and what is changed in {folder / 'out'} stays as it is") from None

    def __enter__(self) -> "_Ledger":
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.save()
        else:
            try:
                self.save()         # what was written until now is ours, too
            except SurroundingsError:
                pass                # the reason is on its way already

    def save(self) -> None:
        text = json.dumps({"kinds": self.kinds, "files": self.known | self.now}, indent=0)
        put(self.folder / WROTE, text.encode())

    def is_as_written(self, path: str, source: str) -> bool:
        """Return whether a file is there, made from this source, and nobody's but ours."""
        was = self.known.get(path)
        if was and was[0] == source and _hash_of(self.folder / path) == was[1]:
            self.now[path] = was
            self.wrote.unchanged += 1
            return True
        return False

    def put(self, path: str, data: bytes, source: str = "") -> bytes:
        """Write a file, unless somebody has changed it since it was written; return what was to be written."""
        there, new, was = _hash_of(self.folder / path), _hash(data), self.known.get(path)
        if there and there not in (new, was[1] if was else ""):
            self.wrote.kept.append(path)
            self.now[path] = was or ["", ""]
            return data
        self.now[path] = [source or new, new]
        if there == new:
            self.wrote.unchanged += 1
            return data
        put(self.folder / path, data)
        (self.wrote.changed if there else self.wrote.new).append(path)
        return data

    def ours(self, path: str) -> bytes | None:
        """Return what was written to a path, if it is still that."""
        try:
            data = (self.folder / path).read_bytes()
        except OSError:
            return None
        return data if path in self.now and _hash(data) == self.now[path][1] else None

    def forget_the_rest(self) -> None:
        """Delete what is no longer of the set, unless somebody has changed it."""
        for path in set(self.known) - set(self.now):
            if _hash_of(self.folder / path) == self.known[path][1]:
                (self.folder / path).unlink()
                self.wrote.gone.append(path)
        self.known = {}


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _hash_of(path: Path) -> str:
    try:
        return _hash(path.read_bytes()) if not path.is_symlink() else "a link"      # which leads out of the folder: never written through
    except (FileNotFoundError, NotADirectoryError):     # writing it says what stands in the way
        return ""
    except OSError as error:
        raise SurroundingsError(f"{path}: {error.strerror}") from None
