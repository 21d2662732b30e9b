"""Slack as a channel of ``magdat serve``: connected, known to work, ready to be listened to."""

from dataclasses import replace

from adapters.channel import Entrance
from adapters.settings import Settings
from adapters.slack.conversations import Conversations
from adapters.slack.directory import Directory
from adapters.slack.files import SlackFiles
from adapters.slack.listeners import Listeners
from adapters.slack.messenger import SlackMessenger
from adapters.slack.places import CHANNEL
from adapters.slack.reader import SlackReader
from adapters.slack.roster import SlackRoster
from adapters.slack.transports import SlackListener
from adapters.slack.web_api import WebApi
from adapters.slack.workspace import Workspace, check_tokens, find_workspace
from bot.address import Address


async def open_slack(settings: Settings) -> "SlackChannel":
    """Slack, as the settings say.

    Raises:
        WrongSettingError: a token or a channel cannot be used.
        PlatformAwayError: Slack cannot be reached.
    """
    token = check_tokens(settings.slack)
    api = WebApi(token, settings.slack.api_url)
    try:
        return SlackChannel(settings, api, await find_workspace(settings, api))
    except BaseException:
        await api.close()
        raise


class SlackChannel:
    """The protocol ``Channel`` for Slack."""

    def __init__(self, settings: Settings, api: WebApi, workspace: Workspace) -> None:
        self._settings = settings.slack
        self._api = api
        self._workspace = workspace
        self._directory = Directory(api.blocking, workspace.team)
        self._conversations = Conversations(api)
        admins = {person for channel, person in settings.admins if channel == CHANNEL}
        self._roster = SlackRoster(self._directory, workspace.team, workspace.desks, admins)
        files = SlackFiles(settings.slack.bot_token or "", settings.slack.api_url)
        self._reader = SlackReader(self._directory, self._roster, files, workspace.desks.values())
        self._messenger = SlackMessenger(api, self._conversations)

    @property
    def name(self) -> str:
        """As in the addresses."""
        return CHANNEL

    @property
    def tenant(self) -> str:
        """The workspace."""
        return self._workspace.team

    @property
    def messenger(self) -> SlackMessenger:
        """Delivers there."""
        return self._messenger

    @property
    def reader(self) -> SlackReader:
        """Reads what came in there."""
        return self._reader

    @property
    def roster(self) -> SlackRoster:
        """Knows who has which rights there."""
        return self._roster

    def complete(self, address: Address) -> Address:
        """The address with the workspace, and the channel by its id."""
        conversation = self._workspace.named.get(address.conversation, address.conversation)
        return replace(address, tenant=self._workspace.team, conversation=conversation)

    def listen(self, entrance: Entrance) -> SlackListener:
        """The ways in."""
        listeners = Listeners(
            self._api,
            self._workspace,
            entrance.door,
            directory=self._directory,
            conversations=self._conversations,
            usual_language=lambda: entrance.ports.publications.live().protocol.languages[0],
        )
        return SlackListener(
            listeners.app(),
            self._api.client,
            app_token=self._settings.app_token,
            signing_secret=self._settings.signing_secret,
            team=self._workspace.team,
        )

    async def close(self) -> None:
        """Let go of every connection."""
        await self._api.close()
