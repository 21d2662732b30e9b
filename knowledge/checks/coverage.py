"""What a social-media protocol needs and this one does not say."""

from collections.abc import Iterator

from knowledge.checks.remarks import opening_with, remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.protocol import LadderStep, Topic
from knowledge.sentence import Sentence

_SAYS = {
    Topic.PRIVATE_USE: Sentence("that private use is free, and where that freedom ends"),
    Topic.COMPANY_NAME: Sentence("whether employees may name the company"),
    Topic.SPOKESPERSONS: Sentence("who answers for the company"),
    Topic.AMBASSADORS: Sentence("who represents the company also in private"),
    Topic.PLATFORM_POSITIONING: Sentence(
        "how people who work here present themselves on platforms such as LinkedIn and X"
    ),
    Topic.COMPANY_INFORMATION: Sentence("what may be told about the company and what stays inside"),
    Topic.CLIENT_CONTACTS: Sentence("whether clients may be added as contacts"),
    Topic.INTERNET_USE: Sentence("which sites and apps may be visited at work"),
    Topic.PRIVATE_MAIL: Sentence("whether private mail may be opened at work"),
    Topic.CONTROVERSIAL_POSTS: Sentence("what happens about posts that are controversial or harmful"),
    Topic.REMOVAL_REQUESTS: Sentence("when and how someone may be asked to remove a post"),
    Topic.CONSEQUENCES: Sentence("what can follow when a rule is broken"),
}


def check_topics(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Topics that are neither in a clause nor declared open, one problem each.

    A file that gives no clause a topic gets one problem instead: nothing can be known of it. The ladder is about
    consequences, and a step of it named after removal about removal requests.
    """
    protocol = loaded.protocol
    if not any(clause.topic for clause in protocol.clauses):
        yield remark(
            loaded,
            "no-topics",
            ("clauses",),
            Sentence("No clause has a topic, so it cannot be seen which of the needed topics are missing."),
            Sentence(
                "Give each clause the topic it is about: {topics}, or a word of your own.", topics=", ".join(Topic)
            ),
        )
        return
    covered = {*protocol.topics(), *(open_topic.topic for open_topic in protocol.not_regulated)}
    covered.update(topic for step in protocol.ladder for topic in _topics_of(step))
    for topic in Topic:
        if topic not in covered:
            yield remark(
                loaded,
                "topic-missing",
                ("clauses",),
                Sentence('No clause has the topic "{topic}": nothing says {what}.', topic=topic, what=_SAYS[topic]),
                Sentence(
                    "Add a clause on it, give a clause that says it `topic: {topic}`, or declare it under "
                    "not_regulated with the reason.",
                    topic=topic,
                ),
            )


def _topics_of(step: LadderStep) -> Iterator[Topic]:
    yield Topic.CONSEQUENCES
    if any(word in step.step.casefold() for word in ("remov", "verwijder", "takedown", "delete")):
        yield Topic.REMOVAL_REQUESTS


def check_open_topics(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Topics that are declared open although a clause is about them."""
    for at, open_topic in enumerate(loaded.protocol.not_regulated):
        clause = next((c for c in loaded.protocol.clauses if c.topic == open_topic.topic), None)
        if clause is not None:
            yield remark(
                loaded,
                "open-topic-regulated",
                ("not_regulated", at, "topic"),
                Sentence(
                    'The topic "{topic}" is declared open, but clause {number} is about it.',
                    topic=open_topic.topic,
                    number=clause.number,
                ),
                Sentence("Take the topic off not_regulated, or give the clause another topic."),
            )


def check_groups(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Groups that no clause speaks to, and clauses that speak to nobody.

    An empty group is no mistake where its clauses have an ``otherwise``: until it is filled, everyone gets that.
    """
    protocol = loaded.protocol
    spoken_to = {group for clause in protocol.clauses for group in clause.applies_to}
    for group in protocol.groups.values():
        if group.id not in spoken_to:
            yield remark(
                loaded,
                "group-unused",
                ("groups", group.id),
                Sentence('No clause applies to the group "{id}".', id=group.id),
                Sentence("Name it under applies_to of the clauses that are for these people, or remove the group."),
            )
    empty = {group.id for group in protocol.groups.values() if not group.slack and not group.teams}
    for at, clause in enumerate(protocol.clauses):
        if clause.applies_to and clause.otherwise is None and empty.issuperset(clause.applies_to):
            yield remark(
                loaded,
                "clause-unreachable",
                ("clauses", at, "applies_to"),
                Sentence(
                    "{clause} reaches nobody: no group it applies to has members, and no clause is named "
                    "under otherwise.",
                    clause=opening_with(clause),
                ),
                Sentence(
                    "Add the ids of user groups to the group, under slack or teams, or name a clause under otherwise."
                ),
            )


def check_tests_stand(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Whether there are tests at all, and one among them that no clause may answer."""
    tests = loaded.protocol.tests
    if not tests:
        yield remark(
            loaded,
            "no-tests",
            ("tests",),
            Sentence("The protocol has no tests, so a change can break an answer without anyone seeing it."),
            Sentence("Under tests, add questions that people often ask, each with the id of the clause they must get."),
        )
    elif all(test.expect is not None for test in tests):
        yield remark(
            loaded,
            "no-test-expects-none",
            ("tests",),
            Sentence("Every test expects a clause, so nothing proves that Magdat stays silent where no clause fits."),
            Sentence("Add a question that the protocol does not answer, with `expect: none`."),
        )
