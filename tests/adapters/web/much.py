"""Much of everything, for pages that must not grow with it: many clauses, and the largest of each text."""

from dataclasses import replace

from knowledge.protocol import Language, SocialMediaProtocol, Text, Topic


def text(nl: str, en: str) -> Text:
    return Text({Language.NL: nl, Language.EN: en})


def long_protocol(
    starter: SocialMediaProtocol, count: int, *, dotted: bool = True, topics: bool = True, rule: int = 300
) -> SocialMediaProtocol:
    """A protocol of so many clauses, twelve to a chapter."""
    names = list(Topic)
    words = "Je deelt niets over klanten & collega's zonder toestemming. "
    clauses = [
        replace(
            starter.clauses[place % len(starter.clauses)],
            id=f"clause-{place}",
            number=f"{place // 12 + 1}.{place % 12 + 1}" if dotted else str(place + 1),
            topic=names[place // 12 % len(names)] if topics else None,
            title=text(f"Artikel over geval {place}", f"Clause about case {place}"),
            rule=text((words * 200)[:rule], (words * 200)[:rule]),
            see_also=(f"clause-{(place + 700) % count}",),
        )
        for place in range(count)
    ]
    return replace(starter, clauses=tuple(clauses))
