"""The command ``magdat``."""

import os
import sys
from pathlib import Path

from adapters.cli.run import run


def main() -> int:
    """Run the command that was typed; returns its exit status."""
    return run(sys.argv[1:], os.environ, Path())


if __name__ == "__main__":
    sys.exit(main())
