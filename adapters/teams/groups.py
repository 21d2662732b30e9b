"""Who is in a group of the directory (Microsoft Entra), as Microsoft Graph tells.

Asked for with the right ``GroupMember.Read.All`` alone, with which Graph tells ids and nothing else of people.
"""

import typing

import aiohttp

from adapters.teams.registration import Registration
from adapters.teams.tokens import NoTokenError, Tokens
from bot.errors import RightsUnknownError

GRAPH = "https://graph.microsoft.com/v1.0/"
_SCOPE = "https://graph.microsoft.com/.default"
_SECONDS = aiohttp.ClientTimeout(total=8)
_MOST_PAGES = 20
"""Of 999 each; a desk has fewer people."""
_LARGEST_PAGE = 1024 * 1024


class GraphTokens(typing.Protocol):
    """Gives the token to speak to Graph with."""

    async def current(self) -> str:
        """The token.

        Raises:
            NoTokenError: there is none just now.
        """


def graph_tokens(registration: Registration) -> Tokens:
    """Tokens for Graph, with the registration of the bot."""
    return Tokens(registration.app_id, registration.password, registration.tenant_id, scope=_SCOPE)


class GroupUnknownError(RightsUnknownError):
    """Graph does not say who is in the group.

    Attributes:
        code: Why: ``http-403`` and the like, or the kind of failure.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Groups:
    """The groups of the directory.

    Args:
        tokens: To speak with.
        graph: Where Graph is; ends in a slash.
    """

    def __init__(self, tokens: GraphTokens, graph: str = GRAPH) -> None:
        self._tokens = tokens
        self._graph = graph

    async def members(self, group_id: str) -> frozenset[str]:
        """The ids of everyone in the group, or in a group in it.

        Raises:
            GroupUnknownError: that cannot be found out just now, or not with the rights that there are.
        """
        url = f"{self._graph}groups/{group_id}/transitiveMembers?$select=id&$top=999"
        found: set[str] = set()
        try:
            token = await self._tokens.current()
            headers = {"Authorization": f"Bearer {token}"}
            async with aiohttp.ClientSession(timeout=_SECONDS, headers=headers) as session:
                for _ in range(_MOST_PAGES):
                    page = await self._page(session, url)
                    found.update(each["id"] for each in page["value"])
                    url = page.get("@odata.nextLink", "")
                    if not url:
                        return frozenset(found)
                    if not url.startswith(self._graph):  # the token goes nowhere else
                        raise GroupUnknownError("next-link")
        except NoTokenError as error:
            raise GroupUnknownError(error.code) from error
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise GroupUnknownError(type(error).__name__) from error
        raise GroupUnknownError("too-large")

    async def _page(self, session: aiohttp.ClientSession, url: str) -> typing.Any:  # noqa: ANN401 -- whatever is told
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise GroupUnknownError(f"http-{answer.status}")
            if (answer.content_length or 0) > _LARGEST_PAGE:
                raise GroupUnknownError("too-large")
            return await answer.json(content_type=None)
