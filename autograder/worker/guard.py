"""Forbidden callables raise while a submission runs: it stops honest short cuts and the usual ways round, not every one."""
import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any


def _lapack(*stems: str) -> tuple[str, ...]:
    return tuple(precision + stem for stem in stems for precision in ("", "s", "d", "c", "z"))


SYMMETRIC = _lapack("syev", "syevd", "syevr", "syevx", "heev", "heevd", "heevr", "heevx")
TWINS = {                       # the same routine under the names that LAPACK's wrappers give it
    "svd": ("svd_f", "svd_s", "svd_n_f", "svd_m_f", *_lapack("gesdd", "gesvd")),
    "eigh": ("eigh_lo", "eigh_up", *SYMMETRIC), "eigvalsh": ("eigvalsh_lo", "eigvalsh_up", *SYMMETRIC),
    "eig": ("eig", *_lapack("geev")), "eigvals": ("eigvals", *_lapack("geev")), "schur": _lapack("gees"),
    "qr": ("qr_r_raw", "qr_complete", "qr_reduced", *_lapack("geqrf", "geqp3")), "lstsq": ("lstsq", *_lapack("gelsd", "gelss", "gelsy")),
    "inv": ("inv",), "solve": ("solve", "solve1"),
}
RAW = ("numpy.linalg._umath_linalg", "numpy.linalg.lapack_lite", "scipy.linalg._flapack", "scipy.linalg.lapack", "scipy.linalg.blas")
REFUSES = "_groundwork_refuses"     # marks what stands in for a forbidden callable: it is not wrapped again


class ForbiddenCall(BaseException):
    """What the exercise asks to be built was called instead."""


def guard(names: Sequence[str]) -> None:
    """Make these dotted names raise, wherever loaded modules hold the same objects; a library may still use them inside."""
    pending = [dotted for dotted in names if not _guarded(dotted)]
    if pending:
        sys.meta_path.insert(0, _OnceImported(pending))


class _OnceImported(MetaPathFinder):
    """Guards the rest once the learner imports their modules: to import them for nothing costs every worker a second or more."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> ModuleSpec | None:
        if not any(dotted.startswith(f"{name}.") for dotted in self.names):
            return None
        others = [finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec")]
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        loader = spec.loader if spec else None
        if loader is not None and hasattr(loader, "exec_module"):
            run = loader.exec_module

            def exec_module(module: types.ModuleType) -> None:
                run(module)
                self.names = [dotted for dotted in self.names if not _guarded(dotted)]
            setattr(loader, "exec_module", exec_module)     # noqa: B010  a loader serves one module; to the type checker it is a method
        return spec


def _guarded(dotted: str) -> bool:
    """Make one name raise; False where its module is not loaded yet."""
    target = _find(dotted)
    if target is None:
        return False
    owner, name, original = target
    if isinstance(owner, type):
        _methods(dotted, owner, name)
        return True
    _replace(dotted, original)
    for module, attribute, raw in _raw(name):
        setattr(module, attribute, _refusing(dotted, raw))
    return True


def _find(dotted: str) -> tuple[Any, str, Any] | None:
    """Return (owner, name, object): the longest part that is a loaded module, the rest are attributes, none of them imported by asking."""
    parts = dotted.split(".")
    for split in range(len(parts) - 1, 0, -1):
        owner: Any = sys.modules.get(".".join(parts[:split]))
        if owner is None:
            continue
        for part in parts[split:-1]:
            owner = _attribute(owner, part)
        original = _attribute(owner, parts[-1])
        return None if original is None else (owner, parts[-1], original)
    return None


def _attribute(owner: Any, name: str) -> Any:
    """A module's own attribute, or an object's; a module that would import what it is asked for is not asked."""
    return vars(owner).get(name) if isinstance(owner, types.ModuleType) else getattr(owner, name, None)


def _replace(dotted: str, original: Any) -> None:
    refusing = _refusing(dotted, original)
    for module in list(sys.modules.values()):
        if isinstance(module, types.ModuleType):
            for name, value in list(vars(module).items()):
                if value is original:
                    setattr(module, name, refusing)


def _refusing(dotted: str, original: Any) -> Any:
    library = dotted.partition(".")[0]

    def forbidden(*arguments: Any, **keywords: Any) -> Any:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if caller.partition(".")[0] in ("numpy", "scipy") and library in ("numpy", "scipy") and caller != "yours":
            return original(*arguments, **keywords)       # np.linalg.norm may use an SVD inside; the learner may not
        raise ForbiddenCall(dotted)
    forbidden.__name__ = dotted.rpartition(".")[2]
    setattr(forbidden, REFUSES, dotted)
    return forbidden


def _methods(dotted: str, owner: type, name: str) -> None:
    """A method of a compiled class cannot be replaced: its class is, by one that refuses it."""
    def forbidden(*arguments: Any, **keywords: Any) -> Any:
        raise ForbiddenCall(dotted)
    try:
        setattr(owner, name, forbidden)
    except TypeError:
        if dotted.startswith("numpy.random.Generator."):
            _generator(name, forbidden)


def _generator(name: str, forbidden: Any) -> None:
    """`default_rng` and the seeds that cross give a Generator without this method."""
    import numpy as np
    base = np.random.Generator
    held = getattr(np.random, "_groundwork_generator", None) or type("Generator", (base,), {})
    setattr(held, name, forbidden)
    setattr(np.random, "_groundwork_generator", held)      # noqa: B010  one class for all methods refused
    original = np.random.default_rng

    def default_rng(seed: Any = None) -> Any:
        made = original(seed)
        return made if isinstance(made, held) else held(made.bit_generator)
    setattr(np.random, "default_rng", default_rng)      # noqa: B010  NumPy's own names, for this process only
    setattr(np.random, "Generator", held)               # noqa: B010  as above


def _raw(name: str) -> list[tuple[types.ModuleType, str, Any]]:
    found = []
    for module in filter(None, map(sys.modules.get, RAW)):
        for twin in TWINS.get(name, ()):
            value = getattr(module, twin, None)
            if value is not None and not hasattr(value, REFUSES):
                found.append((module, twin, value))
    return found
