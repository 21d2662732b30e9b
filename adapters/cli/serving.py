"""``magdat serve``."""

import asyncio
import logging
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_note
from adapters.observability.logs import set_up_logs
from adapters.serving.arenas import use_few_arenas
from adapters.serving.process import serve as serve_until_stopped
from adapters.settings import LogForm, Settings, WrongSettingError, secrets

_FAREWELL_SECONDS = 9.0
"""After so long what still hangs is left behind: all that was acknowledged is stored, and its lease ends by itself."""

_log = logging.getLogger(__name__)


def serve(settings: Settings, protocol: Path | None, watched: Path | None, *, insecure_local: bool = False) -> Exit:
    """Serve all channels until the process is told to stop.

    Raises:
        WrongSettingError: what is to be watched is no file, or cannot go live here.
        WrongInputError: a setting is well written, but does not work, such as a token that a platform refuses.
    """
    for option, given in (("--watch", watched), ("--protocol", protocol), ("--insecure-local", insecure_local or None)):
        if given is not None and len(settings.each) > 1:
            raise WrongSettingError(option, "it is for one organisation, and several are set up. Leave it out.")
    if watched is not None and protocol is not None:
        raise WrongSettingError("--watch", "with --protocol nothing else can go live. Leave one of them out.")
    if watched is not None and not watched.is_file():
        raise WrongSettingError("--watch", f"there is no file {watched}. Check the name and the folder.")
    form = settings.log_form or (LogForm.PRETTY if sys.stderr.isatty() else LogForm.JSON)
    use_few_arenas()
    set_up_logs(as_json=form is LogForm.JSON, level=settings.log_level, secrets=secrets(settings))
    if insecure_local:
        settings = replace(settings, teams=replace(settings.teams, insecure_local=True))
        print_note("--insecure-local: whoever speaks Teams on this machine is believed. Never use it for real.")
    publications = None if protocol is None else open_publications(settings, protocol)
    wrong: BaseException | None = None
    try:
        asyncio.run(serve_until_stopped(settings, publications, print_note, _leave_soon, watched=watched))
    except* WrongSettingError as several:
        wrong = several
    while isinstance(wrong, BaseExceptionGroup):
        wrong = wrong.exceptions[0]
    if wrong is not None:  # raised here, for what is raised in an except* comes out in a group
        raise WrongInputError("wrong-setting", str(wrong))
    return Exit.FINE


def _leave_soon() -> None:
    """Leave in time, whatever hangs: a database that does not answer must not keep the process."""
    timer = threading.Timer(_FAREWELL_SECONDS, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    _log.warning(
        "something still hangs after %.0f s and is left behind; nothing acknowledged is lost", _FAREWELL_SECONDS
    )
    os._exit(Exit.FINE)
