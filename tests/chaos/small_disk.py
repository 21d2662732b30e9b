"""Magdat on a disk that is full, or cannot be written for a while: ``python -m tests.chaos.small_disk FOLDER``.

The folder is the root of a small file system of its own that this process may mount anew, such as

    unshare --user --map-root-user --mount sh -c
        'mount -t tmpfs -o size=16m disk FOLDER && python -m tests.chaos.small_disk FOLDER'

What came of it is printed as one line of JSON; ``test_small_disk.py`` looks at it.
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from adapters.storage.engine import sqlite_url
from tests.chaos.outage import Life, Story

_FILE = "magdat.sqlite3"


def full(folder: Path, room: int = 0) -> Story:
    """The disk is full but for ``room`` bytes."""
    ballast = folder / "ballast"

    def fill() -> None:
        handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(handle, b"x" * 512)
        os.ftruncate(handle, os.fstat(handle).st_size - room)
        os.close(handle)

    life = Life(_url(folder))
    life.begin()
    fill()
    life.suffer()
    ballast.unlink()
    return life.end()


def nearly_full(folder: Path) -> Story:
    """There is room for some of what comes in, and then none to handle it."""
    return full(folder, room=500_000)


def read_only(folder: Path) -> Story:
    """The disk cannot be written; every connection is let go of before, else no disk can be made so."""

    def mount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)  # noqa: S603, S607 -- a test's own

    life = Life(_url(folder))
    life.begin()
    life.kept.close()
    mount("ro")
    life.suffer()
    mount("rw")
    return life.end()


STORIES: dict[str, Callable[[Path], Story]] = {"full": full, "nearly-full": nearly_full, "read-only": read_only}


def _url(folder: Path) -> str:
    return sqlite_url(folder / _FILE)


def _whole(folder: Path) -> bool:
    """Whether SQLite finds its file in order."""
    with contextlib.closing(sqlite3.connect(folder / _FILE)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def main(arguments: list[str]) -> None:
    """Tell the story named first, in the folder named second."""
    kind, folder = arguments
    story = STORIES[kind](Path(folder))
    print(json.dumps(vars(story) | {"whole": _whole(Path(folder))}))  # noqa: T201 -- its output


if __name__ == "__main__":
    main(sys.argv[1:])
