"""Backpropagation by hand: two layers, two samples

steps · 15 min · difficulty 3 · part two_layer
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (2, 3)       # of the four hidden units, two samples' two, so many are awake: some gradient is cut off, and some is not

STATEMENT = """A network of two layers: $Z_1 = X W_1 + 1 b_1^T$, $H = max(0, Z_1)$ entry by entry, $f = H w_2 + b_2$, and the loss is \
$L = (1/4) Σ (f_i − y_i)^2$ over both samples, the rows of X. Now X = {X}, $W_1$ = {W1}, $b_1$ = {b1}, $w_2$ = {w2}, $b_2$ = {b2}, y = {y}.
Return a dict, fractions as 'a/b': `f`, both outputs; `dW1`, `db1`, `dw2`, `dX`: the gradients of L by $W_1$, $b_1$, $w_2$ and X, each in the shape of what \
it belongs to."""


def generate(rng):
    def draw(*shape):
        return rng.choice([-3, -2, -1, 1, 2, 3], shape).tolist()
    X, W1, b1, w2, b2, y = draw(2, 2), draw(2, 2), draw(2), draw(2), int(rng.integers(-2, 3)), draw(2)
    Z = [[sum(X[i][r] * W1[r][a] for r in range(2)) + b1[a] for a in range(2)] for i in range(2)]
    H = [[max(0, v) for v in row] for row in Z]
    f = [sum(h * w for h, w in zip(row, w2, strict=True)) + b2 for row in H]
    error = [Fraction(out - wanted, 2) for out, wanted in zip(f, y, strict=True)]       # ∂L/∂f, of the mean over two samples
    delta = [[error[i] * w2[a] * (Z[i][a] > 0) for a in range(2)] for i in range(2)]
    if 0 in (*Z[0], *Z[1], *error):
        raise Rejected              # the kink has no derivative
    dW1 = [[sum(X[i][r] * delta[i][a] for i in range(2)) for a in range(2)] for r in range(2)]
    dX = [[sum(delta[i][a] * W1[r][a] for a in range(2)) for r in range(2)] for i in range(2)]
    db1, dw2 = [sum(column) for column in zip(*delta, strict=True)], [sum(H[i][a] * error[i] for i in range(2)) for a in range(2)]
    if not any(any(row) for row in dW1) or dW1 == [list(row) for row in zip(*dW1, strict=True)]:
        raise Rejected
    answer = {"f": f, "dW1": dW1, "db1": db1, "dw2": dw2, "dX": dX}
    return Problem(STATEMENT, {"X": X, "W1": W1, "b1": b1, "w2": w2, "b2": b2, "y": y}, answer=written(answer),
                   steps=(f"Z₁ = {Z}, H = {H}, f = {f}", f"∂L/∂f = (f − y)/2 = {written(error)}", f"∂L/∂Z₁ = {written(delta)}: 0 where Z₁ < 0",
                          "dw2 = Hᵀ ∂L/∂f, dW1 = Xᵀ ∂L/∂Z₁, db1 the sum of its rows, dX = ∂L/∂Z₁ W₁ᵀ"))


def solve(X, W1, b1, w2, b2, y):
    # central differences are exact: near these numbers, away from every kink, L is a quadratic of each of them
    h = Fraction(1, 1000)
    given = {"X": X, "W1": W1, "b1": b1, "w2": w2}

    def slope(name, *place):
        def at(step):
            return loss(**{**given, name: stepped(given[name], place, step)}, b2=b2, y=y)
        return (at(h) - at(-h)) / (2 * h)
    return {"f": outputs(X, W1, b1, w2, b2), "dW1": [[slope("W1", r, a) for a in range(2)] for r in range(2)], "db1": [slope("b1", a) for a in range(2)],
            "dw2": [slope("w2", a) for a in range(2)], "dX": [[slope("X", i, r) for r in range(2)] for i in range(2)]}


def stepped(value, place, step):
    if not place:
        return value + step
    return [stepped(v, place[1:], step) if n == place[0] else v for n, v in enumerate(value)]


def outputs(X, W1, b1, w2, b2):
    return [sum(max(0, sum(x * row[a] for x, row in zip(sample, W1, strict=True)) + b1[a]) * w2[a] for a in range(2)) + b2 for sample in X]


def loss(X, W1, b1, w2, b2, y):
    return sum((f - wanted)**2 for f, wanted in zip(outputs(X, W1, b1, w2, b2), y, strict=True)) * Fraction(1, 4)


def effort(X, W1, b1, w2, b2, y):
    return sum(sum(x * row[a] for x, row in zip(sample, W1, strict=True)) + b1[a] > 0 for sample in X for a in range(2))


def mistakes(X, W1, b1, w2, b2, y):
    right = solve(X, W1, b1, w2, b2, y)
    error = [Fraction(f - wanted, 2) for f, wanted in zip(right["f"], y, strict=True)]
    leaky = [[error[i] * w2[a] for a in range(2)] for i in range(2)]
    scaled = {name: times(value, 2) for name, value in right.items() if name != "f"}
    return {"the gradient passes where the unit is asleep": right | {
                "dW1": [[sum(X[i][r] * leaky[i][a] for i in range(2)) for a in range(2)] for r in range(2)],
                "db1": [sum(column) for column in zip(*leaky, strict=True)],
                "dX": [[sum(leaky[i][a] * W1[r][a] for a in range(2)) for r in range(2)] for i in range(2)]},
            "the loss is summed over samples, not averaged": {"f": right["f"]} | scaled,
            "the gradient of W1 is transposed": right | {"dW1": [list(row) for row in zip(*right["dW1"], strict=True)]},
            "the error is turned round": {"f": right["f"]} | {name: times(value, -1) for name, value in right.items() if name != "f"}}


def times(value, factor):
    return [times(v, factor) for v in value] if isinstance(value, list) else value * factor


def written(value):
    if isinstance(value, dict):
        return {name: written(v) for name, v in value.items()}
    return [written(v) for v in value] if isinstance(value, list) else str(value)
