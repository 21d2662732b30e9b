"""What takes long the first time is done before anyone waits for it."""

import gc

from bot.wording import wording_in
from knowledge.protocol import Language


def warm_up() -> None:
    """Read the sentences of every language, and let Python look through all that there is, once.

    Reading the sentences makes so many objects that a full collection falls due, which takes 70 to 100 ms of everyone's
    time: whoever asked first waited for both. What a process has when it begins stays, and is not looked through again.
    """
    for language in Language:
        wording_in(language)
    gc.collect()
    gc.freeze()
