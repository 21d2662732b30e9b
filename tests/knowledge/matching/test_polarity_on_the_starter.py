"""Whether it is asked as allowed or as forbidden, the starter protocol answers with the same clause."""

import pytest

from knowledge.matching.matcher import Matcher
from tests.knowledge.matching.starter_findings import every_way, offered

POLARITY = {
    "company-name": [
        "may I name the company in a post",
        "may I not name the company in a post",
        "is it forbidden to name the company in a post",
    ],
    "clients-on-linkedin": [
        "can I add clients on LinkedIn",
        "can't I add clients on LinkedIn",
        "am I not allowed to add clients on LinkedIn",
        "mag ik klanten toevoegen op linkedin",
        "mag ik geen klanten toevoegen op linkedin",
        "is het verboden om klanten toe te voegen op linkedin",
    ],
    "logo": [
        "may I use the logo in my banner",
        "may I not use the logo in my banner",
        "is it forbidden to use the logo in my banner",
        "mag ik het logo gebruiken",
        "mag ik het logo niet gebruiken",
        "is het verboden het logo te gebruiken",
    ],
    "colleague-photos": [
        "may I post a photo of my colleagues",
        "may I not post a photo of my colleagues",
        "is it prohibited to post a photo of my colleagues",
        "mag ik foto's van collega's plaatsen",
        "mag ik geen foto's van collega's plaatsen",
        "is het verboden om foto's van collega's te plaatsen",
    ],
    "anonymous-accounts": [
        "may I post anonymously on twitter",
        "may I not post anonymously on twitter",
        "is it forbidden to post anonymously on twitter",
        "mag ik anoniem op twitter zitten",
        "mag ik niet anoniem op twitter zitten",
        "is het verboden om anoniem op twitter te zitten",
    ],
    "politics": [
        "can I share my political views online",
        "can I not share my political views online",
        "is it forbidden to share my political views online",
        "mag ik mijn politieke mening op twitter geven",
        "mag ik mijn politieke mening niet op twitter geven",
        "is het verboden mijn politieke mening op twitter te geven",
    ],
    "private-mail": [
        "may my employer open my private email",
        "may my employer not open my private email",
        "is it forbidden for my employer to open my private email",
        "mag de werkgever privémail van mij openen",
        "mag de werkgever privémail van mij niet openen",
        "is het verboden voor de werkgever om mijn privémail te openen",
    ],
    "screenshots": [
        "may I share screenshots of the internal chat",
        "may I not share screenshots of the internal chat",
        "is it forbidden to share screenshots of the internal chat",
    ],
    "ai-tools": [
        "may I use chatgpt to write a post",
        "may I not use chatgpt to write a post",
        "is it forbidden to use chatgpt to write a post",
    ],
    "filming-at-work": [
        "mag ik een vlog opnemen op het werk",
        "mag ik geen vlog opnemen op het werk",
        "is het verboden een vlog op te nemen op het werk",
    ],
    "negative-remarks": [
        "mag ik online klagen over mijn baas",
        "mag ik niet online klagen over mijn baas",
        "is het verboden om online te klagen over mijn baas",
    ],
    "vacancies": [
        "mag ik vacatures van ons delen",
        "mag ik vacatures van ons niet delen",
        "is het verboden vacatures van ons te delen",
    ],
}


@every_way
@pytest.mark.parametrize("clause_id", POLARITY)
def test_whether_it_is_asked_as_allowed_or_as_forbidden_the_same_clause_is_found(
    matcher: Matcher, clause_id: str
) -> None:
    findings = {question: matcher.find(question) for question in POLARITY[clause_id]}

    assert {question: finding.matches[0].clause_id for question, finding in findings.items()} == dict.fromkeys(
        findings, clause_id
    )
    assert [question for question, finding in findings.items() if clause_id not in offered(finding)] == []
