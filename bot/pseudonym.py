"""A name for an asker who does not give one: friendly, and of one question alone."""

import hashlib

from bot.wording import Wording


def pseudonym_for(question_id: str, wording: Wording) -> str:
    """The pseudonym for whoever asked the question; the same each time, and nothing follows from it about the person.

    It is made from the random id of the question, so the asker reads it before anything is sent.
    """
    adjectives, animals = wording.say("pseudonym.adjectives").split(), wording.say("pseudonym.animals").split()
    number = int.from_bytes(hashlib.sha256(question_id.encode()).digest()[:8])
    number, animal = divmod(number, len(animals))
    adjective = adjectives[number % len(adjectives)].capitalize()
    return wording.say("pseudonym.name", adjective=adjective, animal=animals[animal].capitalize())
