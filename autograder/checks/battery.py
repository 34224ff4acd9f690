"""What every numeric function owes its caller, as one word."""
from collections.abc import Callable
from typing import Any

import numpy as np

from . import layouts
from .compare import Mismatch, assert_close


def unspoiled(call: Callable[..., Any], *args: Any, expect: Callable[..., Any], rtol: float, atol: float = 0.0,
              integers: bool = True, single: bool = True) -> None:
    """`call(*args)` gives `expect(*args)` for every layout and precision of its arrays.

    Each array is also handed over in column order, with gaps, backwards, read-only and, where asked, as float32 and
    as whole numbers; the oracle gets the same values.  That nothing is written into, the read-only flag tells.
    """
    changes: dict[str, layouts.Change] = {"as it is": np.array, **layouts.LAYOUTS}
    if single:
        changes["float32"] = layouts.single
    if integers:
        changes["whole numbers"] = layouts.whole
    for name, change in changes.items():
        changed = layouts.every_array(args, change)
        try:
            assert_close(call(*changed), expect(*changed), rtol=rtol, atol=atol)
        except Mismatch as e:
            if name == "as it is":
                raise
            raise Mismatch(f"with the input {name}: {e.message}", e.got, e.expected, e.path) from None
