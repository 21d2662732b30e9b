"""Whether a request comes from Slack (docs.slack.dev, verifying requests): checked before any of it is read."""

import hashlib
import hmac
from collections.abc import Mapping

_OLDEST_SECONDS = 300
_VERSION = "v0"


def is_from_slack(body: bytes, headers: Mapping[str, str], secret: str, now: float) -> bool:
    """Whether the signature is Slack's, and fresh.

    Args:
        body: The bytes as they came.
        headers: By name, in lower case.
        secret: The signing secret.
        now: Seconds since 1970.
    """
    stamp = headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > _OLDEST_SECONDS:
        return False
    signed = b":".join((_VERSION.encode(), stamp.encode(), body))
    wanted = f"{_VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    return hmac.compare_digest(wanted.encode(), headers.get("x-slack-signature", "").encode())
