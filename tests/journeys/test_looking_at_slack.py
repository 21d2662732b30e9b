"""``magdat doctor slack``, as the operator types it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import environment


def doctor(slack: FakeSlack, folder: Path, **settings: str) -> tuple[int, str]:
    """The exit status, and what was said."""
    given = {**environment(slack, folder, settings.pop("desk", "")), **settings}
    ended = subprocess.run(
        [sys.executable, "-m", "adapters", "doctor", "slack"],
        cwd=ROOT,
        env={**given, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_good_set_up_is_well_and_a_bad_one_says_what_to_do(tmp_path: Path) -> None:
    with FakeSlack() as slack:
        desk = slack.add_channel("hr", private=True)

        well = doctor(slack, tmp_path, desk=desk)
        wrong = doctor(slack, tmp_path, desk="C0000NOWHERE", SLACK_APP_TOKEN="xapp-other")  # noqa: S106 -- wrong on purpose

    assert well[0] == 0
    assert "Slack channel of MAGDAT_DESK" in well[1]
    assert wrong[0] == 1
    assert "Invite Magdat to the channel" in wrong[1]
    assert "connections:write" in wrong[1]
    assert slack.messages == []
