"""Is an answer the key?  Numbers by tolerance, whole numbers and fractions exactly, labels by their letters, all else piece by piece."""
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from ..checks.compare import Mismatch

RTOL = 1e-6     # a learner may round an intermediate result to single precision; a wrong method is off by far more

LONGEST = 400   # digits of a number of a witness: any float, and no more


def judged(got: Any, answer: Any, rtol: float = RTOL, atol: float = 1e-9, name: str = "") -> None:
    """Raise Mismatch unless `got` is the key; it says which piece is wrong, never what is right.  atol: of an answer that is zero."""
    where = f"{name}: " if name else ""
    if isinstance(answer, Mapping):
        _keys(got, answer, where)
        for key, value in answer.items():
            judged(got[key], value, rtol, atol, f"{name}, {key}" if name else str(key))
    elif isinstance(answer, list | tuple):
        pieces = _pieces(got)
        if pieces is None or len(pieces) != len(answer):
            raise Mismatch(f"{where}a list of {len(answer)} is asked for", got=got)
        for number, (one, value) in enumerate(zip(pieces, answer, strict=True)):
            judged(one, value, rtol, atol, f"{name}[{number}]" if name else f"entry {number}")
    elif isinstance(answer, bool):
        if not isinstance(got, bool | np.bool_) or bool(got) != answer:
            raise Mismatch(f"{where}this is not so", got=got)
    elif isinstance(answer, str) and _fraction(answer) is None:
        if not isinstance(got, str) or got.strip().casefold() != answer.casefold():
            raise Mismatch(f"{where}this is not the word that is asked for", got=got)
    else:
        _number(got, answer, rtol, atol, where)


def rationals(got: Any, *shape: int, name: str = "") -> Any:
    """Return what was given as Fractions in lists of this shape, a float as exactly what it is; else raise Mismatch: for witnesses."""
    where = f"{name}: " if name else ""
    if shape:
        pieces = _pieces(got)
        if pieces is None or len(pieces) != shape[0]:
            raise Mismatch(f"{where}a list of {shape[0]} is asked for", got=got)
        return [rationals(one, *shape[1:], name=f"{name}[{number}]" if name else f"entry {number}") for number, one in enumerate(pieces)]
    if isinstance(got, float | np.floating):
        value = Fraction(float(got)) if math.isfinite(got) else None
    else:
        value = None if isinstance(got, str) and len(got) > LONGEST else _fraction(got)
    if value is None:
        raise Mismatch(f"{where}a whole number or a fraction is asked for", got=got)
    if max(abs(value.numerator), value.denominator) >= 10 ** LONGEST:
        raise Mismatch(f"{where}a number with fewer digits will do", got=got)
    return value


def _number(got: Any, answer: Any, rtol: float, atol: float, where: str) -> None:
    exact = _fraction(answer)
    given = _fraction(got)
    if given is not None and exact is not None and not isinstance(answer, float):
        if given == exact:
            return
        raise Mismatch(f"{where}this is not the number", got=got)
    try:
        one = float(Fraction(got)) if isinstance(got, str) else complex(got) if isinstance(answer, complex) else float(got)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        raise Mismatch(f"{where}a number is asked for", got=got) from None
    right = float(exact) if exact is not None else answer
    if isinstance(one, float) and math.isnan(one) or not abs(one - right) <= atol + rtol * abs(right):
        raise Mismatch(f"{where}this is not the number", got=got)


def _fraction(value: Any) -> Fraction | None:
    """Return what is exactly given: a whole number, a fraction, or its text 'a/b'."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | Fraction | np.integer):
        return Fraction(int(value)) if not isinstance(value, Fraction) else value
    if isinstance(value, str):
        try:
            return Fraction(value.strip())
        except (ValueError, ZeroDivisionError):
            return None
    return None


def _keys(got: Any, answer: Mapping[str, Any], where: str) -> None:
    if not isinstance(got, Mapping):
        raise Mismatch(f"{where}a dict with {', '.join(map(str, answer))} is asked for", got=got)
    lacking = [str(key) for key in answer if key not in got]
    if lacking:
        raise Mismatch(f"{where}{', '.join(lacking)} is missing", got=got)


def _pieces(got: Any) -> list[Any] | None:
    if isinstance(got, np.ndarray):
        return list(got) if got.ndim else None
    return list(got) if isinstance(got, list | tuple) else None
