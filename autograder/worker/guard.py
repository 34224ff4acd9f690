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
FAMILIES = {"numpy": "arrays", "scipy": "arrays", "torch": "torch"}      # members may use inside what their learner may not
REFUSES = "_groundwork_refuses"     # marks what stands in for a forbidden callable: it is not wrapped again


class ForbiddenCall(BaseException):
    """What the exercise asks to be built was called instead."""


def guard(names: Sequence[str]) -> None:
    """Make these dotted names raise, wherever loaded modules hold the same objects; a library may still use them inside.

    A name without a dot is a library: it cannot be imported.
    """
    if pending := _guarded(names):
        sys.meta_path.insert(0, _OnceImported(pending))


class _OnceImported(MetaPathFinder):
    """Guards the rest once the learner imports their modules: to import them for nothing costs every worker a second or more."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> ModuleSpec | None:
        if (library := name.partition(".")[0]) in self.names and not _asked_by_a_library():
            raise ForbiddenCall(library)
        if not any(dotted.startswith(f"{name}.") for dotted in self.names):
            return None
        others = [finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec")]
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        loader = spec.loader if spec else None
        if loader is not None and hasattr(loader, "exec_module"):
            run = loader.exec_module

            def exec_module(module: types.ModuleType) -> None:
                run(module)
                self.names = _guarded(self.names)
            setattr(loader, "exec_module", exec_module)     # noqa: B010  a loader serves one module; to the type checker it is a method
        return spec


def _asked_by_a_library() -> bool:
    """Return whether an installed package imports what its own options may use: the learner then is not the one who asks."""
    frame: types.FrameType | None = sys._getframe(2)
    while frame and (frame.f_code.co_filename.startswith("<frozen") or frame.f_globals.get("__name__") == "importlib"):
        frame = frame.f_back
    return frame is not None and "-packages" in frame.f_code.co_filename        # site-packages, dist-packages


def _guarded(names: Sequence[str]) -> list[str]:
    """Make these names raise; return those whose modules are not loaded yet."""
    pending, exchanged = list[str](), dict[int, tuple[Any, Any]]()
    for dotted in names:
        target = _find(dotted)
        if target is None:
            pending.append(dotted)
            continue
        for owner, name, original in [target, *_twins(*target)]:
            if isinstance(original, type) and _unmakeable(dotted, original):
                continue
            if isinstance(owner, type):
                _method(dotted, owner, name, original)
            else:
                refusing = _refusing(dotted, original)
                exchanged[id(original)] = original, refusing
                setattr(owner, name, refusing)
    _exchange(exchanged)
    return pending


def _twins(owner: Any, name: str, original: Any) -> list[tuple[Any, str, Any]]:
    """Return (owner, name, object) of the same operation under other names."""
    library = (getattr(owner, "__name__", None) or "").partition(".")[0] if isinstance(owner, types.ModuleType) else ""
    if isinstance(owner, types.ModuleType) and library != "torch":
        return [(module, attribute, raw) for module, attribute, raw in _raw(name)]
    if library == "torch" or getattr(owner, "__module__", None) == "torch":
        from .torch_names import twins
        return [found for found in twins(owner, name) if not hasattr(found[2], REFUSES)]
    return []


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


def _exchange(exchanged: dict[int, tuple[Any, Any]]) -> None:
    """Put what refuses in the place of each original, under every name that a loaded module has for it."""
    if not exchanged:
        return
    for module in list(sys.modules.values()):
        if isinstance(module, types.ModuleType):
            for name, value in list(vars(module).items()):
                if id(value) in exchanged:
                    setattr(module, name, exchanged[id(value)][1])


def _refusing(dotted: str, original: Any) -> Any:
    def forbidden(*arguments: Any, **keywords: Any) -> Any:
        if not _from_inside(dotted, sys._getframe(1)):
            raise ForbiddenCall(dotted)
        return original(*arguments, **keywords)       # np.linalg.norm may use an SVD inside; the learner may not
    forbidden.__name__ = dotted.rpartition(".")[2]
    setattr(forbidden, REFUSES, dotted)
    return forbidden


def _from_inside(dotted: str, frame: types.FrameType) -> bool:
    """Return whether a library of the same family asks."""
    caller = frame.f_globals.get("__name__") or ""
    family = FAMILIES.get(dotted.partition(".")[0])
    return family is not None and FAMILIES.get(str(caller).partition(".")[0]) == family


def _unmakeable(dotted: str, original: type) -> bool:
    """Let no object of a class be made, nor of one that is built on it, whatever it is called; False where a class takes no such change."""
    initialise: Any = getattr(original, "__init__")      # noqa: B009  the class's own, not an object's

    def forbidden(self: Any, *arguments: Any, **keywords: Any) -> None:
        if not _from_inside(dotted, sys._getframe(1)):
            raise ForbiddenCall(dotted)
        if initialise is not object.__init__:       # which takes no arguments
            initialise(self, *arguments, **keywords)
    setattr(forbidden, REFUSES, dotted)
    if hasattr(initialise, REFUSES):
        return True
    try:
        setattr(original, "__init__", forbidden)    # noqa: B010  a plain assignment is refused by the type checker
    except TypeError:
        return False
    return True


def _method(dotted: str, owner: type, name: str, original: Any) -> None:
    """A method of a compiled class cannot be replaced: its class is, by one that refuses it."""
    forbidden = _refusing(dotted, original)
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
