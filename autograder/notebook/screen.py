"""What a grading looks like under a cell: the parts, the one failure to look at, what to type next."""
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..worker.text import clean

SIGNS = {"passed": ("✓", "good"), "failed": ("✗", "bad"), "timed_out": ("✗", "bad"), "broken": ("✗", "bad"), "undecided": ("?", "doubt"),
         "grader_fault": ("!", "bad"), "unattempted": ("·", "dim"), "waiting": ("…", "dim"), "not_run": ("·", "dim"), "skipped": ("–", "dim"),
         "not_built": ("○", "dim")}
# JupyterLab's own colours, light and dark; elsewhere plain ones.
PAIRS = (("call", "call", ""), ("runs", "runs", "dim"), ("expected", "expected", "good"), ("yours", "got", "bad"))       # label, field, colour
COLOURS = {"good": "var(--jp-success-color0, #1b5e20)", "bad": "var(--jp-error-color0, #b71c1c)", "doubt": "var(--jp-warn-color0, #8a4b00)",
           "dim": "var(--jp-ui-font-color2, #616161)"}
BOX = "border-left: 3px solid {}; padding: .2em 0 .2em .9em; margin: .5em 0; line-height: 1.45"
CODE = "margin: 0; white-space: pre-wrap; font-family: var(--jp-code-font-family, monospace); font-size: var(--jp-code-font-size, .9em); background: none"


class Shown:
    """An answer of the grader, for a notebook and, where there is none, for a terminal."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told

    def _repr_html_(self) -> str:
        return html(self.told)

    def __repr__(self) -> str:
        return "\n".join(text(self.told))


def html(told: Mapping[str, Any]) -> str:
    """Return a page's piece; what a learner or their program wrote is text in it, never markup."""
    if "error" in told:
        return f'<div style="{BOX.format(COLOURS["bad"])}">{_lines(told["error"])}</div>'
    rows = [f'<div style="font-weight: 600">{_e(told["title"])} <span style="font-weight: 400; color: {COLOURS["dim"]}">{_e(told["id"])}</span></div>',
            *(f'<div style="color: {COLOURS["doubt"]}">{_e(note)}</div>' for note in notes(told))]
    for name, what, findings in _parts(told):
        if name:
            rows.append(f'<div style="margin-top: .5em"><b>{_e(name)}</b> {_e(what)}</div>')
        rows += [_claim(finding) for finding in findings]
    failing = to_look_at(told)
    if failing:
        rows.append(_failure(failing))
    rows += [f'<img src="data:image/png;base64,{escape(png)}" alt="your figure" style="max-width: 32em; width: 100%">' for png in told["pictures"]]
    rows.append(f'<div style="margin-top: .5em; color: {COLOURS["dim"]}">{_e(tally(told))}</div>')
    rows.append(_next(told["next"]))
    return f'<div style="line-height: 1.45">{"".join(rows)}</div>'


def notes(told: Mapping[str, Any]) -> list[str]:
    """Return what was graded, where it is not what is saved, and what went wrong beside it."""
    said = []
    if told["taken"]:
        said.append(f"Graded as this kernel defines {_listed(told['taken'])}: what is saved is another version. Save (Ctrl-S) to keep this one, "
                    "or run the cell again where the file is newer.")
    if told["behind"]:
        said.append(f"Graded as the file is saved: this kernel does not know {_listed(told['behind'])} yet; run the cell to have it here too.")
    return [*said, *told["warnings"]]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _parts(told: Mapping[str, Any]) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    """Return (name, what it is, findings) of each part; an exercise of one part needs no heading, a file that does not run no claims."""
    if any(f["verdict"] == "broken" for f in told["result"]["findings"]):
        return []
    named = {p["part"]: p["what"] for p in told["parts"]}
    found = [(name, what, [f for f in told["result"]["findings"] if f["part"] == name]) for name, what in named.items()]
    return [(name if len(named) > 1 else "", what, findings) for name, what, findings in found if findings]


