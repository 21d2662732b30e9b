"""Runs inside the image: what a process there may do, and how Magdat starts and stops. Prints one JSON document."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path


def refused(act: Callable[[], object]) -> str:
    """Why the machine does not let it happen."""
    try:
        act()
    except OSError as error:
        return error.strerror or type(error).__name__
    return "allowed"


def status(process: int | str, name: str) -> str:
    """A line of what Linux says of a process."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(name))


def main() -> None:
    """Look around, start Magdat, stop it."""
    said: dict[str, object] = {
        "uid": os.getuid(),
        "capabilities": status("self", "CapEff"),
        "write to the root": refused(lambda: Path("/opt/magdat/x").write_text("x", encoding="utf-8")),
        "reach the network": refused(lambda: socket.create_connection(("192.0.2.1", 443), 2)),
    }
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        serving = stack.enter_context(subprocess.Popen(["magdat", "serve"], stdout=subprocess.PIPE, text=True))  # noqa: S607 -- as the image has it
        stack.callback(serving.kill)
        assert serving.stdout is not None
        said["says"] = [serving.stdout.readline().strip() for _ in range(3)]
        said["ready"] = urllib.request.urlopen("http://127.0.0.1:8080/readyz").read().decode().strip()
        said["ready after seconds"] = round(time.monotonic() - begun, 2)
        time.sleep(2)
        said["resident KiB"] = int(status(serving.pid, "VmRSS"))
        begun = time.monotonic()
        serving.send_signal(signal.SIGTERM)
        said["exit"] = serving.wait(10)
        said["stopped after seconds"] = round(time.monotonic() - begun, 2)
    said["doctor"] = subprocess.run(["magdat", "doctor"], stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S607 -- as above
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
