"""Protocols of every kind for property-based tests, and how they are written down as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import yaml
from hypothesis import strategies as st

from knowledge.protocol import (
    FORMAT,
    Circumstance,
    Clause,
    Contact,
    Elsewhere,
    Group,
    HandOver,
    LadderStep,
    Language,
    OpenTopic,
    Option,
    Organisation,
    Phrases,
    ProtocolTest,
    SocialMediaProtocol,
    Text,
    Verdict,
)
from knowledge.protocol_file.characters import odd_characters

BOTH = (Language.NL, Language.EN)
_VISIBLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
_SIGNS = _VISIBLE.filter(lambda sign: not any(odd_characters(sign)))
"""Characters about which a file that holds them is told nothing: a sign for a lost letter is a warning of its own."""
_LINES = st.text(_SIGNS, max_size=12).map(lambda text: f"r{text}".strip())
_TEXTS = st.text(_SIGNS | st.sampled_from("\n\t:#'\"-?&*!%@`|>[]{}, "), max_size=25).map(lambda text: f"{text}r")
_IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True).filter(lambda name: name != "none")
_DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))


def _by_language(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    return st.one_of(
        st.builds(lambda text: Text({Language.NL: text}), texts),
        st.builds(lambda nl, en: Text({Language.NL: nl, Language.EN: en}), texts, texts),
    )


_LINE_TEXTS, _LONG_TEXTS = _by_language(_LINES), _by_language(_TEXTS)
_TEXT_LISTS = st.lists(_LONG_TEXTS, max_size=2).map(tuple)
_PHRASES = st.builds(
    lambda nl, en: {language: tuple(texts) for language, texts in ((Language.NL, nl), (Language.EN, en)) if texts},
    st.lists(_LINES, max_size=2), st.lists(_LINES, max_size=2),
)  # fmt: skip


@dataclass(frozen=True)
class _Words:
    """What a protocol is written with."""

    ids: st.SearchStrategy[str] = _IDS
    line: st.SearchStrategy[Text] = _LINE_TEXTS
    rule: st.SearchStrategy[Text] = _LONG_TEXTS
    several: st.SearchStrategy[tuple[Text, ...]] = _TEXT_LISTS
    phrases: st.SearchStrategy[Phrases] = _PHRASES


_ANY = _Words()
_SAME = st.just(Text({Language.NL: "r"}))
_ALWAYS_THE_SAME = _Words(st.sampled_from("abcdefghij"), _SAME, _SAME, st.just(()), st.just({}))
"""Where only it matters what refers to what: drawing texts takes most of the time."""


@st.composite
def _circumstances(draw: st.DrawFn, groups: tuple[str, ...], words: _Words) -> dict[str, Circumstance]:
    names = draw(st.lists(words.ids, unique=True, max_size=2))
    options = draw(st.lists(words.ids.filter(lambda name: name != "unknown"), unique=True, min_size=6, max_size=6))
    made: dict[str, Circumstance] = {}
    for name in names:
        own = [options.pop() for _ in range(draw(st.integers(2, 3)))]
        belonging = st.lists(st.sampled_from(groups), unique=True, max_size=1) if groups else st.just([])
        made[name] = Circumstance(
            name,
            draw(words.line),
            {one: Option(one, draw(words.line), draw(words.phrases), tuple(draw(belonging))) for one in own},
        )
    return made


@st.composite
def _clauses(draw: st.DrawFn, groups: tuple[str, ...], options: tuple[str, ...], words: _Words) -> tuple[Clause, ...]:
    ids = draw(st.lists(words.ids, min_size=1, max_size=3, unique=True))
    clauses: list[Clause] = []
    for place, clause_id in enumerate(ids):
        others = [name for name in ids if name != clause_id]
        applies_to = tuple(draw(st.lists(st.sampled_from(groups), unique=True, max_size=2))) if groups else ()
        when = tuple(draw(st.lists(st.sampled_from(options), unique=True, max_size=2))) if options else ()
        earlier = st.none() | st.sampled_from(ids[:place]) if place and (applies_to or when) else st.none()
        clauses.append(
            Clause(
                id=clause_id,
                number=str(place + 1),
                title=draw(words.line),
                verdict=draw(st.sampled_from(Verdict)),
                rule=draw(words.rule),
                topic=draw(st.none() | words.ids),
                conditions=draw(words.several),
                because=draw(st.none() | words.rule),
                examples=draw(words.phrases),
                terms=draw(words.phrases),
                applies_to=applies_to,
                when=when,
                otherwise=draw(earlier),
                see_also=tuple(draw(st.lists(st.sampled_from(others), unique=True))) if others else (),
                review_by=draw(st.none() | _DAYS),
                hand_over=draw(st.sampled_from(HandOver)),
            )
        )
    return tuple(clauses)


def _tests(
    ids: st.SearchStrategy[str | None], circumstances: Mapping[str, Circumstance]
) -> st.SearchStrategy[ProtocolTest]:
    options = [option for one in circumstances.values() for option in one.options]
    given = st.lists(st.sampled_from(options), max_size=1).map(tuple) if options else st.just(())
    asks = st.none() | st.sampled_from(sorted(circumstances)) if circumstances else st.none()
    return st.builds(ProtocolTest, ask=_LINES, expect=ids, given=given, asks=asks)


@st.composite
def protocols(draw: st.DrawFn) -> SocialMediaProtocol:
    """Any protocol in Dutch and English, with up to three clauses."""
    groups = {
        name: Group(name, draw(_LINE_TEXTS), tuple(draw(st.lists(_IDS, max_size=2))))
        for name in draw(st.lists(_IDS, unique=True, max_size=2))
    }
    circumstances = draw(_circumstances(tuple(groups), _ANY))
    options = tuple(option for one in circumstances.values() for option in one.options)
    clauses = draw(_clauses(tuple(groups), options, _ANY))
    ids = st.none() | st.sampled_from([clause.id for clause in clauses])
    days = sorted(draw(st.lists(_DAYS, min_size=2, max_size=2)))
    contacts = st.builds(Contact, name=_LINES, email=st.sampled_from([None, "hr@voorbeeld.example"]), phone=st.none())
    steps = st.builds(LadderStep, step=_IDS, text=_LONG_TEXTS, evidence=_TEXT_LISTS)
    open_topics = st.builds(OpenTopic, topic=_IDS, reason=_LONG_TEXTS)
    return SocialMediaProtocol(
        id=draw(_IDS),
        title=draw(_LINE_TEXTS),
        version=draw(_LINES),
        languages=BOTH,
        clauses=clauses,
        effective_from=days[0],
        review_by=days[1],
        owner=draw(st.none() | _LINES),
        organisation=draw(
            st.none() | st.builds(Organisation, name=_LINES, also=st.lists(_LINES, max_size=2).map(tuple))
        ),
        disclaimer=draw(st.none() | _LONG_TEXTS),
        contacts=draw(st.dictionaries(_IDS, contacts, max_size=2)),
        groups=groups,
        circumstances=circumstances,
        ladder=tuple(draw(st.lists(steps, max_size=2))),
        not_regulated=tuple(draw(st.lists(open_topics, max_size=2, unique_by=lambda left: left.topic))),
        elsewhere=tuple(draw(st.lists(st.builds(Elsewhere, _LINE_TEXTS, _LONG_TEXTS, _PHRASES), max_size=2))),
        tests=tuple(draw(st.lists(_tests(ids, circumstances), max_size=2))),
    )


@st.composite
def branching_protocols(draw: st.DrawFn) -> SocialMediaProtocol:
    """Any protocol with up to three clauses, as far as it goes by groups and circumstances; its texts are alike."""
    groups = {name: Group(name, draw(_SAME)) for name in draw(st.sampled_from(["", "v", "vw"]))}
    circumstances = draw(_circumstances(tuple(groups), _ALWAYS_THE_SAME))
    options = tuple(option for one in circumstances.values() for option in one.options)
    return SocialMediaProtocol(
        id="p",
        title=draw(_SAME),
        version="1",
        languages=BOTH,
        clauses=draw(_clauses(tuple(groups), options, _ALWAYS_THE_SAME)),
        groups=groups,
        circumstances=circumstances,
    )


class Style(Enum):
    """How much of a file stands between brackets."""

    LINES = False
    INNERMOST_IN_BRACKETS = None
    ALL_IN_BRACKETS = True


def written(protocol: SocialMediaProtocol, style: Style = Style.LINES) -> str:
    """``protocol`` as an author could have written it."""
    document = {
        "magdat": FORMAT,
        "protocol": _keys(
            id=protocol.id, title=_text(protocol.title), version=protocol.version,
            effective_from=protocol.effective_from, review_by=protocol.review_by, owner=protocol.owner,
            languages=[str(language) for language in protocol.languages],
            organisation=protocol.organisation and _keys(
                name=protocol.organisation.name, also=list(protocol.organisation.also)
            ),
            disclaimer=_text(protocol.disclaimer),
        ),
        "contacts": {name: _keys(name=who.name, email=who.email) for name, who in protocol.contacts.items()},
        "groups": {
            name: _keys(title=_text(group.title), slack=list(group.slack)) for name, group in protocol.groups.items()
        },
        "circumstances": {name: _circumstance(one) for name, one in protocol.circumstances.items()},
        "clauses": [_clause(clause) for clause in protocol.clauses],
        "ladder": [
            _keys(step=step.step, text=_text(step.text), evidence=[_text(text) for text in step.evidence])
            for step in protocol.ladder
        ],
        "not_regulated": [_keys(topic=left.topic, reason=_text(left.reason)) for left in protocol.not_regulated],
        "elsewhere": [
            _keys(title=_text(other.title), questions=_phrases(other.examples), refer_to=_text(other.refer_to))
            for other in protocol.elsewhere
        ],
        "tests": [
            _keys(ask=test.ask, expect=test.expect or "none", given=list(test.given), asks=test.asks)
            for test in protocol.tests
        ],
    }  # fmt: skip
    return yaml.safe_dump(document, allow_unicode=True, default_flow_style=style.value, sort_keys=False)


def _circumstance(one: Circumstance) -> dict[str, Any]:
    options = {
        name: _keys(title=_text(option.title), words=_phrases(option.words), groups=list(option.groups))
        for name, option in one.options.items()
    }
    return _keys(ask=_text(one.ask), options=options)


def _clause(clause: Clause) -> dict[str, Any]:
    return _keys(
        id=clause.id, topic=clause.topic, title=_text(clause.title), verdict=str(clause.verdict),
        rule=_text(clause.rule), conditions=[_text(text) for text in clause.conditions], because=_text(clause.because),
        questions=_phrases(clause.examples), terms=_phrases(clause.terms), applies_to=list(clause.applies_to),
        when=list(clause.when), otherwise=clause.otherwise, see_also=list(clause.see_also), review_by=clause.review_by,
        hand_over=str(clause.hand_over),
    )  # fmt: skip


def _keys(**values: object) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _text(text: Text | None) -> str | dict[str, str] | None:
    if text is None:
        return None
    if len(text.by_language) == 1:
        return text.binding
    return {str(language): words for language, words in text.by_language.items()}


def _phrases(phrases: Phrases) -> Mapping[str, list[str]]:
    if not phrases:
        return {}
    return {str(language): list(phrases.get(language, ())) for language in BOTH}