def to_look_at(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the one failure to look at next."""
    return next((f for f in told["result"]["findings"] if f["check"] == told["look_at"]
                 and f["verdict"] not in ("passed", "skipped", "waiting", "unattempted", "not_run", "not_built")), None)


def _claim(finding: Mapping[str, Any]) -> str:
    sign, colour = SIGNS[finding["verdict"]]
    note = finding["evidence"].get("message", "") if finding["verdict"] in ("waiting", "skipped") else ""
    tail = f' <span style="color: {COLOURS["dim"]}">{_e(note)}</span>' if note else ""
    return (f'<div style="padding-left: 1.4em; text-indent: -1.4em"><span style="color: {COLOURS[colour]}; display: inline-block; width: 1.4em; '
            f'text-indent: 0" title="{_e(finding["verdict"].replace("_", " "))}">{sign}</span>{_e(finding["claim"])}{tail}</div>')


def _failure(finding: Mapping[str, Any]) -> str:
    e = finding["evidence"]
    where = f' <span style="font-weight: 400; color: {COLOURS["dim"]}">{_e(e["where"])}</span>' if e.get("where") else ""
    rows = [f'<div style="font-weight: 600">{_e(_head(finding))}{where}</div>']
    if e.get("chain"):
        rows += [_chain(e["chain"]), *(f"<div>{_e(sentence)}</div>" for sentence in said(e))]
    else:
        rows += [_pair(label, e[key], colour) for label, key, colour in PAIRS if e.get(key)]
        message = e.get("message", "").removeprefix("your file does not run: ")
        rows += [f"<div>{_lines(message)}</div>"] if message else []
        rows += [f'<pre style="{CODE}; color: {COLOURS["dim"]}">{_e(chr(10).join(e["lines"]))}</pre>'] if e.get("lines") else []
    if finding.get("diagnosis"):
        rows.append(f'<div><b>Perhaps: {_e(finding["diagnosis"]["title"])}.</b> {_e(finding["diagnosis"]["sentence"])}</div>')
    if e.get("prints", "").strip():
        rows.append(f'<details><summary>What your code printed</summary><pre style="{CODE}">{_e(e["prints"])}</pre></details>')
    if finding["verdict"] == "grader_fault":
        rows.append("<div>This is the grader’s fault, not yours, and it costs you nothing. Please report it.</div>")
    return f'<div style="{BOX.format(COLOURS["doubt" if finding["verdict"] == "undecided" else "bad"])}">{"".join(rows)}</div>'


def _head(finding: Mapping[str, Any]) -> str:
    return "Your file does not run yet" if finding["verdict"] == "broken" else str(finding["claim"])


def _pair(label: str, words: str, colour: str) -> str:
    style = f"; color: {COLOURS[colour]}" if colour else ""
    return (f'<div style="display: flex; gap: .8em"><span style="flex: 0 0 5em; color: {COLOURS["dim"]}">{label}</span>'
            f'<pre style="{CODE}{style}">{_e(words)}</pre></div>')


def said(evidence: Mapping[str, Any]) -> list[str]:
    """Return the sentences under a derivation's rows."""
    return [row.strip() for row in evidence.get("lines", ()) if row.startswith("      ")]


def _chain(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a derivation's rows: its mark, its formula as mathematics, its reason."""
    cells = []
    for row in rows:
        colour = {"✗": "bad", "?": "doubt", "…": "doubt", "✓": "good"}.get(row["mark"], "dim")
        relation = {"<=": "≤", ">=": "≥", "!=": "≠"}.get(row["relation"], row["relation"])
        typed = f"<code>{_e(row['text'])}</code>"
        formula = f"\\(\\displaystyle {escape(row['latex'])}\\)" if row["latex"] else ""
        shown = formula if formula and row["mark"] in "✓·" else f"{formula} {typed}".strip()
        cells.append(f'<tr style="background: none"><td style="color: {COLOURS[colour]}; text-align: left">{_e(row["mark"])}</td>'
                     f'<td style="text-align: right">{_e(relation)}</td><td style="text-align: left; font-size: 1.1em">{shown}</td>'
                     f'<td style="text-align: left; color: {COLOURS["dim"]}">{_e(row["reason"])}</td></tr>')
    return f'<table style="margin: .3em 0; border: none">{"".join(cells)}</table>'


def _next(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    listed = "".join(f'<div><code>{_e(command)}</code> <span style="color: {COLOURS["dim"]}">{_e(why)}</span></div>' for command, why in rows)
    return f'<div style="margin-top: .5em; display: flex; gap: .8em"><b>Next</b><div>{listed}</div></div>'


def tally(told: Mapping[str, Any]) -> str:
    """Return how many checks hold, and how it was found."""
    judged = [f for f in told["result"]["findings"] if f["verdict"] != "skipped"]
    passed = sum(f["verdict"] == "passed" for f in judged)
    result = told["result"]
    how = "unchanged since it was last graded; --fresh runs it again" if told["since"] else f"{result['seconds']:.1f} s · seed {result['seed']}"
    return f"{passed} of {len(judged)} checks · {how}"


def text(told: Mapping[str, Any]) -> list[str]:
    """Return the same as lines."""
    if "error" in told:
        return [clean(line) for line in told["error"].split("\n")]
    rows = [f"{told['title']}  {told['id']}", *notes(told)]
    for name, what, findings in _parts(told):
        rows += ["", f"{name}  {what}"] if name else [""]
        rows += [f"  {SIGNS[f['verdict']][0]} {f['claim']}" for f in findings]
    failing = to_look_at(told)
    if failing:
        e = failing["evidence"]
        rows += ["", f"{SIGNS[failing['verdict']][0]} {_head(failing)}  {e.get('where', '')}"]
        rows += ["  " + f"{label:<9} {e[key]}".replace("\n", "\n" + 12 * " ") for label, key, _ in PAIRS if e.get(key)]
        rows += [f"  {row}" for row in ([] if e.get("chain") else [e.get("message", "")]) + list(e.get("lines", ())) if row]
        if failing.get("diagnosis"):
            rows.append(f"  perhaps   {failing['diagnosis']['title']}: {failing['diagnosis']['sentence']}")
    rows += ["", tally(told), *(f"{'Next' if n == 0 else '    '}  {command}   {why}" for n, (command, why) in enumerate(told["next"]))]
    return [clean(row) for row in rows]


def _lines(words: str) -> str:
    return "<br>".join(_e(line) for line in words.split("\n"))


def _e(words: str) -> str:
    """Return text as HTML in which nothing begins a formula: a dollar or a bracket of the learner's is one."""
    return re.sub(r"\$|(?<=\\)(?:[(\[]|begin)", lambda m: f"<span>{m[0]}</span>", escape(clean(words)))
