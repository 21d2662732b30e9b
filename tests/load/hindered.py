"""``magdat``, slow to write, with Microsoft on this machine: ``python -m tests.load.hindered URL SECONDS serve``."""

import runpy
import sys
from functools import partial

from adapters.teams import channel
from adapters.teams.keys import KeyRing
from adapters.teams.tokens import Tokens

_url = sys.argv.pop(1)
vars(channel).update(KeyRing=partial(KeyRing, f"{_url}metadata"), Tokens=partial(Tokens, login=_url))

runpy.run_module("tests.slack_server.slowed", run_name="__main__", alter_sys=True)
