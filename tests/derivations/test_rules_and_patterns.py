"""The closed list of rules, and equations put into lines."""
import pytest

from autograder.algebra import D, Eq, Sum, case, delta, dim, indices, real, vector
from autograder.derivations import cases, rules
from autograder.derivations.canonical import same
from autograder.derivations.patterns import Equation, rewritten

K = dim("K", 3, 5)
i, j, k, m = indices("i j k m", K)
p, z, y = vector("p", K), vector("z", K), vector("y", K)
a, b, c = real("a b c")


def tree(expression):
    return expression.tree


@pytest.mark.parametrize(("typed", "meant"), [
    ("lineraity", "linearity"), ("chian rule", "chain rule"), ("tranpose", "transpose"), ("kronecker", "delta"),
    ("Jenson", "Jensen"), ("defintion", "definition")])
def test_a_misspelt_rule_is_recognised(typed, meant):
    assert (rules.named(typed) or rules.meant(typed)) == meant


def test_names_are_found_in_any_case_and_by_alias():
    assert rules.named("Chain Rule") == "chain rule" and rules.named("gaussian  moments") == "Gaussian moments"
    assert all(rules.named(alias) for alias in rules.ALIASES) and set(rules.ALIASES.values()) <= {*rules.RULES, *rules.INEQUALITIES, rules.HYPOTHESIS}
    assert rules.named("magic") is None


def test_strong_rules_come_only_where_offered():
    assert "backpropagation" not in [rule.name for rule in rules.offered()]
    assert "backpropagation" in [rule.name for rule in rules.offered(["backpropagation"])]
    with pytest.raises(ValueError, match="is no rule"):
        rules.offered(["backprop"])


def test_a_lemma_holds_for_other_letters_of_its_indices():
    lemma = Equation(tree(D(p[k], z[j])), tree(p[k] * (delta(k, j) - p[j])), frozenset({"k", "j"}))
    line = tree(-Sum(y[m] * D(p[m], z[i]), m))
    assert same(rewritten(line, [lemma]), tree(-Sum(y[m] * (p[m] * (delta(m, i) - p[i])), m)))


def test_a_lemma_with_a_sum_matches_whatever_letter_is_bound():
    lemma = Equation(tree(Sum(p[k] * z[k], k)), tree(a))
    assert rewritten(tree(2 * Sum(z[j] * p[j], j)), [lemma]) == tree(2 * a)
    assert rewritten(tree(Sum(p[j] * z[i], j)), [lemma]) == tree(Sum(p[j] * z[i], j))


def test_an_index_that_is_bound_is_not_captured():
    lemma = Equation(tree(p[k]), tree(Sum(z[j] * y[k], j)), frozenset({"k"}))
    assert same(rewritten(tree(Sum(p[j], j)), [lemma]), tree(Sum(Sum(z[i] * y[j], i), j)))


def test_part_of_a_longer_sum_or_product_is_found():
    assert same(rewritten(tree(c + a + b), [Equation(tree(a + b), tree(c))]), tree(c + c))
    assert same(rewritten(tree(a * c * b), [Equation(tree(b * a), tree(c))]), tree(c * c))


def test_fixed_names_are_no_holes():
    assert rewritten(tree(b + 1), [Equation(tree(a + 1), tree(c))]) == tree(b + 1)


def declared(*expressions):
    return {name: declaration for e in expressions for name, declaration in e.names.items()}


@pytest.mark.parametrize(("claims", "forgotten"), [
    ([a > 0, a < 0], "a = 0"), ([a > 0, a <= 0], ""), ([a > 0, Eq(a, 0)], "a < 0"), ([a > 1, a < 0], "a = 0"), ([a <= b, a > b], ""),
    ([a < b, a > b], "a = b"),
    ([a >= 1, a < 1], ""), ([a > 1, a <= 0], "a > 0 and < 1")])
def test_a_forgotten_case_is_named(claims, forgotten):
    assert cases.missing([case(claim).claim.tree for claim in claims], declared(a, b)) == forgotten
