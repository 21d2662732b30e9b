"""The starter protocol, made an organisation's own."""

import json
import re
from dataclasses import dataclass
from datetime import date

from knowledge.protocol import Language
from knowledge.protocol_file.file_format import EMAIL, PHONE

NAME = re.compile(r"[^\W_](?:[\w .&'/+-]*[\w.+])?")
"""What a name may be made of: it stands in the middle of sentences and of YAML."""
HANDLE = re.compile(r"@[\w.]+")
ADDRESS = re.compile(rf"(?=[A-Za-z0-9]){EMAIL.pattern}")
"""Of e-mail; it begins so that it needs no quotes."""
NUMBER_OR_NONE = re.compile(rf"(?:{PHONE.pattern})?")
"""Of a telephone."""
GROUP_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Details:
    """What the starter protocol needs to know.

    Attributes:
        name: Of the organisation, in full.
        short: As people say it.
        handle: Its account on social media, with the @.
        id: Of the protocol; it stays the same for ever.
        languages: The binding one first.
        hr: What the HR contact is called.
        phone: Of HR; may be empty.
        owner: Who looks after the protocol.
        slack: Ids of Slack user groups of those who may answer for the organisation.
        teams: Ids of Microsoft Entra groups of the same people.
    """

    name: str
    short: str
    handle: str
    id: str
    languages: tuple[Language, ...]
    hr: str
    email: str
    phone: str
    owner: str
    effective_from: date
    review_by: date
    slack: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


def begin_protocol(starter: str, details: Details) -> str:
    """The starter protocol with these details in the place of its own."""
    head = (
        f"# The social-media protocol of {details.name}, made from Magdat's starter protocol.\n"
        "# Read every clause: does it say what you really want and do? Change it, or leave it out. Have it read by an\n"
        "# employment lawyer and, where there is one, the works council. Then: magdat check, magdat protocol publish.\n"
    )
    written = _renamed(starter[starter.index("magdat: 1") :], details)
    phone = f", phone: {json.dumps(details.phone)}" if details.phone else ""
    values = {
        r"^  id: voorbeeld-social-media$": f"  id: {details.id}",
        r"^  version: .*$": f'  version: "{details.effective_from.year}.1"',
        r"^  effective_from: .*$": f"  effective_from: {details.effective_from}",
        r"^  review_by: .*$": f"  review_by: {details.review_by}",
        r"^  owner: .*$": f"  owner: {json.dumps(details.owner, ensure_ascii=False)}",
        r"^  languages: .*$": f"  languages: [{', '.join(details.languages)}]",
        r"^  hr: .*$": f"  hr: {{name: {json.dumps(details.hr, ensure_ascii=False)}, email: {details.email}{phone}}}",
        r"^    slack: \[\]": f"    slack: [{', '.join(details.slack)}]",
        r"^    teams: \[\]": f"    teams: [{', '.join(details.teams)}]",
    }
    for pattern, value in values.items():
        written = re.sub(pattern, _literally(value), written, count=1, flags=re.MULTILINE)
    return head + written


def _renamed(text: str, details: Details) -> str:
    """The text with the names of the organisation for those of the example, each looked for in the example alone."""
    names = {
        "Voorbeeld B.V.": details.name,
        "@voorbeeldbv": details.handle,
        "hr@voorbeeld.example": details.email,
        "Voorbeeld": details.short,
        "voorbeeld": details.short,
    }
    example = r"Voorbeeld B\.V\.|@voorbeeldbv|hr@voorbeeld\.example|\bVoorbeeld\b|(?<=als )voorbeeld\b(?= )"
    return re.sub(example, lambda found: names[found[0]], text)


def _literally(text: str) -> str:
    """The text as what a pattern is replaced by, in which nothing is special."""
    return text.replace("\\", "\\\\")
