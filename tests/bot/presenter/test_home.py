import pytest

from bot.presenter.home import Home, present_home
from bot.retention import Retention
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import occasion
from tests.office import texts


@pytest.mark.parametrize("language", Language)
def test_the_page_speaks_the_readers_language_alone_and_greets_once(language: Language) -> None:
    page = present_home(Home((), None, is_admin=False), Retention(), occasion(language))

    _summary, *shown = texts(page)
    told = "\n".join(shown)
    assert told.count(wording_in(language).say("greeting.summary")) == 1
    assert not any(wording_in(other).say("greeting.summary") in told for other in Language if other is not language)
