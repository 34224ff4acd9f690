"""Judging random answers so that a right program all but never fails.

All statistical claims on one submission share an accidental-failure probability of 10⁻⁶: `comparisons=` says in how many
equal shares, so an exercise with twelve such calls passes 12 to each.  Several columns share what their call may spend.
Where a law is exact only for some samples (Student and χ² for normal ones, the normal for endless ones), a word tests at a
tenth of its share, and asks for a sample so large that the true tail is not ten times the one it uses; the tests of this
module compute true tails down to a share of 10⁻⁸.
"""
from collections.abc import Callable, Sequence
from math import ceil, log, sqrt
from typing import Any

import numpy as np

from . import tails
from .compare import Mismatch, kind

SUBMISSION = 1e-6       # probability that a right submission fails by accident anywhere
INFLATION = 10.0        # how much heavier a true tail may be than the one it is judged by
LEAST = 100             # values a sample needs in any case: then even the Laplace law's mean keeps within the inflation
UNLIKE_NORMAL = 1000    # values a variance needs where their law is not normal
FULL = 100              # expected in every cell before χ² may judge all cells together


def assert_mean(got: Any, mean: Any, deviation: Any = None, *, comparisons: int = 1, skewness: float = 0.0,
                of: str = "your values") -> None:
    """The mean of independent values is `mean`: a z-test for a known standard deviation, Student's otherwise.

    A sample of shape (n, d) is d samples, one a column.  `skewness` is the law's, 1/√λ for a Poisson law, 2 for an exponential one.
    """
    columns = _columns(got, of)
    level = _level(comparisons, columns.shape[1])
    _enough(columns, level, skewness if deviation is not None else 2 * skewness, of)        # Student's t is skewed by −2γ where x̄ is by γ
    for column, expected, known in zip(columns.T, *_each(columns, mean, deviation), strict=True):
        n, found = len(column), float(column.mean())
        error = float(column.std(ddof=1) if deviation is None else known) / sqrt(n)
        away = abs(found - expected) / error if error else float(np.inf if found != expected else 0)
        chance = tails.student(away, n - 1) if deviation is None else tails.normal(away)
        if chance < level / INFLATION:
            _fail(f"the mean of {of} is {found:.4g} over {n} of them, expected {expected:.4g}", away, level, found, expected)


def assert_variance(got: Any, variance: Any, *, comparisons: int = 1, excess: float = 0.0, of: str = "your values") -> None:
    """The variance of independent values is `variance`, by χ²: exactly so for normal values, where `excess` (kurtosis − 3) is 0.

    Otherwise s² has the variance σ⁴ (2/(n − 1) + excess/n), and is judged by the χ² law of as many degrees of freedom as give
    that variance.  Its tail is too light for laws with heavier tails than excess 1: they are judged by assert_distribution.
    """
    if not -1.75 <= excess <= 1:
        raise ValueError(f"excess {excess:g}: outside −1.75 … 1 no χ² stands for the law of a sample's variance; use assert_distribution")
    columns = _columns(got, of)
    level = _level(comparisons, columns.shape[1])
    _enough(columns, level, 0.0, of, LEAST if excess == 0 else UNLIKE_NORMAL)
    for column, expected, _ in zip(columns.T, *_each(columns, variance, None), strict=True):
        n, found = len(column), float(column.var(ddof=1))
        freedom = 2 / (2 / (n - 1) + excess / n)
        if 2 * min(tails.chi_square(freedom * found / expected, freedom)) < level / INFLATION:
            _fail(f"the variance of {of} is {found:.4g} over {n} of them, expected {expected:.4g}",
                  abs(found / expected - 1) / sqrt(2 / freedom), level, found, expected)


def assert_distribution(got: Any, cdf: Callable[[np.ndarray], np.ndarray], *, comparisons: int = 1, of: str = "your values") -> None:
    """Independent values have the continuous distribution function `cdf`: Kolmogorov–Smirnov, with the radius of Dvoretzky, Kiefer,
    Wolfowitz and Massart, √(log(2/α) / 2n), which holds for every law and every n."""
    columns = _columns(got, of)
    level = _level(comparisons, columns.shape[1])
    _enough(columns, level, 0.0, of)        # the radius holds for fewer too, but catches nothing
    for column in columns.T:
        x, n = np.sort(column), len(column)
        due, steps = np.asarray(cdf(x), float), np.arange(n + 1) / n
        gaps = np.stack([steps[1:] - due, due - steps[:-1]])     # just at and just before each value
        side, worst = np.unravel_index(int(gaps.argmax()), gaps.shape)
        if gaps[side, worst] > (radius := sqrt(log(2 / level) / (2 * n))):
            share, expected = float(steps[worst + 1 - side]), float(due[worst])
            error = max(sqrt(expected * (1 - expected) / n), 0.5 / n)        # 0.5/n: a share is known to one value in n
            where = f"{'up to' if side == 0 else 'below'} {x[worst]:.4g}"
            _fail(f"{share:.3g} of {of} lie {where} (there are {n}), expected {expected:.3g} give or take {radius:.2g}",
                  abs(share - expected) / error, level, share, expected)


