"""The names under which torch offers one operation: a function, a method of tensors, a layer."""
import sys
import types
from collections.abc import Iterator
from typing import Any

HOMES = ("torch", "torch.nn.functional", "torch.special", "torch.linalg", "torch._C._nn", "torch._C._special", "torch._C._linalg")
IRREGULAR = {                   # names of one operation that do not read alike
    "multiheadattentionforward": "multiheadattention", "nativemultiheadattention": "multiheadattention",
    "bce": "binarycrossentropy", "bcewithlogits": "binarycrossentropywithlogits", "rnntanh": "rnn", "rnnrelu": "rnn",
    **{f"{kind}norm{d}d": f"{kind}norm" for kind in ("batch", "instance") for d in (1, 2, 3)}, "syncbatchnorm": "batchnorm",
    "nativelayernorm": "layernorm", "nativebatchnorm": "batchnorm", "nativegroupnorm": "groupnorm",
}


def operation(name: str) -> str:
    """Return what names of one operation have in common: `LayerNorm` and `layer_norm`, `CrossEntropyLoss` and `cross_entropy`."""
    folded = name.removeprefix("linalg_").removeprefix("special_").replace("_", "").lower().removesuffix("loss")
    return IRREGULAR.get(folded, folded)


def twins(owner: Any, name: str) -> Iterator[tuple[Any, str, Any]]:
    """Yield (owner, name, object) of what else does the same; of nothing where the owner is no place of torch's operations."""
    torch = sys.modules.get("torch")
    layers = sys.modules.get("torch.nn")
    places = [sys.modules.get(home) or _inside(torch, home) for home in HOMES]
    if torch is None or layers is None:
        return
    if owner not in (*places, layers, torch.Tensor):
        home = sys.modules.get(getattr(getattr(owner, name, None), "__module__", None) or "")
        places = [home] if home is not None and home.__name__.startswith("torch.optim.") else []    # torch.optim.Adam, torch.optim.adam.adam
        layers = None
    wanted = operation(name)
    for place in filter(None, places):
        yield from ((place, other, value) for other, value in _offered(place) if operation(other) == wanted)
    if layers is not None:
        yield from ((layers, other, value) for other, value in list(vars(layers).items()) if isinstance(value, type) and operation(other) == wanted)
        methods = [other for other in dir(torch.Tensor) if not other.startswith("__") and operation(other) == wanted]
        yield from ((torch.Tensor, other, getattr(torch.Tensor, other)) for other in methods)


def _inside(torch: Any, home: str) -> Any:
    """Return a compiled module that is not imported under its own name."""
    place = torch
    for part in home.split(".")[1:]:
        place = getattr(place, part, None)
    return place


def _offered(place: types.ModuleType) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in list(vars(place).items()) if callable(value) and not isinstance(value, type) and not name.startswith("__")]
