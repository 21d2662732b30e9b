"""``magdat teams package``."""

from importlib.metadata import version
from pathlib import Path

from adapters.cli.exits import Exit
from adapters.cli.output import print_note
from adapters.settings import Settings, WrongSettingError
from adapters.teams.app_package import App, package
from adapters.teams.registration import app_id_of


def write_package(settings: Settings, organisation: str, website: str, output: Path) -> Exit:
    """Write the zip that an admin of Teams uploads.

    Raises:
        WrongSettingError: the registration is not set, an address is no address, or the file cannot be written.
    """
    if not website.startswith("https://") or not website.isprintable():
        raise WrongSettingError("--website", "it must be an address that begins with https://, as Teams asks.")
    app = App(app_id_of(settings.teams), _three_numbers(version("magdat")), organisation, website)
    try:
        output.write_bytes(package(app))
    except OSError as error:
        raise WrongSettingError("--output", f"{output} cannot be written: {error.strerror}.") from error
    print_note(f"{output} is ready. Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app.")
    return Exit.FINE


def _three_numbers(written: str) -> str:
    numbers = [part for part in written.split(".") if part.isdigit()]
    return ".".join([*numbers, "0", "0"][:3])
