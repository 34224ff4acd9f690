"""Modules that came with a file, as text: they are imported without a disk."""
import linecache
import sys
import types
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader


class Library(MetaPathFinder, Loader):
    """Finds modules by their names in what was sent."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def find_spec(self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_loader(name, self, is_package="." not in name) if name in self.sources else None

    def exec_module(self, module: types.ModuleType) -> None:
        name, source = module.__name__, self.sources[module.__name__]
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        exec(compile(source, name, "exec"), module.__dict__)


def shelve(sources: Sequence[Sequence[str]]) -> None:
    """Let these (name, source) be imported."""
    if sources:
        sys.meta_path.insert(0, Library({pair[0]: pair[1] for pair in sources}))
