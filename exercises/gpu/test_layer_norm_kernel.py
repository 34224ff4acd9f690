import numpy as np
from autograder.checks import assert_close, assert_equal, hint, out, traffic

EPS = 0.25          # large enough to see where it is added
NEAR = 2e-5         # of γ and β near 1: float32 sums of up to a thousand numbers near 0
FAR = 2e-3          # of γ and β near 1: the mean of numbers near 32768 is rounded by 1/512, and σ is near 3
MERGED = 1e-12      # float64, without cancellation


def moments(X, eps):
    mean = X.mean(axis=1, keepdims=True, dtype=float)
    return mean, np.sqrt(((X - mean)**2).mean(axis=1, keepdims=True) + eps)


def forward(X, gamma, beta, eps):
    mean, deviation = moments(X, eps)
    return gamma * (X - mean) / deviation + beta


def backward(X, gamma, dY, eps):
    """σ ∂L/∂x = g − mean g − x̂ mean(g x̂), g = γ ∂L/∂y."""
    mean, deviation = moments(X, eps)
    hat, g = (X - mean) / deviation, gamma.astype(float) * dY
    return (g - g.mean(axis=1, keepdims=True) - hat * (g * hat).mean(axis=1, keepdims=True)) / deviation


def weights(rng, cols):
    return rng.uniform(0.5, 1.5, cols).astype("f4"), rng.uniform(0.5, 1.5, cols).astype("f4")


def judge(yours, X, rng, block, eps=EPS, atol=NEAR):
    X, (gamma, beta) = np.asarray(X, "f4"), weights(rng, X.shape[1])
    got = yours.layer_norm[len(X), block, 4 * block](X, gamma, beta, out(X.shape), *X.shape, eps)
    assert_close(got, forward(X, gamma, beta, eps), rtol=0, atol=atol)


def judge_gradient(yours, X, rng, block, eps=EPS):
    X, (gamma, _) = np.asarray(X, "f4"), weights(rng, X.shape[1])
    dY = rng.normal(size=X.shape).astype("f4")
    got = yours.layer_norm_gradient[len(X), block, 4 * block](X, gamma, dY, out(X.shape), *X.shape, eps)
    assert_close(got, backward(X, gamma, dY, eps), rtol=0, atol=2 * NEAR)      # two more sums, of numbers near 1


# %% forward: a row's mean and deviation
@hint("Take a row of two numbers, 1 and 3: what are its mean, its deviation, and x̂?")
def test_normalises_a_row(yours, rng):
    """A row is taken about its mean, divided by its deviation, scaled by γ and shifted by β."""
    for cols in (3, 2, 20):
        judge(yours, 1 + rng.normal(size=(1, cols)), rng, 1)
    judge(yours, np.full((1, 3), 2.0), rng, 1)


@hint("Which thread writes what another reads, and what lies between?", "What do threads add that have no column?")
def test_sums_in_a_block(yours, rng):
    """A row is normalised by blocks of any size, with more threads than columns and with fewer."""
    for cols, block in [(2, 2), (3, 3), (4, 2), (1, 4), (3, 4), (20, 7), (100, 32), (1000, 100), (33, 256)]:
        judge(yours, 1 + rng.normal(size=(1, cols)), rng, block)


def test_each_row_by_itself(yours, rng):
    """Each row has a mean and a deviation of its own, and all have the columns' γ and β."""
    for rows, cols, block in [(2, 3, 2), (5, 40, 32)]:
        judge(yours, rng.normal(size=(rows, cols)) * rng.uniform(0.5, 2, (rows, 1)) + np.arange(rows)[:, None], rng, block)


@hint("What is 32768² + 1 in float32?")
def test_keeps_its_digits_far_from_zero(yours, rng):
    """Numbers between 32768 and 32778 are normalised as well as their distances from the mean allow."""
    for cols, block in [(3, 1), (200, 32)]:
        X = 32768.0 + rng.integers(0, 11, (1, cols))
        X[0, 0], X[0, 1] = 32768, 32778
        judge(yours, X, rng, block, eps=1e-5, atol=FAR)


@hint("32 neighbouring threads read together. Do they read neighbours?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp reads and writes 32 floats in 4 sectors of memory, on both ways."""
    X, dY = rng.normal(size=(2, 1, 256)).astype("f4")
    gamma, beta = weights(rng, 256)
    asked = traffic(yours.layer_norm[1, 64, 256], X, gamma, beta, out(X.shape), 1, 256, EPS)
    assert_equal((asked.sectors("X"), asked.sectors("Y")), (4, 4))
    asked = traffic(yours.layer_norm_gradient[1, 64, 256], X, gamma, dY, out(X.shape), 1, 256, EPS)
    assert_equal((asked.sectors("X"), asked.sectors("dX")), (4, 4))


# %% backward: the gradient of a row
@hint("If every xⱼ grows by the same, what happens to y?  And what does that say of the sum of the gradient?")
def test_differentiates_a_row(yours, rng):
    """The gradient of a row counts what each number does to the mean and to the deviation."""
    for cols in (3, 2, 20):
        judge_gradient(yours, 1 + rng.normal(size=(1, cols)), rng, 1)


def test_differentiates_every_row(yours, rng):
    """The gradient is right for several rows and for blocks of any size."""
    for rows, cols, block in [(2, 3, 2), (1, 3, 4), (3, 20, 7), (2, 100, 32)]:
        judge_gradient(yours, rng.normal(size=(rows, cols)) + np.arange(rows)[:, None], rng, block)


# %% merge: moments of two samples
def sample(x):
    x = np.asarray(x, float)
    return (float(len(x)), x.mean(), ((x - x.mean())**2).sum()) if len(x) else (0.0, 0.0, 0.0)


@hint("Merge {1, 3} and {8}: what is the mean of all, and how far from it is each?")
def test_merges_two_samples(yours, rng):
    """Size, mean and squares are those of both samples together, also far from zero."""
    for a, b in [([1, 3], [8]), ([5], [1]), (rng.normal(size=7), 3 + rng.normal(size=9)),
                 (1e6 + rng.integers(0, 9, 4), 1e6 + rng.integers(9, 18, 4))]:
        assert_close(yours.merge_moments(*sample(a), *sample(b)), sample([*a, *b]), rtol=MERGED)


def test_an_empty_sample_is_neutral(yours, rng):
    """An empty sample changes nothing on either side, and two of them are empty."""
    full = sample(rng.normal(size=5))
    assert_equal(yours.merge_moments(0, 0, 0, 0, 0, 0), (0, 0, 0))
    assert_close(yours.merge_moments(*full, 0, 0, 0), full, rtol=MERGED)
    assert_close(yours.merge_moments(0, 0, 0, *full), full, rtol=MERGED)
