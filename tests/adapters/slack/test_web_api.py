import logging

import pytest

from adapters.slack.web_api import sdk_logger


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
