"""Fetches a file that was shared; only from Slack, which alone gets the token."""

from urllib.parse import urlsplit

from adapters.download import FileNotFetchedError, download

_SLACK = ".slack.com"


class SlackFiles:
    """The files in a workspace.

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
        at_slack = parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK)
        if not at_slack and (parts.scheme, parts.netloc) != (self._api.scheme, self._api.netloc):
            raise FileNotFetchedError
        return download(url, most, {"Authorization": f"Bearer {self._token}"})
