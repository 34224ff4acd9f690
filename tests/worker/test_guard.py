"""What an exercise forbids raises by every usual name, whenever it is imported; libraries go on using it inside."""
import pytest

from autograder.errors import LearnerError
from autograder.worker.client import Submission, Worker
from autograder.worker.launch import start_host

FORBIDDEN = ("numpy.linalg.svd", "scipy.linalg.svd", "scipy.linalg.null_space", "scipy.linalg.eigh", "numpy.random.Generator.normal", "no_such_library.f")

SHORT_CUTS = [
    "import numpy as np\ndef f(): return np.linalg.svd(np.eye(2))",
    "from numpy.linalg import svd\ndef f(): return svd([[1.0]])",
    "from scipy.linalg import svd\ndef f(): return svd([[1.0]])",
    "import scipy\ndef f(): return scipy.linalg.svd([[1.0]])",
    "def f():\n    import scipy.linalg as la\n    return la.svd([[1.0]])",
    "from scipy.linalg import *\ndef f(): return null_space([[1.0]])",
    "from scipy.linalg._decomp_svd import svd\ndef f(): return svd([[1.0]])",
    "import scipy.linalg\nfrom scipy.linalg.lapack import dgesdd\ndef f(): return dgesdd([[1.0]])",
    "from scipy.linalg.lapack import dsyevr\ndef f(): return dsyevr([[1.0]])",
    "import importlib\ndef f(): return importlib.import_module('scipy.linalg').svd([[1.0]])",
    "import numpy as np\ndef f(): return np.random.default_rng(0).normal()",
]
ALLOWED = [
    "import numpy as np\ndef f(): return np.linalg.norm(np.eye(2), 2)",
    "import numpy as np, scipy.linalg\ndef f(): return np.linalg.norm(np.eye(2), 2) + scipy.linalg.norm(np.eye(2), 2) - 1",
    "import scipy.linalg\ndef f(): return float(scipy.linalg.solve([[2.0]], [2.0])[0])",
    "import scipy.linalg\ndef f(): return float(scipy.linalg.eigvalsh([[1.0]])[0])",
    "def f(): return 1.0",
]


@pytest.fixture(scope="module")
def host():
    host = start_host()
    yield host
    host.close()


def answer(host, text: str):
    worker = Worker(host, Submission("submission.py", text, (), FORBIDDEN))
    try:
        return worker.ask("call", ["f", [], {}, False])
    finally:
        worker.stop()


@pytest.mark.parametrize("text", SHORT_CUTS)
def test_a_short_cut_is_refused(host, text):
    pytest.importorskip("scipy")
    with pytest.raises(LearnerError) as told:
        answer(host, text)
    assert told.value.kind == "forbidden"


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_not_forbidden_works(host, text):
    pytest.importorskip("scipy")
    assert answer(host, text) == pytest.approx(1.0)


def test_nothing_is_imported_for_the_sake_of_forbidding(host):
    assert answer(host, "import sys\ndef f(): return 'scipy' in sys.modules") is False
