"""The words a check may use."""
from importlib import import_module
from typing import Any

from ..notes import note
from ..worker.client import seed
from .battery import unspoiled
from .compare import Mismatch, assert_close, assert_equal, raises, require
from .marks import forbids, hint, worth

# What needs a library of its own is imported where it is used, never on the way to a first answer.
LATER = {
    "benches": ("bench", "stage"),
    "kernels": ("in_order", "only", "resources", "threads_started", "traffic"),
    "exact": ("assert_exact", "exact_product", "exact_rows", "exact_sign", "nearest_float"),
    "experiments": ("several_seeds", "equal_budgets", "diagnosed_sampler", "assumptions", "at_least_two_metric_families"),
    "figures": ("panels", "panel", "lines", "line", "assert_line", "height", "bars", "assert_bars", "points", "assert_points", "segments", "image",
                "shade", "arrows", "contours", "assert_contours", "band", "assert_labelled", "assert_scales", "assert_visible", "assert_named",
                "words", "assert_equal_aspect", "assert_colour_bar"),
    "reproduction": ("reproduced",),
    "reports": ("illustrated", "manuscript", "paged", "referenced", "sectioned", "typeset", "understood"),
    "printing": ("pictures", "report_in_print", "sheets_in_print"),
    "claims": ("bound", "claimed", "evidenced", "pointed", "regenerated"),
    "sheets": ("conditioned", "covers", "derived", "on_sheet", "pitfalls", "true_as_stated"),
    "training": ("Threshold", "calibrated", "trained"),
    "reading_logs": ("logged",),
    "readings": ("Item", "holds", "numbers", "quiz", "until", "value"),
    "statistics": ("assert_mean", "assert_variance", "assert_distribution", "assert_frequencies", "assert_uncorrelated"),
}
_HOME = {name: f"{__name__}.{module}" for module, names in LATER.items() for name in names}
_HOME |= dict.fromkeys(("Case",), "autograder.kernels.gpu")
_HOME |= dict.fromkeys(("by_value", "inout", "null", "out", "samples", "sparse"), "autograder.kernels.passing")
_HOME |= dict.fromkeys(("derives", "solves", "induces", "orders", "witnesses", "answers", "nonnegative"), "autograder.derivations.words")

__all__ = ["Mismatch", "assert_close", "assert_equal", "forbids", "hint", "note", "raises", "require", "seed", "unspoiled", "worth", *_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"no word `{name}` for checks; there are {', '.join(sorted(n for n in __all__ if n[0].islower()))}")
