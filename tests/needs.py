"""What apt brings: tests that need it skip where it is missing, and say so; where CI has installed it they must not."""
import os
import shutil
from pathlib import Path

import pytest

from autograder.worker.confinement import obstacle


def needs(what: str, missing: str) -> pytest.MarkDecorator:
    """Skip with the reason, unless GROUNDWORK_EVERYTHING says that it is installed."""
    return pytest.mark.skipif(bool(missing) and "GROUNDWORK_EVERYTHING" not in os.environ, reason=f"needs {what}: {missing}")


bubblewrap = needs("bubblewrap", obstacle())
clang = needs("clang++", "" if shutil.which("clang++") else "not installed")
compiler = needs("g++ or clang++", "" if shutil.which("g++") or shutil.which("clang++") else "none installed")
git = needs("git", "" if shutil.which("git") else "not installed")
chromium = needs("Chromium", "" if shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") else "not installed")


def postgresql_programs() -> Path | None:
    """Return the folder that holds PostgreSQL's server, which Debian keeps off the path."""
    here = shutil.which("initdb")
    found = [Path(here).parent] if here else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((p for p in reversed(found) if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


postgresql = needs("PostgreSQL's server", "" if postgresql_programs() else "not installed")
