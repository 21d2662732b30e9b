"""Whether people can sign in to the pages with their accounts; the issuer is asked only where one was set."""

from collections.abc import Sequence

from adapters.finding import Finding
from adapters.serving.web import registration_in
from adapters.settings import Settings


def check_accounts(settings: Settings) -> Sequence[Finding]:
    """What is right and wrong with the issuer; nothing where none was set."""
    registration = registration_in(settings)
    if registration is None:
        return []
    from adapters.web.openid_doctor import check_issuer  # noqa: PLC0415 -- imports Authlib and requests

    return list(check_issuer(registration))
