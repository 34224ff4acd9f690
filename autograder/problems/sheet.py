"""A problem set on paper: a learner's sheet with room to write, and the key of all."""
import csv
import io
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from ..manuscript.page import document
from ..roster import Learner
from .problem import Problem, typeset, written
from .program import Posed, name_of

CLOSED_BOOK = "Closed book: no notes, no machine, no help."
ROOM = 5.0                      # mm of room to write for each minute: about a line of handwriting
LEAST, MOST = 25.0, 200.0       # mm; a page holds 240
SHOWN = (12, 8)                 # rows and columns of data that a sheet prints; more lie in a file beside it
STYLE = """
@page { margin: 18mm 20mm 20mm; @bottom-left { content: "%s"; font: 8pt sans-serif; color: #5b636d; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #5b636d; } }
p { text-align: left; hyphens: none; }
.fill { display: flex; gap: 1.2rem; margin: 0 0 1rem; font-size: .95rem; }
.fill > span { flex: 1; border-bottom: 1px solid var(--ink); padding-bottom: .1rem; white-space: nowrap; }
.fill > span.wide { flex: 2.4; }
.problem { margin: 1.3rem 0 0; break-inside: avoid; }
.math .katex { white-space: nowrap; }
.problem h2 { margin: 0 0 .3rem; font-size: 1.05rem; }
.problem h2 small { display: inline-block; font-weight: 400; color: var(--dim); font-size: .85em; }
.room { border: 1px solid var(--edge); border-radius: 3px; margin-top: .6rem; }
.answer { font-weight: 600; }
.steps { margin-top: .2rem; }
.who { break-before: page; }
.who:first-of-type { break-before: auto; }
.data td { text-align: right; padding: .1rem .6rem; }
"""


def sheet(title: str, learner: Learner, posed: Sequence[Posed], is_exam: bool = False) -> str:
    """Return a learner's sheet as HTML; an exam's names neither what is practised nor where to read about it."""
    minutes = sum(p.minutes for p in posed)
    head = (f'<h1>{escape(title)}</h1>\n<div class="fill"><span class="wide">Name&ensp;{escape(learner.name)}</span><span>Date&ensp;</span>'
            f"<span>Minutes&ensp;</span></div>\n<p>{count(posed)} · {minutes} minutes{f' · <b>{CLOSED_BOOK}</b>' if is_exam else ''}</p>\n")
    body = "\n".join(_asked(one, number, is_exam) for number, one in enumerate(posed, 1))
    return document(f"{title}: {learner.name}", head + body, STYLE % _in_style(f"{title} · {learner.name} ({learner.id})"))


def count(posed: Sequence[Posed]) -> str:
    return f"{len(posed)} {'problem' if len(posed) == 1 else 'problems'}"


def _asked(one: Posed, number: int, is_exam: bool) -> str:
    title = "" if is_exam else f" {escape(one.title)}"
    where = "" if is_exam else f" · {escape(one.exercise)}"
    setup = f"<pre>{escape(one.problem.setup.strip(chr(10)))}</pre>" if one.problem.setup.strip() else ""
    room = min(MOST, max(LEAST, ROOM * one.minutes * (1.5 if is_exam else 1.0)))     # who sits an exam has no other paper
    return (f'<section class="problem"><h2>{number}.{title} <small>{one.minutes} min{where}</small></h2>'
            f'{_statement(one.problem)}{setup}{"".join(_data(one.problem, number))}<div class="room" style="height:{room:.0f}mm"></div></section>')


def _statement(problem: Problem) -> str:
    said = []
    for is_code, group in groupby(filter(str.strip, problem.latex().split("\n")), lambda row: row.startswith("    ")):
        rows = list(group)
        said += [f"<pre>{escape(textwrap.dedent(chr(10).join(rows)))}</pre>"] if is_code else [f"<p>{_set(row)}</p>" for row in rows]
    return "".join(said)


def _set(text: str) -> str:
    """Return text with its formulas and its code marked up."""
    pieces = re.split(r"(\$[^$]*\$|`[^`]*`)", text.replace("=$ $", "= "))       # `$A =$ {A}` is one formula
    marked = {"$": '<span class="math">{}</span>', "`": "<code>{}</code>"}
    return "".join(marked[p[0]].format(escape(p[1:-1])) if len(p) > 1 and p[0] in marked and p[-1] == p[0] else escape(p) for p in pieces)


