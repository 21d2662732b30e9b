"""Every way to break a protocol is a file: refused for its one mistake, at the very place, quickly."""

import re
import time
from functools import partial

import pytest

from knowledge import loader
from knowledge.protocol_file.yaml_nodes import read_nodes
from knowledge.protocol_file.yaml_parser import PARSER, PurePythonParser
from tests.protocol_files import BROKEN, Mistake, mistakes, problems_in

MISTAKES = mistakes()
EACH = pytest.mark.parametrize(
    ("name", "mistake"), [pytest.param(name, mistake, id=name) for name, mistake in MISTAKES.items()]
)
MOST_SECONDS = 0.2
JARGON = re.compile(r"\b(YAML|scalars?|mappings?|sequences?|nodes?|tokens?|None|dict|str|int|parse[dr]?)\b")
SENTENCE_ENDS = (".", "?", '"')


def test_every_broken_file_declares_its_mistake() -> None:
    assert {file.stem for file in BROKEN.iterdir()} == set(MISTAKES)
    assert len(MISTAKES) >= 200


@EACH
@pytest.mark.parametrize("parser", [PARSER, PurePythonParser], ids=["libyaml", "pure"])
def test_a_broken_file_is_refused_for_its_one_mistake_at_its_very_place(
    name: str, mistake: Mistake, parser: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "read_nodes", partial(read_nodes, parser=parser))

    problems = problems_in((BROKEN / f"{name}.yaml").read_bytes())

    found = [Mistake(p.code, p.place.line, p.place.column, p.written_path) for p in problems]
    assert found == [mistake]


@EACH
def test_a_broken_file_is_refused_quickly(name: str, mistake: Mistake) -> None:
    data = (BROKEN / f"{name}.yaml").read_bytes()
    took = []

    for _ in range(3):
        start = time.process_time()
        assert problems_in(data)[0].code == mistake.code
        took.append(time.process_time() - start)

    assert min(took) < MOST_SECONDS


@EACH
def test_what_is_wrong_is_said_in_short_sentences_without_jargon(name: str, mistake: Mistake) -> None:
    (problem,) = problems_in((BROKEN / f"{name}.yaml").read_bytes())

    for sentence in (problem.message, problem.hint):
        assert sentence[0].isupper() or sentence[0] in '"{'
        assert sentence.endswith(SENTENCE_ENDS)
        assert len(sentence) < 220
        assert sentence.isprintable()
        assert not JARGON.search(sentence), mistake.code
