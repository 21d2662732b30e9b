"""A protocol that was written as a document, as a draft to be finished by hand: one clause a numbered article."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.matching.language import guess_language

MOST_LINES = 20_000
_MOST_CLAUSES = 2_000
_LONGEST_TITLE = 100
_ARTICLE = re.compile(
    r"^\s*(?:(?:artikel|article|art\.?|§)\s*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})[.):]?\s+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?P<hashes>#{1,6})\s+(?P<rest>\S.*?)\s*#*$")
_MARKS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_BULLET = re.compile(r"^\s*(?:[-*+\u2022]|[a-z]\))\s+(?P<rest>\S.*)$")


class NothingToImportError(Exception):
    """The document has no numbered articles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a document.

    Attributes:
        heading: Its level from 1; 0 when it is no heading.
        item: Whether it is one of a list.
    """

    text: str
    heading: int = 0
    item: bool = False


@dataclass
class Article:
    """A numbered article, as it was found."""

    number: str
    title: str
    chapter: str = ""
    text: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def markdown_lines(text: str) -> Iterator[Line]:
    """The paragraphs of a Markdown text; lines that belong together are joined."""
    waiting: list[str] = []
    for written in [*text.splitlines()[:MOST_LINES], ""]:
        line = _MARKS.sub(r"\2", written.replace("\\.", ".")).strip()
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        starts = heading or bullet or not line or _ARTICLE.match(line)
        if starts and waiting:
            yield Line(" ".join(waiting))
            waiting = []
        if heading:
            yield Line(heading["rest"], len(heading["hashes"]))
        elif bullet and not _ARTICLE.match(line):
            yield Line(bullet["rest"], item=True)
        elif line:
            waiting.append(line)


def find_articles(lines: Iterable[Line]) -> tuple[Article, ...]:
    """The numbered articles, in order.

    A heading with a number begins an article, and so does a line that begins with one; where an article has articles
    of its own below it and no text, it is their chapter.

    Raises:
        NothingToImportError: there are none.
    """
    articles: list[Article] = []
    chapter = ""
    for line in lines:
        match = _ARTICLE.match(line.text)
        if match is not None and (line.heading or not line.item):
            chapter = _begin(match["number"], match["rest"].strip(), chapter, articles, heading=line.heading > 0)
        elif line.heading:
            chapter = line.text
        elif articles:
            (articles[-1].items if line.item else articles[-1].text).append(line.text)
    found = tuple(article for article in articles if article.text or article.items)
    if not found:
        raise NothingToImportError
    return found[:_MOST_CLAUSES]


def draft_of(articles: Iterable[Article], title: str) -> str:
    """The draft: YAML that loads once what is marked TODO is filled in; every sentence of the articles stands in it."""
    every = tuple(articles)
    language = guess_language(" ".join(" ".join(article.text) for article in every)).language
    written = [
        "# A draft made of a document. What is marked TODO is for you: above all each verdict, which is allowed,",
        "# conditional, ask-first, forbidden, required or information. Then: magdat check, magdat protocol publish.",
        "magdat: 1",
        "protocol:",
        "  id: social-media    # TODO: a name of your own; it stays the same for ever",
        f"  title: {_quoted(title)}",
        '  version: "1"',
        f"  languages: [{language}]",
        "clauses:",
    ]
    taken: set[str] = set()
    for article in every:
        written += _clause(article, taken)
    return "\n".join(written) + "\n"


def _begin(number: str, rest: str, chapter: str, articles: list[Article], *, heading: bool) -> str:
    """Begin an article; gives the chapter in which what follows is."""
    last = articles[-1] if articles else None
    if last is not None and not last.text and not last.items and number.startswith(f"{last.number}."):
        chapter = articles.pop().title
    short = heading or (len(rest) <= _LONGEST_TITLE and not rest.endswith((".", ";", ":")))
    article = Article(number, rest if short else _short(rest), chapter)
    if not short:
        article.text.append(rest)
    articles.append(article)
    return chapter


def _clause(article: Article, taken: set[str]) -> Iterator[str]:
    name = _name(article, taken)
    if article.chapter:
        yield f"  # {article.chapter[:_LONGEST_TITLE]}"
    yield f"  - id: {name}"
    yield f"    number: {_quoted(article.number)}"
    yield f"    title: {_quoted(article.title)}"
    yield "    verdict: information    # TODO"
    yield f"    rule: {_quoted(' '.join(article.text) or article.title)}"
    if article.items:
        yield "    conditions:"
        yield from (f"      - {_quoted(each)}" for each in article.items)


def _name(article: Article, taken: set[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", article.title.casefold()).strip("-")[:40].strip("-")
    name = words or f"article-{article.number.replace('.', '-')}"
    name = name if name not in taken | {"none"} else f"{name}-{article.number.replace('.', '-')}"
    while name in taken:
        name += "x"
    taken.add(name)
    return name


def _short(text: str) -> str:
    words = text[: _LONGEST_TITLE - 1]
    return f"{words.rsplit(' ', 1)[0]}…" if len(text) > len(words) else text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
