"""What IPython reads and Python does not: lines that begin with % or !, or end with ?."""
import ast
import re

LINE = re.compile(r"^\s*(?:%|!|\?)|\?\s*$|^\s*[\w, ]+=\s*[%!]")
CELL = re.compile(r"\s*%%(\w*)")
MOST = 100          # magics of a cell that are looked for: each costs a reading
PYTHON = ("time", "timeit", "capture", "prun")      # cell magics whose cell is Python all the same


def plain(source: str) -> str | None:
    """Return a cell as Python, line by line, its magics as comments; None where it is no Python at all.

    Only what stands in the way of reading it is taken for a magic: a line of a text that begins with % stays.
    """
    lines = source.split("\n")
    if match := CELL.match(source):
        if match[1] not in PYTHON:
            return None
        first = source[:match.start(1)].count("\n")
        lines[first] = "# " + lines[first].strip()
    for _ in range(min(len(lines), MOST) + 1):
        try:
            ast.parse("\n".join(lines))
            return "\n".join(lines)
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
        except (ValueError, RecursionError, MemoryError):
            return None
        if not (0 <= number < len(lines) and LINE.search(lines[number])):
            return None
        lines[number] = _aside(lines[number])
    return None


def without(source: str) -> str:
    """Return a cell with its magics as comments, readable as Python or not."""
    return plain(source) or "\n".join(_aside(line) if re.match(r"\s*(?:%{1,2}[A-Za-z]|!)", line) else line for line in source.split("\n"))


def _aside(line: str) -> str:
    """Return a magic as a comment; an indented one may be all there is in its block."""
    code = line.lstrip()
    indent = line[:len(line) - len(code)]
    return f"{indent}pass  # {code}" if indent else f"# {code}"
