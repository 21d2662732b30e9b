"""The files in a workspace: one that was shared is fetched, one that was asked for is sent; only from and to Slack."""

import json
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.download import FileNotFetchedError, download
from adapters.slack.block_kit import Json
from adapters.slack.web_api import Call, WebApi, delivering, error_code, is_slacks
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError

_NO_RIGHT = "missing_scope"


class SlackFiles:
    """Fetches what was shared; Slack alone gets the token.

    Args:
        token: The bot's.
        api_url: Where the web API is; files may come from there too.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api = urlsplit(api_url)

    def fetch(self, url: str, most: int) -> bytes:
        """The content, or its first ``most`` bytes.

        Raises:
            FileNotFetchedError: it cannot be had, or does not come from Slack.
        """
        parts = urlsplit(url)
        if not is_slacks(parts) and (parts.scheme, parts.netloc) != (self._api.scheme, self._api.netloc):
            raise FileNotFetchedError
        return download(url, most, {"Authorization": f"Bearer {self._token}"})


async def send_file(api: WebApi, name: str, content: bytes, **shared: Json) -> None:
    """Upload a file and share it, in Slack's three steps (docs.slack.dev, files.getUploadURLExternal).

    Args:
        api: To call.
        name: What it is called.
        content: Byte for byte.
        shared: Where it is shared, and what is said with it: ``channel_id``, ``thread_ts``, ``blocks``.

    Raises:
        DeliveryDelayedError: not now; nobody saw the file.
        DeliveryRefusedError: Slack does not take it; nobody saw the file.
        DeliveryUncertainError: it may have been shared.
    """
    client = api.client
    try:
        place = await _allowed(client.files_getUploadURLExternal, filename=name, length=len(content))
    except DeliveryUncertainError as error:  # a place that nothing is put in is nothing
        raise DeliveryDelayedError from error
    await api.upload(str(place["upload_url"]), content)
    files = [{"id": str(place["file_id"]), "title": name}]
    said = shared | {"blocks": json.dumps(shared["blocks"])}
    await _allowed(client.files_completeUploadExternal, files=files, **said)


async def _allowed(call: Call, **arguments: Json) -> AsyncSlackResponse:
    """As ``delivering``, but nobody waits for the right to send files: messages go on without it.

    Raises:
        DeliveryRefusedError: also where the app lacks that right.
    """
    try:
        return await delivering(call, **arguments)
    except DeliveryDelayedError as error:
        if isinstance(error.__cause__, SlackApiError) and error_code(error.__cause__) == _NO_RIGHT:
            raise DeliveryRefusedError(_NO_RIGHT) from error
        raise
