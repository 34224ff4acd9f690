"""A workspace of the small course, for what runs in this process."""
import pytest

from tests.cli.conftest import course, desk, own_course  # noqa: F401  (fixtures)


def installed(*modules):
    """Skip where a package of the lab extra is missing; CI installs them."""
    import os
    from importlib.util import find_spec
    missing = [m for m in modules if find_spec(m) is None]
    return pytest.mark.skipif(bool(missing) and "GROUNDWORK_EVERYTHING" not in os.environ, reason=f"needs {', '.join(missing)}: pip install -e '.[lab]'")
