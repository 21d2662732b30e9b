"""Draws pages and messages as HTML. Every text is escaped by the templates; nothing here says anything of its own."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.case import LONGEST_TEXT
from bot.message import Block, Field
from bot.presenter.verdicts import badge
from bot.wording import Wording, wording_in
from knowledge.protocol import Language, SocialMediaProtocol, Verdict

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@dataclass(frozen=True, slots=True)
class Form:
    """What the forms under a message carry along.

    Attributes:
        action: Where they are sent.
        token: That of the session.
        once: Sent twice with the same, it is done once.
        language: Of the message.
        post: The handle of the message, where it can be replaced; else empty.
        live: Whether the page fetches by itself what comes of it.
        send: On a button that sends a text.
    """

    action: str
    token: str
    once: str
    language: Language
    send: str
    post: str = ""
    live: bool = False
    longest: int = LONGEST_TEXT


class Drawing:
    """The templates, with what each of them may use."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(kind_of=_kind_of, static=_static, stylesheet=_stylesheet, clause_at=_clause_at)

    def draw(self, template: str, wording: Wording, **values: object) -> str:
        """The page, or the part of one."""
        language = wording.language
        other = next(each for each in Language if each is not language)
        common: Mapping[str, object] = {
            "say": wording.say,
            "count": wording.count,
            "has": wording.has,
            "language": language.value,
            "other_language": other.value,
            "other_language_name": wording_in(other).say("web.language-name"),
            "badge": lambda verdict: badge(Verdict(verdict), wording),
        }
        drawn = self._environment.get_template(template).render({**common, **values})
        return drawn.encode("utf-8", "replace").decode()  # half a character is none that a browser takes


def clause_numbers(protocol: SocialMediaProtocol) -> Callable[[Field], bool]:
    """Knows the facts that are the number of a clause, which is a link to it."""
    numbers = {clause.number for clause in protocol.clauses}
    labels = {wording_in(language).say("clause.number") for language in Language}
    return lambda field: field.label in labels and field.value in numbers


def _kind_of(block: Block) -> str:
    return type(block).__name__


def _clause_at(number: str) -> str:
    """The path to the clause with this number, on whichever page of the protocol it stands."""
    return f"/protocol?clause={quote(number, safe='')}"


@cache
def _static(name: str) -> str:
    """The path of the file; another one when the file is another, so that a browser may keep it."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{mark}"


@cache
def _stylesheet() -> Markup:
    """All of it, for a page that is kept as a file."""
    return Markup((STATIC / "magdat.css").read_text(encoding="utf-8"))  # noqa: S704 -- our own