def assert_frequencies(counts: Any, probabilities: Any, *, comparisons: int = 1, of: str = "draws", cells: Sequence[str] = ()) -> None:
    """The counts (k,) of n independent draws have these probabilities: every cell by its exact binomial law, for half of the
    failure probability; all together by χ², for the other half, where every cell expects `FULL` draws."""
    due = np.asarray(probabilities, float)
    found = _counts(counts, due.shape, of)
    n, level = int(found.sum()), _level(comparisons)
    for i, (k, p) in enumerate(zip(found, due, strict=True)):
        if 2 * min(tails.binomial(int(k), n, float(p))) < level / 2 / len(due):
            error = max(sqrt(n * p * (1 - p)), 0.5)             # 0.5: where p is 0 or 1, half a draw
            cell = cells[i] if cells else f"cell {i}"
            _fail(f"{cell} has {int(k)} of {n} {of}, expected {n * p:.4g}", abs(k - n * p) / error, level, int(k), float(n * p))
    likely = due > 0                                            # the others hold nothing, or have failed
    if likely.sum() > 2 and (n * due[likely]).min() >= FULL:
        _together(found[likely], n * due[likely], level / 2, of)


def _together(found: np.ndarray, due: np.ndarray, level: float, of: str) -> None:
    statistic, freedom = float(((found - due) ** 2 / due).sum()), len(due) - 1
    if tails.chi_square(statistic, freedom)[1] < level / INFLATION:
        allowed = tails.chi_square_quantile(level / INFLATION, freedom)
        _fail(f"the {len(due)} counts of {of} are χ² = {statistic:.4g} off what is expected, where {allowed:.4g} is allowed",
              (statistic - freedom) / sqrt(2 * freedom), level, found.tolist(), due.tolist())


def assert_uncorrelated(got: Any, other: Any, *, comparisons: int = 1, skewness: float = 0.0, of: str = "your values") -> None:
    """Pairs of independent draws are uncorrelated: r √((n − 2)/(1 − r²)) has Student's law, exactly so if one of the two is normal.

    `skewness` is the product of both laws' skewnesses, 1/√(λμ) for two Poisson laws.
    """
    pairs = _columns(got, of), _columns(other, of)
    if pairs[0].shape != pairs[1].shape or pairs[0].shape[1] != 1:
        raise Mismatch(f"{of}: {len(pairs[0])} and {len(pairs[1])} values came back, expected pairs", got, other)
    level = _level(comparisons)
    _enough(pairs[0], level, skewness, of)
    if any((p == p[0]).all() for p in pairs):
        raise Mismatch(f"{of} do not vary: all {len(pairs[0])} are the same", got)
    x, y = (p[:, 0] - p[:, 0].mean() for p in pairs)
    n, r = len(x), float(np.clip(x @ y / sqrt(float(x @ x) * float(y @ y)), -1, 1))
    t = abs(r) * sqrt((n - 2) / max(1 - r * r, 1e-300))         # 1e-300 stands for 0: then t is beyond every bound
    if tails.student(t, n - 2) < level / INFLATION:
        _fail(f"the correlation of {of} is {r:.3g} over {n} pairs, expected 0", abs(r) * sqrt(n), level, r, 0.0)


def _fail(sentence: str, away: float, level: float, got: Any, expected: Any) -> None:
    raise Mismatch(f"{sentence}: that is {away:.3g} standard errors away; a right program fails here by accident "
                   f"less than once in {_round(1 / level)} gradings", got, expected)


def _round(times: float) -> str:
    return f"{times / 1e6:.3g} million"


def _level(comparisons: int, columns: int = 1) -> float:
    """Return what one comparison may spend (Bonferroni)."""
    return SUBMISSION / comparisons / max(columns, 1)


def _columns(got: Any, of: str) -> np.ndarray:
    """Return a sample as an (n, d) array of finite numbers; anything else is the program's mistake."""
    try:
        sample = np.asarray(got)
    except ValueError:
        raise Mismatch(f"{of}: expected a list of numbers, got rows of different lengths", got) from None
    if sample.dtype.kind not in "biuf" or sample.ndim not in (1, 2) or not sample.size:
        raise Mismatch(f"{of}: expected a list of numbers, got {kind(got)}", got)
    if not np.isfinite(sample).all():
        raise Mismatch(f"{of}: {int((~np.isfinite(sample)).sum())} of {sample.size} are not finite", got)
    return sample.reshape(len(sample), -1).astype(float)


def _counts(got: Any, shape: tuple[int, ...], of: str) -> np.ndarray:
    found = _columns(got, of)
    if found.shape != (*shape, 1) or (found != np.rint(found)).any() or (found < 0).any():
        raise Mismatch(f"{of}: expected {shape[0]} counts, got {kind(got)}", got)
    if not found.any():
        raise Mismatch(f"{of}: there are none", got)
    return found[:, 0]


def _each(columns: np.ndarray, *expected: Any) -> list[np.ndarray]:
    """Return what is expected of each column; one number is expected of all, None is not expected."""
    width = columns.shape[1]
    if any(np.ndim(e) and np.shape(e) != (width,) for e in expected):
        raise Mismatch(f"{width} values a draw came back, expected {max(map(np.size, expected))}", columns)
    return [np.broadcast_to(np.asarray(np.nan if e is None else e, float), width) for e in expected]


def _enough(columns: np.ndarray, level: float, skewness: float, of: str, least: int = LEAST) -> None:
    """Enough values came back for the normal tail: of the mean of n, it is off by a factor near exp(γ z³ / 6√n) (Cramér)."""
    z = tails.normal_radius(level / INFLATION)
    needed = max(least, ceil((skewness * z**3 / (6 * log(INFLATION))) ** 2))
    if len(columns) < needed:
        raise Mismatch(f"{len(columns)} of {of} came back: judging them needs {needed}", len(columns), needed)
