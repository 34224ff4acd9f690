"""Start JupyterLab on a learner's workspace, with the exercises open and a kernel that knows `%grade`."""
import errno
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from ..course import places
from ..errors import SurroundingsError
from ..learner.workspace import Workspace
from ..worker.launch import PACKAGE_PARENT

HOST = "127.0.0.1"      # nobody but this machine
PORT, TRIED = 8888, 10  # Jupyter's own, and ports from there on where none was asked for
PATIENCE = 90.0         # s for JupyterLab to answer: it takes 2 to 5, from a cold disk more
LAYOUT = "groundwork"   # the name of JupyterLab's workspace
NEEDED = ("jupyterlab", "jupytext")
MISSING = ("JupyterLab is needed, and jupytext, which lets it open a .py file as a notebook; {missing} not installed: "
           "pip install 'groundwork[lab]', or in a checkout pip install -e '.[lab]'")


def serve(workspace: Workspace, files: Sequence[Path], port: int | None, browser: bool, say: Callable[[str], None]) -> None:
    """Serve these files of a workspace until Ctrl-C."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise SurroundingsError(MISSING.format(missing=f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'}"))
    number, token = free_port(port), secrets.token_urlsafe(24)
    with TemporaryDirectory(prefix="grade-lab-") as folder:
        _configure(Path(folder), workspace, files)
        _ended_by_signals()
        process = subprocess.Popen(command(workspace, number, browser, Path(folder)), env=_environment(Path(folder), workspace, token),
                                   stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8", errors="replace", start_new_session=True)
        try:
            _wait(process, number)
            say(f"http://{HOST}:{number}/lab/workspaces/{LAYOUT}?token={token}   Ctrl-C ends it")
            _drain(process)
        finally:
            _end(process)


def command(workspace: Workspace, port: int, browser: bool, folder: Path) -> list[str]:
    """Return how JupyterLab is started."""
    return [sys.executable, "-m", "jupyterlab", *([] if browser else ["--no-browser"]), "--allow-root", f"--ServerApp.ip={HOST}",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={workspace.root}",
            "--ServerApp.log_level=40", "--LabApp.log_level=40",
            f"--ServerApp.default_url=/lab/workspaces/{LAYOUT}", f"--LabApp.default_url=/lab/workspaces/{LAYOUT}",
            f"--LabApp.app_settings_dir={folder / 'settings'}", f"--LabApp.workspaces_dir={folder / 'workspaces'}",
            f"--ServerApp.contents_manager_class={__package__}.contents.Contents", "--ServerApp.answer_yes=True"]


def free_port(asked: int | None) -> int:
    """Return the port to use: the one asked for, else the first that is free."""
    for number in [asked] if asked is not None else range(PORT, PORT + TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            if os.name == "posix":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, number))
                return int(trial.getsockname()[1])
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise SurroundingsError(f"port {number} cannot be opened: {error.strerror or error}") from error
    if asked is None:
        raise SurroundingsError(f"the ports {PORT} to {PORT + TRIED - 1} are all taken: `grade lab --port 0` takes any that is free")
    raise SurroundingsError(f"port {asked} is taken, perhaps by another JupyterLab, or needs more rights: `grade lab --port 0` takes any that is free")


def _configure(folder: Path, workspace: Workspace, files: Sequence[Path]) -> None:
    """Write what JupyterLab reads at its start; nothing of it outlives it."""
    here = [file.relative_to(workspace.root).as_posix() for file in files]
    options = ["--IPKernelApp.log_level=40", f"--IPKernelApp.extra_extensions={__package__}"]
    _write(folder / "share" / "kernels" / "groundwork" / "kernel.json",
           {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *options], "display_name": "Groundwork",
            "language": "python", "metadata": {"debugger": True}})
    _write(folder / "config" / "jupyter_server_config.json", {"ServerApp": {"jpserver_extensions": {"jupyterlab_jupytext": False}}})
    _write(folder / "settings" / "overrides.json",
           {"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"python": "Jupytext Notebook"}},
            "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}})
    _write(folder / "workspaces" / f"{_slug(LAYOUT)}.jupyterlab-workspace", layout(here))


def layout(files: Sequence[str]) -> dict[str, Any]:
    """Return a JupyterLab workspace with these files open: Python as notebooks, the rest as text."""
    kinds = {file: ("notebook", "Jupytext Notebook") if file.endswith(".py") else ("editor", "Editor") for file in files}
    widgets = [f"{kind}:{file}" for file, (kind, _) in kinds.items()]
    main: dict[str, Any] = {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": widgets}, "current": widgets[0]} if widgets else {}
    data: dict[str, Any] = {"layout-restorer:data": {"main": main, "left": {"collapsed": False, "current": "filebrowser"}}}
    data |= {f"{kind}:{file}": {"data": {"path": file, "factory": factory}} for file, (kind, factory) in kinds.items()}
    return {"data": data, "metadata": {"id": LAYOUT}}


def _slug(name: str) -> str:
    """Return the name JupyterLab looks a workspace's file up by."""
    return f"{name}-{hashlib.sha256(name.encode()).hexdigest()[:4]}"


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), "utf-8")


def _environment(folder: Path, workspace: Workspace, token: str) -> dict[str, str]:
    """Return what the server and its kernels are told; the token stands here, where other users of the machine cannot read it."""
    def before(name: str, path: str) -> str:
        return os.pathsep.join([path, *filter(None, [os.environ.get(name)])])
    return {**os.environ, "JUPYTER_TOKEN": token, "GROUNDWORK_WORK": str(workspace.root), "GROUNDWORK_COURSE": str(places.root()),
            "JUPYTER_CONFIG_PATH": before("JUPYTER_CONFIG_PATH", str(folder / "config")), "JUPYTER_PATH": before("JUPYTER_PATH", str(folder / "share")),
            "PATH": before("PATH", str(Path(sys.executable).parent)), "PYTHONPATH": before("PYTHONPATH", PACKAGE_PARENT)}


def _wait(process: "subprocess.Popen[str]", port: int) -> None:
    """Return once it answers; say why where it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            said = process.stderr.read() if process.stderr else ""
            raise SurroundingsError(f"JupyterLab does not start: {said.strip()[-800:] or 'it says nothing'}")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            if trial.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)     # s between looks: it is a person who waits
    raise SurroundingsError(f"JupyterLab has not answered for {PATIENCE:.0f} s; `python -m jupyterlab` says more")


def _drain(process: "subprocess.Popen[str]") -> None:
    """Pass on what goes wrong, until it ends."""
    for line in process.stderr or ():
        sys.stderr.write(line)


def _ended_by_signals() -> None:
    """Let a closed terminal, or whoever ends this program, end JupyterLab as Ctrl-C does: it would go on by itself."""
    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def _end(process: "subprocess.Popen[str]") -> None:
    """End the server, which ends its kernels."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)        # s; kernels are asked to leave first
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stderr:
        process.stderr.close()
