"""``magdat serve``."""

import asyncio
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit
from adapters.cli.output import print_note
from adapters.serving.process import serve as serve_until_stopped
from adapters.settings import Settings, WrongSettingError


def serve(settings: Settings, protocol: Path | None) -> Exit:
    """Serve all channels until the process is told to stop."""
    publications = None if protocol is None else open_publications(settings, protocol)
    try:
        asyncio.run(serve_until_stopped(settings, publications, print_note))
    except* WrongSettingError as wrong:
        raise wrong.exceptions[0] from None
    return Exit.FINE
