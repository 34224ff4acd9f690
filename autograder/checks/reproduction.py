"""The same call with the same seeds, made again."""
from collections.abc import Callable
from typing import Any

from .compare import Mismatch, assert_close, assert_equal


def reproduced(call: Callable[..., Any], *arguments: Any, rtol: float = 0.0, atol: float = 0.0, **keywords: Any) -> Any:
    """The same call with the same seeds gives the same, at once and in a new process; return the answer.

    `call` is `yours.f`, or `yours.run` with a scenario.  Without a tolerance the numbers are equal to the last digit.
    """
    first = call(*arguments, **keywords)
    _same_again(call(*arguments, **keywords), first, rtol, atol, "called again with the same seed")
    yours: Any = getattr(call, "yours", None) or getattr(call, "__self__", None)
    yours._worker.renew()
    _same_again(call(*arguments, **keywords), first, rtol, atol, "run anew with the same seed")
    return first


def _same_again(second: Any, first: Any, rtol: float, atol: float, said: str) -> None:
    if moved := what_moved(first, second, rtol, atol):
        raise Mismatch(f"{said}, your program gives something else: {moved}", second, first)


def what_moved(first: Any, second: Any, rtol: float = 0.0, atol: float = 0.0) -> str:
    """Return which number of a second run is another than in the first, and by how much; nothing where none is."""
    try:
        if rtol or atol:
            assert_close(second, first, rtol=rtol, atol=atol)
        else:
            assert_equal(second, first)
    except Mismatch as difference:
        return difference.message
    return ""
