"""What the C library makes of many threads, seen in a process of its own."""

import subprocess
import sys

import pytest

_COUNTING = """
import ctypes, os, sys, threading, tempfile
from pathlib import Path
from adapters.serving.arenas import use_few_arenas

library = ctypes.CDLL(None)
if not hasattr(library, "malloc_info"):
    sys.exit("no glibc")
if sys.argv[1] == "few":
    assert use_few_arenas()
together = threading.Barrier(16)

def work():
    together.wait()
    blocks = [bytes(2_000) for _ in range(2_000)]
    together.wait()
    return blocks

threads = [threading.Thread(target=work) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library.fopen.restype = ctypes.c_void_p
library.fclose.argtypes = [ctypes.c_void_p]
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "arenas"
    file = library.fopen(str(path).encode(), b"w")
    library.malloc_info(0, file)
    library.fclose(file)
    print(path.read_text().count("<heap nr="))
"""


def arenas(which: str) -> int:
    ended = subprocess.run(  # noqa: S603 -- ours
        [sys.executable, "-c", _COUNTING, which], capture_output=True, text=True, check=False, env={}
    )
    if ended.returncode and "no glibc" in ended.stderr:
        pytest.skip("another C library than glibc")
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


def test_many_threads_share_two_arenas() -> None:
    assert arenas("as it comes") > 2
    assert arenas("few") == 2
