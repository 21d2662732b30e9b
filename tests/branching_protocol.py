"""A protocol of which some clauses hold in one circumstance of the asker and not in another."""

from knowledge.loader import load_protocol
from knowledge.protocol import SocialMediaProtocol

BRANCHING = """\
magdat: 1
protocol:
  id: bakkerij
  title: {nl: Socialmediaprotocol, en: Social media protocol}
  version: "1"
  languages: [nl, en]
contacts:
  hr: {name: HR-loket, email: hr@bakkerij.example}
groups:
  voices: {title: {nl: Woordvoerders, en: Spokespersons}}
circumstances:
  account:
    ask: {nl: Om welk account gaat het?, en: Which account is it about?}
    options:
      own: {title: {nl: Mijn eigen account, en: My own account}, words: {nl: [privé, privéaccount], en: [private]}}
      company:
        title: {nl: Een account van het bedrijf, en: An account of the company}
        words: {nl: [zakelijk, zakelijk account, bedrijfsaccount], en: [company account, business account]}
  role:
    ask: {nl: Wat is je rol?, en: What is your role?}
    options:
      voice:
        title: {nl: Woordvoerder, en: Spokesperson}
        words: {nl: [woordvoering], en: [speak for us]}
        groups: [voices]
      manager: {title: {nl: Leidinggevende, en: Manager}}
      neither: {title: {nl: Geen van beide, en: Neither}}
clauses:
  - id: logo-company
    number: "1"
    title: {nl: Het logo op een bedrijfsaccount, en: The logo on a company account}
    verdict: required
    rule: {nl: Gebruik op een bedrijfsaccount altijd het logo., en: Always use the logo on a company account.}
    when: [company]
    otherwise: logo-own
  - id: logo-own
    number: "2"
    title: {nl: Het logo op je eigen account, en: The logo on your own account}
    verdict: forbidden
    rule: {nl: Gebruik het logo niet op je eigen account., en: Do not use the logo on your own account.}
  - id: answer-voice
    number: "3"
    title: {nl: Reageren door woordvoerders, en: Answering by spokespersons}
    verdict: allowed
    rule: {nl: Woordvoerders reageren vanaf het bedrijfsaccount., en: Spokespersons answer from the company account.}
    applies_to: [voices]
    when: [company]
    otherwise: answer-manager
  - id: answer-manager
    number: "4"
    title: {nl: Reageren door leidinggevenden, en: Answering by managers}
    verdict: ask-first
    rule: {nl: Leidinggevenden overleggen eerst., en: Managers consult first.}
    when: [manager]
  - id: press
    number: "5"
    title: {nl: De pers, en: The press}
    verdict: forbidden
    rule: {nl: Verwijs de pers naar het HR-loket., en: Refer the press to the HR desk.}
"""


def branching() -> SocialMediaProtocol:
    """The protocol, read as any file is."""
    return load_protocol(BRANCHING.encode(), "protocol.yaml").protocol
