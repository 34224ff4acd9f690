"""Chains as a learner writes them, good and bad; their line numbers are asserted."""
from autograder.algebra import (
    D,
    Eq,
    Sum,
    add,
    assume,
    case,
    cauchy_schwarz,
    define,
    dim,
    exp,
    hypothesis,
    indices,
    integer,
    left,
    log,
    log_bound,
    positive,
    real,
    relu,
    simplex,
    slack,
    step,
    tight,
    vector,
    young,
)

K = dim("K", 3, 5)
j, k, m = indices("j k m", K)
z, y = vector("z", K), vector("y", K, simplex)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m))
a, b = positive("a b")
x = real("x")
i, n = integer("i n", 1, 6)
F = vector("F", 6)
falls = assume("falls", F[n] <= F[i], over=(i, 1, n))
first = step("first", "the first")
second = step("second", "the second")


def jacobian():
    yield D(p[k], z[j])
    yield (D(exp(z[k]) / Sum(exp(z[m]), m), z[j]),
           "definition")


def gradient():
    yield D(log(p[k]), z[j])
    yield 1 / p[k] * D(p[k], z[j]), "chain rule"
    yield "=", p[k], jacobian


def inequality():
    yield a * b
    yield "≤", a**2 / 2 + b**2 / 2, young(a, b)
    yield "<=", a**2 + b**2, slack(a**2 / 2) + 1 * slack(b**2 / 2)
    yield "≥", F[n], 2 * Sum(falls, (i, 1, n)) + hypothesis / 2
    yield Sum(F[i], (i, 1, n)), Sum(log_bound(F[i]), (i, 1, n))
    yield F[n], tight(cauchy_schwarz(F, F))
    yield F[n], "hypothesis"
    yield F[n], hypothesis
    yield F[n], Eq(a, b)


def equations():
    yield Eq(2 * x - a, 0)
    yield Eq(2 * x, a), add(a)
    yield Eq(x, a / 2), left(0.5)


def cases():
    yield relu(x)
    yield case(x > 0)
    yield x, "cases"


def order():
    yield first, "a free fact"
    yield second, first, "another"


def endless():
    while True:
        yield x


def empty():
    return
    yield


def delegated():
    yield x
    yield from equations()


def circle():
    yield x
    yield x, other_half


def other_half():
    yield x, circle


def own_reason():
    yield x, own_reason


def bare():
    yield x
    yield


def listed():
    yield [x, a]


def worded():
    yield x
    yield "chain rule", x


def equal_twice():
    yield "==", x


def nothing_due():
    yield "≤"


def claimed():
    yield x <= a


def truth():
    yield x > 0, "log"
    yield True


def two_reasons():
    yield x, "log", "exp"


def number_as_reason():
    yield x, 5


def reason_first():
    yield jacobian, x


def broken_while_built():
    yield x
    made = z
    yield made @ y


def broken_at_once():
    made = 1 / 3
    return x * made


def no_lemma():
    yield x, answer


def twice_declared():
    yield x
    yield positive("x")


def far_too_long():
    yield x
    yield x, "x" * 100


def infinite():
    from autograder.algebra import oo
    yield x + oo


def answer():
    return -a * x


def equation():
    return Eq(a, x)


def values():
    return [[1, 0.5], {"rank": 1}], None, "text", a / 2, True
