"""What pressing a button or choosing an option does."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What an action does; the value is the name a platform hands back."""

    SHOW_CLAUSE = "show-clause"
    """Shows the clause with this id."""
    CHOOSE = "choose"
    """Chooses an option of a question: the question's id, a dot, and the option's place from 1."""
    CIRCUMSTANCE = "circumstance"
    """Says what holds for the asker, with dots between: the id of the question, or nothing; the id of the clause with
    which the branches begin; and of each option that was chosen so far, the last of which may be "unknown"."""
    HELPED = "helped"
    """The answer to the question with this id helped."""
    NOT_MEANT = "not-meant"
    """The question with this id meant something else."""
    ASK_HR = "ask-hr"
    """Shows what HR would see of the question with this id; without an id, how to reach HR."""
    OPEN_NAMED = "open-named"
    """Takes the question with this id to HR, by name."""
    OPEN_ANONYMOUS = "open-anonymous"
    """Takes the question with this id to HR, under a pseudonym."""
    KEEP = "keep"
    """Takes the question with this id nowhere."""
    MY_CASES = "my-cases"
    SHOW_CASE = "show-case"
    """Shows the asker's own case with this id; at the desk, the case as the desk sees it."""
    PRIVACY = "privacy"
    ADD = "add"
    """Adds what is typed to the asker's own case with this id."""
    WITHDRAW = "withdraw"
    REVEAL = "reveal"
    REOPEN = "reopen"
    SHARE = "share"
    """Shows everyone in the conversation what answered the question with this id."""
    GREET = "greet"
    HELP = "help"
    TOPICS = "topics"
    HOME = "home"
    """Shows the page where the person finds everything of their own."""
    PAGES = "pages"
    """Sends the person a link with which they sign in to the pages in the browser."""
    CLAIM = "claim"
    HAND_BACK = "hand-back"
    HAND_OVER = "hand-over"
    """Hands the case with this id to the officer who is typed."""
    ASK_ASKER = "ask-asker"
    """Asks the asker of the case with this id what is typed."""
    REPLY = "reply"
    """Answers the case with this id with what is typed."""
    SECOND_LINE = "second-line"
    CLOSE_NEW_RULE = "close-new-rule"
    CLOSE_NEW_PHRASING = "close-new-phrasing"
    CLOSE_ONE_OFF = "close-one-off"
    CLOSE_SPECIALIST = "close-specialist"
    PUBLISH_DRAFT = "publish-draft"
    """Lets the draft of the protocol with this id go live, or asks a second admin to."""
    PUBLISH_ANYWAY = "publish-anyway"
    """The same although tests of its own fail; the reason is typed."""
    APPROVE_DRAFT = "approve-draft"
    """Lets the draft with this id go live that another admin asked to publish."""
    VERSIONS = "versions"
    """Shows an admin the drafts, what was published, and the way back."""
    SHOW_DRAFT = "show-draft"
    """Shows what the draft with this id changes."""
    EXPORT = "export"
    """Sends an admin the file of the version or the draft with this id; without an id, of the live version."""
    REVIEWED = "reviewed"
    """Says that nothing had to change of the clause with this id; without an id, of the protocol."""
    CONFIRM = "confirm"
    """Confirms that the person read what the campaign with this id asks for."""
    TELL_ME = "tell-me"
    """Lets the asker know when a rule is there for the proposal with this id."""
    FOLLOW_CLAUSE = "follow-clause"
    """Lets the person know when the clause with this id changes."""
    ROLL_BACK = "roll-back"
    """Puts back the version of the publication with this number; what is typed is kept as the reason."""
    DISCARD_DRAFT = "discard-draft"
    """Puts the draft with this id aside; of a version that is not live yet, takes the publication back."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do by pressing.

    It comes back from a platform that anyone may have forged a value on. So it names what it is about and nothing
    more: what may be done with it is decided anew at each press.

    Attributes:
        subject: The opaque id of what it is about; empty when the act needs none.
    """

    act: Act
    subject: str = ""