def _data(problem: Problem, number: int) -> Iterator[str]:
    for name, value in problem.arguments.items():
        rows = table(value)
        if len(rows) <= SHOWN[0] and max(map(len, rows), default=0) <= SHOWN[1]:
            cells = "".join("<tr>" + "".join(f"<td>{escape(written(cell))}</td>" for cell in row) + "</tr>" for row in rows)
            yield f'<p><code>{escape(name)}</code>, also in <code>{file_of(number, name)}</code></p><table class="data">{cells}</table>'
        else:
            yield f"<p><code>{escape(name)}</code>: {len(rows)} rows, in <code>{file_of(number, name)}</code></p>"


def file_of(number: int, argument: str) -> str:
    """Return where a learner finds a problem's data."""
    return f"data/{name_of(number)}_{argument}.csv"


def table(value: Any) -> list[list[Any]]:
    """Return data as rows: a list is a column, a list of lists a table; what is deeper stands in its cell as JSON."""
    rows = value if isinstance(value, list) else list(value.items()) if isinstance(value, dict) else [value]
    return [[cell if not isinstance(cell, list | dict) else json.dumps(cell) for cell in (row if isinstance(row, list | tuple) else [row])] for row in rows]


def data_files(posed: Sequence[Posed]) -> dict[str, str]:
    """Return {path: CSV} of the data that a learner's problems come with."""
    return {file_of(number, name): _csv(table(value)) for number, one in enumerate(posed, 1) for name, value in one.problem.arguments.items()}


def key_page(title: str, everyone: Iterable[tuple[Learner, Sequence[Posed]]]) -> str:
    """Return the answers and the ways there of all learners, for who marks."""
    body = "\n".join(f'<section class="who"><h2>{escape(one.name)} <small>({escape(one.id)})</small></h2>{"".join(map(_solved, posed, range(1, 99)))}'
                     "</section>" for one, posed in everyone)
    return document(f"Key: {title}", f"<h1>Key: {escape(title)}</h1>\n<p><b>Answers: not for learners.</b></p>\n{body}", STYLE % _in_style(f"Key · {title}"))


def _solved(one: Posed, number: int) -> str:
    answer = "" if one.problem.answer is None else f'<p class="answer">{_answer(one.problem.answer)}</p>'
    if one.kind in ("derivation", "symbolic") and one.problem.steps:
        steps = f"<pre>{escape(chr(10).join(one.problem.steps))}</pre>"
    else:
        steps = '<ul class="steps">' + "".join(f"<li>{_set(step)}</li>" for step in one.problem.steps) + "</ul>" if one.problem.steps else ""
    return (f'<div class="problem"><h2>{number}. {escape(one.title)} <small>{escape(one.exercise)}</small></h2>{_statement(one.problem)}'
            f"{answer}{steps}</div>")


def _answer(answer: Any) -> str:
    """Return an answer: a number or a matrix typeset, named ones a name each, all else as Python writes it."""
    if isinstance(answer, dict):
        return "; ".join(f"<code>{escape(str(name))}</code> {_answer(value)}" for name, value in answer.items())
    is_matrix = isinstance(answer, list) and answer and all(isinstance(row, list) and row and all(map(_is_number, row)) for row in answer)
    if is_matrix or _is_number(answer):
        return f'<span class="math">{escape(typeset(answer))}</span>'
    return f"<code>{escape(written(answer))}</code>"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) or isinstance(value, str) and re.fullmatch(r"-?\d+(/\d+)?", value) is not None


def key_csv(everyone: Iterable[tuple[Learner, Sequence[Posed]]]) -> str:
    """Return the key as a spreadsheet: a row a learner and problem."""
    rows: list[list[Any]] = [["learner", "name", "problem", "exercise", "title", "minutes", "answer", "steps"]]
    for learner, posed in everyone:
        for number, one in enumerate(posed, 1):
            answer = "" if one.problem.answer is None else written(one.problem.answer)
            rows.append([learner.id, learner.name, number, one.exercise, one.title, one.minutes, answer, "\n".join(one.problem.steps)])
    return _csv([[_no_formula(cell) for cell in row] for row in rows])


def _no_formula(cell: Any) -> Any:
    """Return text that a spreadsheet does not run: a name may begin with `=`; a negative number is none of it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t", "\r") or isinstance(cell, str) and re.match(r"-(?![\d.])", cell) else cell


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _in_style(text: str) -> str:
    """Return text for a string of a style sheet, whatever stands in it."""
    return "".join(c if c.isalnum() or c in " .,·()@_-" else f"\\{ord(c):x} " for c in text)
