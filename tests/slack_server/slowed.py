"""``magdat`` with a database that is slow to write: ``python -m tests.slack_server.slowed SECONDS serve``."""

import sys
import time

from adapters.__main__ import main
from adapters.storage.unit_of_work import SqlUnitOfWork

_commit = SqlUnitOfWork.commit
_seconds = float(sys.argv.pop(1))


def _slow_commit(self: SqlUnitOfWork) -> None:
    time.sleep(_seconds)
    _commit(self)


SqlUnitOfWork.commit = _slow_commit  # type: ignore[method-assign]  # this is what it is for
sys.exit(main())
