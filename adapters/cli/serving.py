"""``magdat serve``."""

import asyncio
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit
from adapters.cli.output import print_note
from adapters.serving.process import serve as serve_until_stopped
from adapters.settings import Settings, WrongSettingError


def serve(settings: Settings, protocol: Path | None, watched: Path | None) -> Exit:
    """Serve all channels until the process is told to stop.

    Raises:
        WrongSettingError: what is to be watched is no file, or cannot go live here.
    """
    if watched is not None and protocol is not None:
        raise WrongSettingError("--watch", "with --protocol nothing else can go live. Leave one of them out.")
    if watched is not None and not watched.is_file():
        raise WrongSettingError("--watch", f"there is no file {watched}. Check the name and the folder.")
    publications = None if protocol is None else open_publications(settings, protocol)
    try:
        asyncio.run(serve_until_stopped(settings, publications, print_note, watched=watched))
    except* WrongSettingError as wrong:
        raise wrong.exceptions[0] from None
    return Exit.FINE
