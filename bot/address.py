"""Where something can be said, and who is there; every part is opaque to everyone but the channel's own adapter."""

import typing
from dataclasses import dataclass, field, fields, replace

if typing.TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Signed = typing.TypeVar("_Signed", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Address:
    """A place on one channel where a message can be delivered.

    Attributes:
        channel: The name of the adapter that delivers there, such as ``console``.
        tenant: The organisation on that channel; empty where the channel knows only one.
        conversation: A direct chat or a room.
        thread: A thread in the conversation; empty for the conversation itself.
        only_for: The platform's id of the one person to show it to, where others are in the conversation as well; the
            channel finds the best way it has. Empty for everyone there.
    """

    channel: str
    tenant: str
    conversation: str
    thread: str = ""
    only_for: str = ""

    def in_thread(self, thread: str) -> "Address":
        """The place in this conversation that is ``thread``."""
        return replace(self, thread=thread)

    def only(self, person: "Person") -> "Address":
        """This place, for this one person there."""
        return replace(self, only_for=person.id)

    def shares_conversation(self, other: "Address") -> bool:
        """Whether both are in one conversation, in whatever thread."""
        return replace(self, thread="", only_for="") == replace(other, thread="", only_for="")

    @property
    def key(self) -> str:
        """One text that tells this place from every other, whomever of those there it is for."""
        return joined_key(self.channel, self.tenant, self.conversation, self.thread)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on one channel.

    Attributes:
        id: As the platform gives it; unique within the tenant.
        name: To be shown; two persons are the same whatever they are called.
    """

    channel: str
    tenant: str
    id: str
    name: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """One text that tells this person from every other."""
        return joined_key(self.channel, self.tenant, self.id)


def joined_key(*parts: str) -> str:
    """The parts as one text; different parts never give the same text."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def without_person(kept: _Signed, person_key: str, substitute: Person) -> _Signed:
    """The same, with ``substitute`` in each of its attributes that is this person."""
    persons = {each.name: getattr(kept, each.name) for each in fields(kept)}
    theirs = {name for name, value in persons.items() if isinstance(value, Person) and value.key == person_key}
    return replace(kept, **dict.fromkeys(theirs, substitute)) if theirs else kept
