"""Whether there is a protocol to answer from, and whether it is found in."""

from collections.abc import Sequence
from pathlib import Path

from adapters.bootstrap import make_matcher, open_protocol
from adapters.finding import Finding
from adapters.settings import Settings, WrongSettingError
from adapters.storage.failures import DatabaseUnusableError
from bot.errors import StorageUnavailableError
from knowledge.problems import ProtocolRejectedError

_PROBE = "mag dit?"


def check_protocol(settings: Settings, file: Path | None) -> Sequence[Finding]:
    """The file can be used."""
    try:
        loaded = open_protocol(settings, file)
    except (DatabaseUnusableError, StorageUnavailableError):
        return []  # said of the database
    except ProtocolRejectedError as error:
        where = error.problems[0].file
        return [Finding("protocol", f"{len(error.problems)} mistakes in {where}", f"magdat check {where}")]
    name = f"protocol {loaded.protocol.id} {loaded.protocol.version}, {len(loaded.protocol.clauses)} clauses"
    return [Finding(name)]


def check_matcher(settings: Settings, file: Path | None) -> Sequence[Finding]:
    """A question can be matched, which also makes the cache."""
    try:
        protocol = open_protocol(settings, file).protocol
        make_matcher(protocol, settings).find(_PROBE)
    except (DatabaseUnusableError, ProtocolRejectedError, StorageUnavailableError):
        return []  # said already
    except WrongSettingError as error:
        return [Finding("matcher", str(error), "mend the folder, or set MAGDAT_ENCODER=auto")]
    except (OSError, ImportError) as error:
        mend = "install the locked dependencies anew (make setup), or set MAGDAT_ENCODER=none"
        return [Finding("matcher", f"it cannot be made: {type(error).__name__}", mend)]
    return [Finding(f"matcher {_encoder_in_words(settings)}")]


def _encoder_in_words(settings: Settings) -> str:
    from knowledge.matching.encoders import encoder_here  # noqa: PLC0415 -- imports numpy

    if isinstance(settings.encoder, Path):
        return f"with the model in {settings.encoder.name}"
    name = encoder_here(settings.encoder)
    return "by words alone" if name == "none" else f"with the encoder {name}"
