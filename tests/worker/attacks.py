"""Hostile submissions, each with an honest twin that resembles it and must pass.

An attack is put before, or in place of, an honest `doubled`; `total` stays honest, so that what an attack costs can be seen.
"""
from dataclasses import dataclass

HONEST = '''
import numpy as np
RATE = 2.0
def doubled(x):
    return 2 * np.asarray(x, float)
def total(x):
    return float(np.sum(x))
'''
CHANNEL = '''
import os, socket, struct, json, threading, time
def channel():
    for fd in range(3, 256):
        try:
            found = socket.socket(fileno=os.dup(fd)); found.getpeername(); return found
        except OSError:
            continue
def frame(header, body=b"", head=None, size=None, magic=b"gw1\\n"):
    header = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return struct.pack("<4sIQ", magic, len(header) if head is None else head, len(body) if size is None else size) + header + body
'''


@dataclass(frozen=True)
class Attack:
    """`code` runs after the honest file; `said` is looked for in what the learner is told; `total` says whether the honest part still passes."""
    name: str
    code: str
    twin: str
    said: str = ""
    total: bool | None = True       # None: it depends on who is faster
    passes: bool = False            # the attack changes no value: it may pass, and must harm nothing
    confined_only: bool = False     # at home it would harm the machine of the one who runs it


def in_doubled(body: str) -> str:
    return "def doubled(x):\n" + "".join(f"    {row}\n" for row in body.strip("\n").splitlines())


