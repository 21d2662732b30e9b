import logging
from urllib.parse import urlsplit

import pytest

from adapters.slack.web_api import WebApi, is_slacks, sdk_logger
from bot.errors import DeliveryRefusedError


def test_what_the_sdk_logs_keeps_only_where_it_comes_from(caplog: pytest.LogCaptureFixture) -> None:
    logger = sdk_logger()

    try:
        int("Mag ik klanten toevoegen?")
    except ValueError:
        logger.exception("Failed to handle %s", "Mag ik klanten toevoegen?")
    logger.debug("payload: Mag ik klanten toevoegen?")

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "klanten" not in caplog.text
    assert record.exc_info is None


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://files.slack.com/upload/v1/abc", True),
        ("https://files-edge.slack.com/files-pri/T1-F1/protocol.yaml", True),
        ("http://files.slack.com/upload/v1/abc", False),
        ("https://slack.com.evil.example/upload", False),
        ("https://evil-slack.com/upload", False),
        ("https://evil.example/?.slack.com", False),
        ("https://files.slack.com@evil.example/upload", False),
        ("https://evil.example@files.slack.com/upload", False),
        ("https://files.slack.com:443/upload", True),
        ("https://files.slack.com:8443/upload", False),
        ("https://files.slack.com:99999/upload", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/hostname", False),
    ],
)
def test_files_come_from_and_go_to_slack_alone(url: str, *, is_one: bool) -> None:
    assert is_slacks(urlsplit(url)) == is_one


@pytest.mark.parametrize("url", ["https://evil.example/upload", "http://127.0.0.1:9/upload", "nonsense", ""])
async def test_a_file_is_uploaded_nowhere_else(url: str) -> None:
    api = WebApi("xoxb-token", "https://slack.com/api/")

    with pytest.raises(DeliveryRefusedError) as refused:
        await api.upload(url, b"magdat: 1")

    await api.close()
    assert refused.value.code == "not-slacks-url"
