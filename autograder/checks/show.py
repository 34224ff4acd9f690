"""Values as a learner would type them, four digits an entry; `grade debug` has the rest."""
from fractions import Fraction
from typing import Any

import numpy as np

from ..algebra.expressions import Expression
from ..worker.protocol import Seed

DIGITS, ALL = 4, 17     # of an entry of an array; as many as a double has


def show(value: Any, limit: int = 400, digits: int = DIGITS) -> str:
    """Return a value as text of at most `limit` characters."""
    text = _text(value, digits)
    return text if len(text) <= limit else text[:limit - 1] + "…"


def side_by_side(got: Any, expected: Any) -> tuple[str, str]:
    """Return two values that differ as texts that differ: with all their digits, where four say the same."""
    texts = show(got), show(expected)
    return texts if texts[0] != texts[1] else (show(got, digits=ALL), show(expected, digits=ALL))


def number(value: Any) -> str:
    """Return one number with all its digits."""
    return repr(value.item() if isinstance(value, (np.generic, np.ndarray)) else value)


def _text(value: Any, digits: int) -> str:
    if isinstance(value, np.ndarray):
        return _array(value, digits)
    if isinstance(value, dict):
        return "{" + _listed([under(f"{k!r}: ", _text(v, digits)) for k, v in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return _sequence(value, digits)
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, np.generic):
        return repr(value.item()) if value.dtype in (float, complex, bool) else f"np.{value.dtype}({value.item()!r})"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"
    if isinstance(value, float):
        short = f"{value:.4g}"
        return repr(value) if float(short) != value else f"{short}.0" if short.lstrip("-").isdigit() else short     # 1.0 is no 1
    return repr(value)


def _sequence(value: list[Any] | tuple[Any, ...], digits: int) -> str:
    shown = value if len(value) <= 30 else [*value[:3], ..., *value[-3:]]
    inner = _listed(["…" if x is ... else _text(x, digits) for x in shown])
    return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"


def _listed(entries: list[str]) -> str:
    """Return entries side by side; where one takes several lines, each on lines of its own, so that one sees where it begins."""
    if any("\n" in entry for entry in entries):
        return ",\n ".join(entry.replace("\n", "\n ") for entry in entries)
    return ", ".join(entries)


def under(label: str, text: str) -> str:
    """Return a text behind its label, its further lines under its first."""
    return label + text.replace("\n", "\n" + " " * len(label))


def _array(value: np.ndarray, digits: int) -> str:
    if not value.size:
        return f"np.zeros({value.shape})"
    with np.printoptions(threshold=60, edgeitems=3, precision=digits, floatmode="maxprec", suppress=False, linewidth=100):
        text = np.array2string(value, separator=", ")
    dtype = "" if value.dtype in (float, int, bool, complex) else f", dtype={value.dtype}"
    return f"np.array({text}{dtype})".replace("\n", "\n" + " " * 9)
