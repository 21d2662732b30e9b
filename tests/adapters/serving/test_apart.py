from dataclasses import dataclass, replace

import pytest

from adapters.channel import Channel
from adapters.serving.apart import keep_apart
from adapters.settings import Settings, SlackSettings, WrongSettingError


@dataclass
class At:
    """Of a channel only what is looked at."""

    name: str
    tenant: str


def organisation(name: str, *channels: At, app_token: str | None = None) -> tuple[Settings, tuple[Channel, ...]]:
    return replace(Settings(organisation=name), slack=SlackSettings(app_token=app_token)), channels  # type: ignore[return-value]


def test_organisations_in_different_places_are_kept_apart() -> None:
    keep_apart(
        [
            organisation("kruim", At("slack", "T1"), At("web", "kruim.example"), app_token="xapp-1"),  # noqa: S106 -- none
            organisation("deeg", At("teams", "T1"), At("web", "deeg.example"), app_token="xapp-2"),  # noqa: S106 -- none
        ]
    )


@pytest.mark.parametrize("channel", ["slack", "teams", "web"])
def test_two_in_one_place_are_refused(channel: str) -> None:
    with pytest.raises(WrongSettingError, match="of kruim is"):
        keep_apart([organisation("kruim", At(channel, "one")), organisation("deeg", At(channel, "one"))])


def test_one_connection_to_slack_cannot_be_shared() -> None:
    shared = "xapp-shared"

    with pytest.raises(WrongSettingError, match="SLACK_SIGNING_SECRET"):
        keep_apart([organisation("kruim", app_token=shared), organisation("deeg", app_token=shared)])
