"""Which hosts a token of ours may go to: what Teams' activities call their service must be Microsoft's."""

import re
from urllib.parse import urlsplit

_SERVICES = ("smba.trafficmanager.net", ".botframework.com")
_FILES = (".sharepoint.com", ".sharepoint.us")
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
"""A host as all who read an address understand it; with other characters in it they may not be of one mind."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
USUAL_SERVICE = "https://smba.trafficmanager.net/teams/"
"""Where a conversation is reached that nothing was heard from yet (learn.microsoft.com, proactive messages)."""


def is_service(url: str, *, local: bool) -> bool:
    """Whether it is a service of Teams; ``local`` for a client on this machine instead."""
    return _is_at(url, _SERVICES, local=local)


def is_file_store(url: str, *, local: bool) -> bool:
    """Whether files that are sent in Teams are kept there."""
    return _is_at(url, _FILES, local=local)


def is_loopback(host: str) -> bool:
    """Whether only this machine can be meant."""
    return host in _LOOPBACK


def _is_at(url: str, hosts: tuple[str, ...], *, local: bool) -> bool:
    if not (url.isascii() and url.isprintable()):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if local:
        return parts.scheme == "http" and is_loopback(host)
    return (
        parts.scheme == "https"
        and port in {None, 443}
        and _NAME.fullmatch(host) is not None
        and any(host.endswith(known) if known.startswith(".") else host == known for known in hosts)
    )