ATTACKS = [
    # lying values
    Attack("an object equal to everything", '''
class Yes:
    shape, ndim, dtype, size, __array_priority__ = (3,), 1, "f8", 3, 1e9
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __bool__(self): return True
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
''' + in_doubled("return Yes()"), in_doubled("return [2 * float(v) for v in x] if np.ndim(x) == 1 else (2 * x).tolist()"), "not plain data"),
    Attack("an array subclass that lies", '''
class Lie(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
''' + in_doubled("return np.zeros(np.shape(x)).view(Lie)"), '''
class Kind(np.ndarray):
    pass
''' + in_doubled("return (2 * x).view(Kind)"), "expected"),
    Attack("nan everywhere", in_doubled("return np.full(np.shape(x), np.nan)"), in_doubled("y = np.full(np.shape(x), np.nan); y[...] = 2 * x; return y"), "expected"),
    Attack("an array of objects", in_doubled("return np.array([object()] * np.size(x), object)"), in_doubled("return np.array(list(2 * x), dtype=float)"), "Python objects"),
    Attack("a thing that runs code when unpickled", '''
class Trap:
    def __reduce__(self): return (print, ("pwned",))
''' + in_doubled("return Trap()"), in_doubled("import pickle; return pickle.loads(pickle.dumps(2 * x))"), "not plain data"),
    Attack("the comparison replaced", '''
for module in [np, np.testing, np.linalg]:
    for name in ("allclose", "isclose", "array_equal", "all", "abs", "isnan"):
        if hasattr(module, name): setattr(module, name, lambda *a, **k: True)
''' + in_doubled("return np.zeros(np.shape(x))"), '''
allclose = np.allclose
''' + in_doubled("assert allclose(x + x, 2 * x); return 2 * x"), "expected"),
    Attack("the expected value looked for in frames and memory", '''
import gc, sys
def find(x):
    frame = sys._getframe()
    while frame:
        for name in ("expected", "wanted", "ours", "want"):
            if name in frame.f_locals: return frame.f_locals[name]
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing: return thing["expected"]
    return np.zeros(np.shape(x))
''' + in_doubled("return find(x)"), '''
import sys
''' + in_doubled("assert sys._getframe().f_code.co_name == 'doubled'; return 2 * x"), "expected"),
    Attack("the input is what is returned, changed in place", in_doubled("x *= 0; return x"), in_doubled("y = x.copy(); y *= 2; return y"), "expected"),
    # ends and crashes
    Attack("sys.exit in a call", in_doubled("import sys; sys.exit(0)"), in_doubled("try:\n    raise SystemExit\nexcept SystemExit:\n    return 2 * x"), "sys.exit"),
    Attack("os._exit in a call", in_doubled("import os; os._exit(0)"), in_doubled("import os; os.getpid(); return 2 * x"), "ended without an answer"),
    Attack("a crash in compiled code", in_doubled("import ctypes; ctypes.string_at(0)"), in_doubled("import ctypes; ctypes.c_double(1.0); return 2 * x"), "ended without an answer"),
    Attack("an abort", in_doubled("import os; os.abort()"), in_doubled("import os; os.getcwd(); return 2 * x"), "ended without an answer"),
    Attack("os._exit while loading", "import os; os._exit(0)", "import os", "ended without an answer", total=False),
    Attack("an abort while loading", "import os; os.abort()", "import os", "ended without an answer", total=False),
    Attack("sys.exit while loading", "import sys; sys.exit(0)", "import sys", "sys.exit", total=False),
    Attack("an exception whose message raises", '''
class Bad(Exception):
    def __str__(self): raise Bad
''' + in_doubled("raise Bad"), in_doubled("try:\n    raise ValueError('x')\nexcept ValueError as e:\n    str(e)\n    return 2 * x"), "Bad"),
    # time
    Attack("an endless loop", in_doubled("while True: pass"), in_doubled("for _ in range(10**6): pass\nreturn 2 * x"), "no answer after"),
    Attack("an endless loop while loading", "while True: pass", "for _ in range(10**5): pass", "no answer after", total=False),
    Attack("an endless loop that catches everything", in_doubled('''
while True:
    try:
        while True: pass
    except BaseException:
        pass
'''), in_doubled("try:\n    return 2 * x\nexcept BaseException:\n    return x"), "no answer after"),
    Attack("a sleep in compiled code that holds the lock", in_doubled("import ctypes\nwhile True: ctypes.PyDLL(None).sleep(600)"),
           in_doubled("import time; time.sleep(0.01); return 2 * x"), "no answer after"),
    Attack("signals ignored", '''
import signal
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, signal.SIG_IGN)
''' + in_doubled("while True: pass"), "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_DFL)", "no answer after"),
    Attack("an endless generator", in_doubled("return (i for i in __import__('itertools').count())"), in_doubled("return [v for v in 2 * x]"), "expected"),
    # amounts
    Attack("memory", in_doubled("return np.ones(1 << 34)"), in_doubled("np.ones(1 << 22); return 2 * x"), "MemoryError|ended without|no answer"),
    Attack("a result too large to cross", in_doubled("return np.zeros(1 << 25)"), in_doubled("np.zeros(1 << 20); return 2 * x"), "too much to cross"),
    Attack("a result nested too deeply", in_doubled("y = 0\nfor _ in range(5000): y = [y]\nreturn y"), in_doubled("y = [2 * float(v) for v in np.ravel(x)]\nreturn np.reshape(y, np.shape(x))"), "nested too deeply"),
    Attack("a result of a million pieces", in_doubled("return [[i] for i in range(10**6)]"), in_doubled("return (2 * x).tolist()"), "too many pieces|too much"),
    Attack("a recursion without end", in_doubled("return doubled(x)"), in_doubled("return 2 * x"), "RecursionError"),
    Attack("a gigabyte of output", in_doubled("import sys\nfor _ in range(1 << 14): sys.stdout.write('x' * (1 << 16))\nreturn 2 * x"),
           in_doubled("print('x' * 5000); return 2 * x"), "output|no answer"),
    Attack("a thousand threads", in_doubled('''
import threading, time
for _ in range(5000): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
return 2 * x
'''), in_doubled("import threading\nt = threading.Thread(target=lambda: None); t.start(); t.join(); return 2 * x"), "", passes=True, confined_only=True),
    Attack("a storm of forks", in_doubled("import os\nwhile True:\n    os.fork()"), in_doubled("return 2 * x"), "BlockingIOError|unavailable|Permission", confined_only=True),
    Attack("a disk full of files", in_doubled('''
for i in range(10**6):
    open(f"/tmp/{i}", "w").write("x" * 4096)
return 2 * x
'''), in_doubled("import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x')\nreturn 2 * x"), "OSError|no answer", confined_only=True),
    # the channel
    Attack("an answer before the question", CHANNEL + '''
def chatter():
    c = channel()
    while True:
        time.sleep(0.001)
        try: c.send(frame(["answer", 1, 1.0, []]))
        except OSError: return
threading.Thread(target=chatter, daemon=True).start()
''' + in_doubled("return np.zeros(np.shape(x))"), "import threading\nthreading.Thread(target=lambda: None, daemon=True).start()", "cannot be read|expected", total=None),    # where its thread had a turn
    Attack("a wrong number on the answer", CHANNEL + in_doubled("channel().send(frame(['answer', 7, None, []])); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("a header that claims gigabytes", CHANNEL + in_doubled("channel().send(frame(b'', head=2**31)); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("a body that claims terabytes", CHANNEL + in_doubled("channel().send(frame(['answer', 1, None, []], size=2**42)); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("garbage on the channel", CHANNEL + in_doubled("channel().send(os.urandom(4096)); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("half a message", CHANNEL + in_doubled("channel().send(frame(['answer', 1, None, []])[:9]); time.sleep(60)"), CHANNEL, "no answer after"),
    Attack("a byte a second", CHANNEL + in_doubled('''
message, c = frame(["answer", 1, None, []]), channel()
for b in message: c.send(bytes([b])); time.sleep(1)
'''), CHANNEL, "no answer after|cannot be read"),
    Attack("the channel closed", CHANNEL + in_doubled("import os\nos.closerange(3, 256)\nreturn 2 * x"), CHANNEL, "ended without an answer"),
    Attack("a shape that NumPy refuses", CHANNEL + '''
import sys
def number():
    f = sys._getframe()
    while f:
        if isinstance(f.f_locals.get("number"), int): return f.f_locals["number"]
        f = f.f_back
''' + in_doubled("channel().send(frame(['answer', number(), ['a', '<f8', [2**62, 0], None, 0, True, 0], [0]])); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("a foreign tag on the wire", CHANNEL + '''
import sys
def number():
    f = sys._getframe()
    while f:
        if isinstance(f.f_locals.get("number"), int): return f.f_locals["number"]
        f = f.f_back
''' + in_doubled("channel().send(frame(['answer', number(), ['pickle', 'cos\\\\nsystem'], []])); time.sleep(60)"), CHANNEL, "cannot be read"),
    Attack("numbers that collide as keys", in_doubled("return {i << 61: 0 for i in range(50000)}"), in_doubled("return {'a': 2 * x}['a']"), "keys that are not strings|too much|cannot be read"),
    # text
    Attack("escapes in messages", in_doubled("print('\\x1b[2J\\x1b]0;owned\\x07\\u202e'); raise ValueError('\\x1b[31m red \\x00 \\ud800 <b>&')"),
           in_doubled("print('Σ x² ≤ 1'); return 2 * x"), "ValueError"),
    # files, network, neighbours
    Attack("the solution read from disk", '''
import glob
def steal(x):
    for pattern in ("/**/solutions/**/*.py", "/**/test_twice_and_sum.py"):
        for path in glob.glob(pattern, recursive=True)[:50]:
            if "twice_and_sum" in path:
                space = {}
                exec(open(path).read(), space)
                if "doubled" in space: return space["doubled"](x)
    raise OSError("nothing to steal")
''' + in_doubled("return steal(x)"), "import glob", "nothing to steal|no answer", confined_only=True),
    Attack("a connection out", in_doubled("import socket\nsocket.create_connection(('127.0.0.1', 80), 1)\nreturn 2 * x"), "import socket", "OSError|PermissionError", confined_only=True),
    Attack("the grader traced", in_doubled('''
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, 1, 0, 0) < 0: raise PermissionError(ctypes.get_errno())
return 2 * x
'''), "import ctypes", "PermissionError", confined_only=True),
    Attack("the parent killed", in_doubled("import os, signal\nfor n in range(2, 400):\n    try: os.kill(n, signal.SIGKILL)\n    except OSError: pass\nreturn 2 * x"),
           "import signal", passes=True, confined_only=True),
    Attack("a process left running", in_doubled('''
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
return 2 * x
'''), in_doubled("return 2 * x"), "BlockingIOError|", passes=True),
    Attack("the next submission's folder written", in_doubled('''
for path in ("/tmp/../groundwork/autograder/errors.py", "/groundwork/x", "/etc/passwd", "/usr/lib/x"):
    try:
        open(path, "a").write("x")
    except OSError:
        continue
    raise RuntimeError("written: " + path)
raise OSError("nothing can be written")
'''), "import os", "nothing can be written", confined_only=True),
    Attack("a namespace of its own", in_doubled('''
import ctypes
if ctypes.CDLL(None).unshare(0x10000000) == 0: raise RuntimeError("made")
raise OSError("refused")
'''), "import ctypes", "refused", confined_only=True),
]
