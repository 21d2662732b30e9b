"""The command ``magdat``."""

import os
import sys
from pathlib import Path

from adapters.cli.run import run


def main() -> int:
    """Run the command that was typed; returns its exit status."""
    # numpy's linear algebra would wait for its other threads in a busy loop: for one question that costs more than it
    # saves, and on a machine with other work ten times as much. It has to be said before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return run(sys.argv[1:], os.environ, Path())


if __name__ == "__main__":
    sys.exit(main())
