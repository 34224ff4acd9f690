"""Other answers: the solution with a few lines replaced, wrong ones by name and unusual right ones."""
import re
from dataclasses import dataclass, field

from ..errors import CourseError
from . import c_text
from .exercises import Exercise, read_text

TITLE = re.compile(r"^(?P<title>[^\s@+-].*?) (?:✗ (?P<check>\w+)|(?P<right>✓))$")


@dataclass(frozen=True)
class OtherAnswer:
    """A program other than the solution; `check` is the one that catches it, None for a right answer."""
    title: str
    check: str | None
    sentence: str
    text: str
    line: int
    changed: frozenset[str]         # the functions and classes its hunks are in


@dataclass
class _Hunk:
    line: int
    scope: str = ""
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


@dataclass
class _Entry:
    title: str
    check: str | None
    line: int
    sentence: list[str] = field(default_factory=list)
    hunks: list[_Hunk] = field(default_factory=list)


def other_answers(exercise: Exercise) -> tuple[OtherAnswer, ...]:
    """Return the other answers of an exercise, each applied to its solution."""
    path = exercise.answers
    if not path.exists():
        return ()
    found = []
    for entry in _entries(read_text(path), exercise):
        if not entry.hunks:
            raise CourseError(path, entry.line, f"`{entry.title}` changes nothing: add `-` and `+` lines, or `@ function` and `+` lines")
        text, changed = exercise.text, set[str]()
        for hunk in entry.hunks:
            text, where = _apply(text, hunk, exercise)
            changed.add(where)
        found.append(OtherAnswer(entry.title, entry.check, " ".join(entry.sentence), text, entry.line, frozenset(changed)))
    return tuple(found)


def _entries(text: str, exercise: Exercise) -> list[_Entry]:
    entries: list[_Entry] = []
    for number, row in enumerate(text.splitlines(), 1):
        if match := TITLE.match(row):
            entries.append(_Entry(match["title"], match["check"], number))
        elif not row.strip():
            continue
        elif not entries:
            raise CourseError(exercise.answers, number, "expected a title: `what it does wrong ✗ check_that_catches_it`, or `an unusual way ✓`")
        elif row[0] in "-+@":
            _hunk_line(entries[-1], row, number)
        elif row[0] == " ":
            entries[-1].sentence.append(row.strip())
        else:
            raise CourseError(exercise.answers, number, "a title ends in `✗ check` or `✓`; a sentence is indented; lines of code begin with - or +")
    return entries


def _hunk_line(entry: _Entry, row: str, number: int) -> None:
    hunks = entry.hunks
    if row[0] == "@":
        hunks.append(_Hunk(number, row[1:].strip()))
        return
    if not hunks or (row[0] == "-" and hunks[-1].new):
        hunks.append(_Hunk(number))
    (hunks[-1].old if row[0] == "-" else hunks[-1].new).append(row[1:])


def _apply(text: str, hunk: _Hunk, exercise: Exercise) -> tuple[str, str]:
    """Replace a hunk's `-` lines, found once, by its `+` lines; return the text and the function it happened in.

    A single `-` line may be a fragment of a line; several must be whole lines (indentation is free).
    `@ name` with `+` lines alone replaces the answer of that function.
    """
    start, end = _span(text, hunk, exercise)
    region = text[start:end]
    if not hunk.old:
        changed, at = _replace_answer(region, hunk, exercise), start
    elif len(hunk.old) == 1:
        changed, at = _replace_fragment(region, hunk, exercise)
    else:
        changed, at = _replace_lines(region, hunk, exercise)
    at = at if not hunk.old else start + at
    if exercise.is_compiled:
        inside = next((f.name for f in c_text.functions(text) if f.start <= at <= f.closes), "")
        return text[:start] + changed + text[end:], inside
    return text[:start] + changed + text[end:], _function_at(text, at)


def _span(text: str, hunk: _Hunk, exercise: Exercise) -> tuple[int, int]:
    if not hunk.scope:
        return 0, len(text)
    if exercise.is_compiled:
        return _c_span(text, hunk, exercise)
    *owner, name = hunk.scope.split(".")
    start, end = 0, len(text)
    for step in [*owner, name]:
        body = r"(?:(?P=i)[ \t]+[^\n]*\n|[ \t]*\n|(?P=i)\)[^\n]*\n)*"
        found = re.search(rf"^(?P<i> *)(?:def|class) {re.escape(step)}\b[^\n]*\n{body}", text[start:end], re.M)
        if not found:
            raise CourseError(exercise.answers, hunk.line, f"the solution defines no `{hunk.scope}`")
        start, end = start + found.start(), start + found.end()
    return start, end


def _c_span(text: str, hunk: _Hunk, exercise: Exercise) -> tuple[int, int]:
    for function in c_text.functions(text):
        if function.name == hunk.scope:
            return function.start, function.closes + 1
    raise CourseError(exercise.answers, hunk.line, f"the solution defines no function `{hunk.scope}`")


def _replace_answer(region: str, hunk: _Hunk, exercise: Exercise) -> str:
    dots = re.search(r"^( *)(?:// )?\.\.\.\n", region, re.M)
    if not dots:
        raise CourseError(exercise.answers, hunk.line, f"`{hunk.scope}` has no `...` whose answer these lines could replace")
    tail = "}" if exercise.is_compiled else region[len(region.rstrip("\n")) + 1:]
    return region[:dots.end()] + "\n".join(_indent(hunk.new, dots[1])) + "\n" + tail


def _replace_fragment(region: str, hunk: _Hunk, exercise: Exercise) -> tuple[str, int]:
    old = hunk.old[0].strip()
    if (count := region.count(old)) != 1:
        raise CourseError(exercise.answers, hunk.line, f"`{old}` stands {count} times in {hunk.scope or 'the solution'}; it must stand once"
                          + (" (`@ function` says where)" if count > 1 else ""))
    at = region.index(old)
    margin = re.match(r"[ \t]*", region[:at].rsplit("\n", 1)[-1] + region[at:])
    new = _dedent(hunk.new)
    return region.replace(old, ("\n" + (margin[0] if margin else "")).join(r.rstrip() for r in new).strip()), at


def _replace_lines(region: str, hunk: _Hunk, exercise: Exercise) -> tuple[str, int]:
    pattern = r"\n".join(r"[ \t]*" + re.escape(row.strip()) + r"[ \t]*" for row in hunk.old)
    hits = list(re.finditer(rf"^{pattern}$", region, re.M))
    if len(hits) != 1:
        times = f"these {len(hunk.old)} lines stand {len(hits)} times in {hunk.scope or 'the solution'}; they must stand once"
        raise CourseError(exercise.answers, hunk.line, times)
    hit = hits[0]
    margin = hit[0][:len(hit[0]) - len(hit[0].lstrip())]
    return region[:hit.start()] + "\n".join(_indent(hunk.new, margin)) + region[hit.end():], hit.start()


def _function_at(text: str, offset: int) -> str:
    """Return the top-level function or class that a place in the text lies in, or nothing."""
    line, name = text[:offset].count("\n"), ""
    for number, row in enumerate(text.splitlines()[:line + 1]):
        if match := re.match(r"(?:def|class) (\w+)", row):
            name = match[1]
        elif row and not row[0].isspace() and row[0] not in ")#@" and number != line:
            name = ""
    return name


def _dedent(rows: list[str]) -> list[str]:
    least = min((len(r) - len(r.lstrip()) for r in rows if r.strip()), default=0)
    return [r[least:] for r in rows]


def _indent(rows: list[str], margin: str) -> list[str]:
    return [(margin + r).rstrip() for r in _dedent(rows)]
