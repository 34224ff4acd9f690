"""A gradient checker that can be trusted

60 min · difficulty 2 · after floating-point-anatomy

A formula for a gradient wants checking, and f itself can do it:

    forward    (f(x + h) − f(x)) / h             = f′(x) + O(h)
    central    (f(x + h) − f(x − h)) / 2h        = f′(x) + O(h²)
    complex    Im f(x + ih) / h                  = f′(x) + O(h²)       f analytic

The first two subtract nearly equal numbers: f is known to ε·|f| only, which leaves an error of about
ε·|f| / h in the quotient, however right the formula is.  A smaller h is not a better h.

A checker must call a right gradient right, in every unit, at a zero of the gradient, at a kink; and a
wrong one wrong, be it in one entry.

Here x is a float64 array of any shape with at least one entry, maybe 0-d, maybe read-only, and it is not
written into; f takes such an array and returns a float.  f may be dear: with n entries in x, no function
here calls it more than 4n + 10 times.
"""
import numpy as np

EPS = np.finfo(float).eps


# %% central: gradients from values
def numeric_gradient(f, x, h=None):
    """Central differences of f at x, in the shape of x.

    h is the step in every coordinate; None takes ε^(1/3) · max(1, |xᵢ|) for coordinate i.

    >>> numeric_gradient(lambda x: (x**3).sum(), np.array([2.0]), h=0.5)
    array([12.25])
    """
    ...
    steps = _steps(x) if h is None else np.full(x.shape, h)
    ahead, behind = _neighbours(f, x, steps)
    return (ahead - behind) / (2 * steps)


def complex_step_gradient(f, x):
    """Gradient of f at x in the shape of x, by the complex step: right to 1e−14.  This f takes complex arrays too, and is analytic."""
    ...
    h = 1e-100                                      # nothing is subtracted, so that h² may vanish
    g = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        z = x.astype(complex)
        z[i] += 1j * h
        g[i] = np.imag(f(z)) / h
    return g


...


def _steps(x):
    return EPS ** (1 / 3) * np.maximum(1, abs(x))


def _neighbours(f, x, steps):
    """f at x ± steps[i] in coordinate i: two arrays in the shape of x."""
    ahead, behind = np.empty(x.shape), np.empty(x.shape)
    for i in np.ndindex(x.shape):
        for values, sign in [(ahead, 1), (behind, -1)]:
            moved = x.copy()
            moved[i] += sign * steps[i]
            values[i] = f(moved)
    return ahead, behind


# %% step: which h, and what it leaves
def optimal_step(order, eps, x):
    """(h, floor) of a quotient of this order, 1 forward or 2 central, at the number x; within a factor of 10.

    Take f of size 1, smooth on the scale s = max(1, |x|), and known to eps.  With t = h/s the relative error of the
    quotient is about t^order + eps/t.  h is the step at which the two terms are equal, floor what each of them is there.
    """
    ...
    t = eps ** (1 / (order + 1))
    return t * max(1, abs(x)), t ** order


# %% verdict: is this gradient right?
def check_gradient(f, grad, x, rng, rtol=1e-5):
    """Compare g = grad(x) with central differences n; g of another shape than x raises ValueError.

    The error of an entry is |g − n| / max(|g|, |n|, max|n|/1000), where max|n| is over all entries.  It is 0 where
    |g − n| is below 10·ε·|f| / h, the rounding floor of the quotient; and where f has a kink, so that its slopes to
    the left and to the right differ however small h is, and g lies between the two.  A nan in g is wrong.
    Returns a dict: ok (bool), whether all errors are ≤ rtol; max_rel_error (float), the largest; worst_index (a
    tuple of ints), where it is; kink_suspected (bool), whether some entry seems to sit on a kink.
    rng is a np.random.Generator, should you want to try random directions as well.
    """
    ...
    g = np.asarray(grad(x.copy()), float)
    if g.shape != x.shape:
        raise ValueError(f"x has shape {x.shape}, its gradient has {g.shape}")
    h, here = _steps(x), f(x.copy())
    ahead, behind = _neighbours(f, x, h)
    n = (ahead - behind) / (2 * h)
    floor = 10 * EPS * np.maximum(abs(ahead), abs(behind)) / h

    left, right = (here - behind) / h, (ahead - here) / h
    near_ahead, near_behind = _neighbours(f, x, h / 2)
    near_jump = (near_ahead - 2 * here + near_behind) / (h / 2)
    kink = abs(right - left - 2 * near_jump) > 10 * floor       # where f is smooth, half the step makes half the jump
    between = kink & (np.minimum(left, right) - floor <= g) & (g <= np.maximum(left, right) + floor)

    excused = between | (abs(g - n) <= floor)
    scale = np.maximum(np.maximum(abs(g), abs(n)), abs(n).max() / 1000)
    errors = np.where(excused, 0, abs(g - n)) / np.where(scale > 0, scale, 1)
    worst = np.unravel_index(errors.argmax(), x.shape)
    return {"ok": bool((errors <= rtol).all()), "max_rel_error": float(errors.max()),
            "worst_index": tuple(int(i) for i in worst), "kink_suspected": bool(kink.any())}
