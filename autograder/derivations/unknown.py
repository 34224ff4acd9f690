"""Undefined functions f(x), p(x, t): in a model each is some smooth function, the same wherever it stands, and its derivatives are its own."""
from __future__ import annotations

import random
from collections.abc import Sequence

from .balls import Balls
from .fields import Number, Unsupported
from .models import Model
from .tagged import Dual, Series, Tagged, function


def unknown_value(model: Model, name: str, component: int, arguments: Sequence[Number]) -> Number:
    """Return the value of one entry of what an undefined function returns."""
    kind = model.names.declarations[name][3]
    if isinstance(model.field, Balls):
        return _smooth(model, f"{name}{component}", kind, arguments)
    return _jet(model, f"{name}{component}", (0,) * len(arguments), arguments)


def _smooth(model: Model, name: str, kind: str, arguments: Sequence[Number]) -> Number:
    """A wave, or for a positive function a sum of squares, under a bell: it vanishes at infinity, so what is integrated has an integral."""
    field, rng = model.field, random.Random(f"{model.seed} {name}")
    def draw(low: int, high: int) -> Number:
        return field.number(rng.randint(low, high), 8)
    wave, bell, tilt = draw(-8, 8), 0, draw(4, 12)
    for x in arguments:
        centred = x - draw(-6, 6)
        wave = wave + draw(3, 12) * rng.choice((1, -1)) * centred
        tilt = tilt + draw(-8, 8) * centred
        bell = bell - draw(2, 6) * (centred * centred)
    shape = tilt * tilt + draw(2, 8) if kind == "positive" else draw(4, 12) * function(field, "sin", wave) + tilt
    return shape * function(field, "exp", bell)


def _jet(model: Model, name: str, orders: tuple[int, ...], arguments: Sequence[Number]) -> Number:
    """An oracle for the function and each of its partial derivatives; duals tie them together."""
    tag = max((x.tag for x in arguments if isinstance(x, Tagged)), default=0)
    if not tag:
        return model.field.oracle("call", name, "at", *map(str, orders), *arguments)
    if any(isinstance(x, Series) and x.tag == tag for x in arguments):
        return _jet_series(model, name, orders, arguments, tag)
    if not all(isinstance(x, Dual) for x in arguments if isinstance(x, Tagged) and x.tag == tag):
        raise Unsupported("an unknown function of a random number, or of one integrated over")
    inner = [x.value if isinstance(x, Dual) and x.tag == tag else x for x in arguments]
    slopes: dict[int, Number] = {}
    for i, x in enumerate(arguments):
        if isinstance(x, Dual) and x.tag == tag:
            partial = _jet(model, name, _raised(orders, i), inner)
            for j, part in x.slopes.items():
                slopes[j] = slopes[j] + partial * part if j in slopes else partial * part
    return Dual(tag, _jet(model, name, orders, inner), slopes)


def _jet_series(model: Model, name: str, orders: tuple[int, ...], arguments: Sequence[Number], tag: int) -> Number:
    """k·f(x)ₖ = Σᵢ Σⱼ j xᵢⱼ (∂ᵢf)ₖ₋ⱼ"""
    parts_of = [x.parts if isinstance(x, Series) and x.tag == tag else (x,) for x in arguments]
    length = max(len(parts) for parts in parts_of)
    parts: list[Number] = [_jet(model, name, orders, [each[0] for each in parts_of])]
    if length > 1:
        shorter = [Series(tag, each[:-1]) if len(each) > 1 else each[0] for each in parts_of]
        slopes = [_jet(model, name, _raised(orders, i), shorter) for i in range(len(arguments))]
        slope_parts = [s.parts if isinstance(s, Series) and s.tag == tag else (s,) for s in slopes]
        for k in range(1, length):
            total: Number = 0
            for own, slope in zip(parts_of, slope_parts, strict=True):
                total = total + sum(j * own[j] * slope[k - j] for j in range(1, min(k, len(own) - 1) + 1) if k - j < len(slope))
            parts.append(total * model.field.number(1, k))
    return Series(tag, parts)


def _raised(orders: tuple[int, ...], i: int) -> tuple[int, ...]:
    return (*orders[:i], orders[i] + 1, *orders[i + 1:])
