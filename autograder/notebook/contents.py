"""What JupyterLab opens and saves: a learner's .py is shown as a notebook, and stays the only file there is."""
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat import v4
from tornado.web import HTTPError

from ..errors import SurroundingsError, UsageError
from ..learner.workspace import read, write
from .cells import Cell, pieces, written

KERNEL = "groundwork"       # the kernel that knows %grade
LOCKED = {"editable": False, "deletable": False}


def notebook_of(text: str) -> Any:
    """Return a file as a notebook; the statement cannot be edited there."""
    made = []
    for number, piece in enumerate(pieces(text)):
        cell = piece.cell
        new = v4.new_markdown_cell if cell.kind == "markdown" else v4.new_code_cell
        made.append(new(cell.source, id=f"groundwork-{number}", metadata={**LOCKED, "groundwork": "statement"} if cell.is_statement else {}))
    kernel = {"name": KERNEL, "display_name": "Groundwork", "language": "python"}
    return v4.new_notebook(cells=made, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def cells_of(notebook: Any) -> list[Cell]:
    """Return what a notebook shows; a raw cell is kept as one of code."""
    return [Cell("markdown" if cell.cell_type == "markdown" else "code", cell.source.replace("\r\n", "\n"),
                 cell.metadata.get("groundwork") == "statement" and cell.cell_type == "markdown") for cell in notebook.cells]


class Contents(AsyncLargeFileManager):
    """Jupyter's own, but for .py files that are opened as notebooks."""

    async def _read_notebook(self, os_path: str, as_version: int = 4, capture_validation_error: Any = None, raw: bool = False) -> Any:
        if not os_path.endswith(".py"):
            return await super()._read_notebook(os_path, as_version, capture_validation_error, raw)
        try:
            notebook = notebook_of(read(Path(os_path)))
        except (UsageError, SurroundingsError) as error:
            raise HTTPError(400, str(error), reason=str(error)) from None
        return (notebook, Path(os_path).read_bytes()) if raw else notebook

    async def _save_notebook(self, os_path: str, nb: Any, capture_validation_error: Any = None) -> None:
        if not os_path.endswith(".py"):
            await super()._save_notebook(os_path, nb, capture_validation_error)
            return
        path, notebook = Path(os_path), nbformat.from_dict(nb)
        try:
            before = read(path) if path.exists() else ""
            text = written(before, cells_of(notebook))
            if text != before:
                write(path, text)
        except (UsageError, SurroundingsError) as error:
            raise HTTPError(500, str(error), reason=str(error)) from None
