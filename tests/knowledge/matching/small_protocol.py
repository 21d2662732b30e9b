"""A protocol of three clauses with one of everything that can be found, and an encoder that needs no weights."""

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from knowledge.matching.semantic import Vectors
from knowledge.matching.text import words
from knowledge.protocol import Clause, Elsewhere, Language, OpenTopic, SocialMediaProtocol, Text, Topic, Verdict

NL, EN = Language.NL, Language.EN


def both(nl: str, en: str) -> Text:
    """A text in both languages."""
    return Text({NL: nl, EN: en})


CLIENTS = Clause(
    id="clients",
    number="1",
    topic=Topic.CLIENT_CONTACTS,
    title=both("Klanten toevoegen", "Adding clients"),
    verdict=Verdict.CONDITIONAL,
    rule=both("Je mag klanten toevoegen. Vraag het de klant wel eerst.", "You may add clients. Ask the client first."),
    conditions=(both("Alleen op LinkedIn, nooit op Facebook.", "Only on LinkedIn, never on Facebook."),),
    examples={NL: ("mag ik klanten toevoegen op linkedin",), EN: ("can i add clients on linkedin",)},
    terms={NL: ("connectie", "netwerk")},
)
PRESS = Clause(
    id="press",
    number="2",
    title=both("Vragen van de pers", "Questions from the press"),
    verdict=Verdict.FORBIDDEN,
    rule=both("Beantwoord zelf geen vragen van journalisten.", "Do not answer journalists yourself."),
    examples={NL: ("een krant belt mij wat nu",), EN: ("a newspaper is calling me",)},
)
PHOTOS = Clause(
    id="photos",
    number="3",
    title=both("Foto's van collega's", "Photos of colleagues"),
    verdict=Verdict.ASK_FIRST,
    rule=both("Vraag collega's eerst of hun foto online mag.", "Ask colleagues before you post their photo."),
)
LEAVE = Elsewhere(
    title=both("Verlof", "Leave"),
    refer_to=both("Zie het personeelshandboek.", "See the staff handbook."),
    examples={NL: ("hoeveel vakantiedagen heb ik",), EN: ("how many days off do i have",)},
)
MAIL = OpenTopic(
    Topic.PRIVATE_MAIL, both("Dat regelen wij niet. Vraag het gerust.", "We leave that open. Feel free to ask.")
)

SMALL = SocialMediaProtocol(
    id="klein",
    title=both("Socialmediaprotocol", "Social media protocol"),
    version="1",
    languages=(NL, EN),
    clauses=(CLIENTS, PRESS, PHOTOS),
    elsewhere=(LEAVE,),
    not_regulated=(MAIL,),
)


def small(*clauses: Clause) -> SocialMediaProtocol:
    """The small protocol with these clauses alone, and nothing beside them."""
    return replace(SMALL, clauses=clauses, elsewhere=(), not_regulated=())


class WordEncoder:
    """Gives texts with the same words the same vector, and texts that share words like ones."""

    def __init__(self, name: str = "words-1") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        vectors = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                vectors[row, zlib.crc32(word.encode()) % 64] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
