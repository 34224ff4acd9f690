"""Bring a newer stub into a learner's file, function by function, so that nothing they wrote is lost."""
import ast
import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..course.source_lines import source_lines, whole_source_lines

MARK = re.compile(r"^(?:#|//) %% (?P<name>\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Merge:
    """A learner's file brought up to date: functions that came fresh from the course, that are gone, and that both sides changed."""
    text: str
    renewed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    refused: str = ""    # why the file as a whole had to stay as it is


def merged(mine: str, base: str, new: str, python: bool = True) -> Merge:
    """Return `mine` with the course's change from `base` to `new`: untouched functions are the course's, written ones the learner's."""
    if base == new or mine == new:
        return Merge(mine)
    if mine == base:
        return Merge(new, ("the whole file",))
    try:
        theirs, before, after = _pieces(mine, base, new, python)
        merge = _merge(theirs, before, after)
        if python:
            ast.parse(merge.text)
    except SyntaxError as error:
        return Merge(mine, refused=f"line {error.lineno} cannot be read as Python yet ({error.msg})")
    except (ValueError, RecursionError, MemoryError) as error:
        return Merge(mine, refused=f"it cannot be read as Python ({str(error) or 'it is nested too deeply'})")
    except _OtherOrderError:
        return Merge(mine, refused="its functions stand in another order than the course's")
    return merge


def difference(old: str, new: str, name: str) -> str:
    """Return what the course changed, as a diff."""
    rows = difflib.unified_diff(old.splitlines(), new.splitlines(), f"{name} (course, before)", f"{name} (course, now)", lineterm="", n=1)
    return "\n".join(rows)


class _OtherOrderError(Exception):
    """The learner has moved functions about."""


def _pieces(mine: str, base: str, new: str, python: bool) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Return the three texts cut at the course's own functions; a learner's helper belongs to the gap it stands in."""
    spans = _functions if python else _sections
    known = {name for text in (base, new) for name, _, _ in spans(text)}
    theirs, before, after = (_cut(text, known, spans(text)) for text in (mine, base, new))
    if [k for k in theirs if k in after] != [k for k in after if k in theirs]:
        raise _OtherOrderError
    return theirs, before, after


def _cut(text: str, known: Collection[str], spans: Iterator[tuple[str, int, int]]) -> dict[str, str]:
    """Return the text in pieces that add up to it: each function by name, and the gap before each."""
    lines, pieces, at = whole_source_lines(text), {}, 0
    for name, first, last in spans:
        if name in known:
            pieces["before " + name] = "".join(lines[at:first - 1])
            pieces[name] = "".join(lines[first - 1:last])
            at = last
    return pieces | {"after all": "".join(lines[at:])}


def _functions(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (name, first line, last line) of functions and methods in the order they stand."""
    seen: dict[str, int] = {}
    for name, node in _defined(ast.parse(text).body, ""):
        seen[name] = seen.get(name, 0) + 1
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", first, node.end_lineno or node.lineno    # a setter shares its name


def _defined(body: list[ast.stmt], above: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield above + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{above}{node.name}.")


def _sections(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (part, first line, last line) of the parts of a file that is not Python."""
    starts = [(m["name"], text.count("\n", 0, m.start()) + 1) for m in MARK.finditer(text)]
    ends = [first - 1 for _, first in starts[1:]] + [len(source_lines(text))]
    for (name, first), last in zip(starts, ends, strict=True):
        yield name, first, last


def _merge(mine: Mapping[str, str], base: Mapping[str, str], new: Mapping[str, str]) -> Merge:
    chosen: dict[str, str] = {}
    renewed, removed, contested = [], [], []
    for key in _in_order(mine, new):
        untouched = key in base and mine.get(key, "").rstrip() == base[key].rstrip()
        if key not in mine and key in base:    # the learner took it out
            continue
        if key not in new:                     # the course took it out
            if untouched:
                removed.append(key)
            else:
                chosen[key] = mine[key]
        elif key not in mine or untouched:
            chosen[key] = new[key]
            if new[key] != base.get(key):
                renewed.append(key)
        else:
            chosen[key] = mine[key]
            if new[key] not in (base.get(key), mine[key]):
                contested.append(key)
    return Merge("".join(chosen.values()), _named(renewed), _named(removed), tuple(contested))


def _named(keys: list[str]) -> tuple[str, ...]:
    return tuple(k for k in keys if not k.startswith("before "))


def _in_order(mine: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the keys of `new`, those only the learner has standing where they stood."""
    order, at = list(new), 0
    for key in mine:
        if key in new:
            at = order.index(key) + 1
        else:
            order.insert(at, key)
            at += 1
    return order


def section(text: str, part: str) -> tuple[int, int] | None:
    """Return where in a text a part begins and ends, from its `# %%` line up to the next, or None."""
    marks = list(MARK.finditer(text))
    for place, mark in enumerate(marks):
        if mark["name"] == part:
            return mark.start(), marks[place + 1].start() if place + 1 < len(marks) else len(text)
    return None
