"""Files made to crash, stall or exhaust whoever reads them are refused with a clear problem, in no time.

Source of the attacks: what PyYAML and libyaml do with them was measured; libyaml crashes the process at 30,000 nested
brackets when it composes, and a duplicate key or a bidirectional control passes both without a word.
"""

import time
import tracemalloc

import pytest

from knowledge.loader import load_protocol
from knowledge.problems import MOST_PROBLEMS
from knowledge.protocol_file.file_text import MAX_BYTES
from knowledge.protocol_file.yaml_nodes import MAX_DEPTH, MAX_NODES
from tests.protocol_files import CLAUSE, HEAD, problems_in

MOST_SECONDS = 0.2
MOST_BYTES = 50 * 1024 * 1024
NINE = b"abcdefghi"


def laughs(levels: int) -> bytes:
    lines = [b"a: &a [lol]"]
    for level in range(1, levels):
        parts = b",".join([b"*" + NINE[level - 1 : level]] * 9)
        lines.append(b"%c: &%c [%s]" % (NINE[level], NINE[level], parts))
    return b"\n".join(lines)


def merges(levels: int) -> bytes:
    lines = [b"a: &a {x: 1}"]
    for level in range(1, levels):
        parts = b",".join([b"*" + NINE[level - 1 : level]] * 9)
        lines.append(b"%c: &%c {<<: [%s]}" % (NINE[level], NINE[level], parts))
    return b"\n".join(lines)


HOSTILE = {
    "30,000 nested brackets": (b"[" * 30_000, "too-deep"),
    "30,000 nested brackets that are closed": (b"[" * 30_000 + b"]" * 30_000, "too-deep"),
    "300,000 nested brackets": (b"[" * 300_000, "too-deep"),
    "300,000 nested braces": (b"{" * 300_000, "too-deep"),
    "300,000 nested lists": (b"- " * 300_000, "too-deep"),
    "300,000 nested keys": (b"? " * 300_000, "too-deep"),
    "1,000 levels of indentation": (b"".join(b" " * n + b"a:\n" for n in range(1_000)), "too-deep"),
    "billion laughs": (laughs(9), "anchor"),
    "merge-key bomb": (merges(6), "anchor"),
    "20 MB in one text": (b"a: " + b"x" * 20_000_000, "file-too-big"),
    "one byte too many": (b"#" * (MAX_BYTES + 1), "file-too-big"),
    "2 MB in one text": (b"a: " + b"x" * 2_000_000, "unknown-key"),
    "a quote that is open for 2 MB": (b'a: "' + b"x y\n" * 500_000, "unclosed-quote"),
    "200,000 keys": (b"".join(b"k%d: v\n" % n for n in range(180_000)), "too-many"),
    "200,000 keys in brackets": (b"{" + b",".join(b"k%d: v" % n for n in range(150_000)) + b"}", "too-many"),
    "a million members": (b"[" + b"a," * 1_000_000, "too-many"),
    "500,000 empty members": (b"-\n" * 500_000, "too-many"),
    "250,000 tags": (b"- !x y\n" * 250_000, "tag"),
    "400,000 aliases": (b"- *a\n" * 400_000, "alias"),
    "2 MB of zero characters": (b"\0" * 2_000_000, "unsafe-character"),
    "a million lines with a bell": (b"\x07\n" * 1_000_000, "unsafe-character"),
    "500,000 lines with a zero-width space": ("\u200b\n".encode() * 500_000, "invisible-character"),
    "2 MB of tabs": (b"\t" * 2_000_000, "tab"),
    "2 MB of tabs in a comment": (b"# " + b"\t" * 2_000_000 + b"\na: b\n", "unknown-key"),
    "2 MB of tabs in a text": (b'a: "' + b"\t" * 2_000_000 + b'"\n', "unknown-key"),
    "a line of tabs and quotes": (b'["\t",' + b'"\t",' * 3_000 + b"]", "not-a-protocol"),
    "a million escapes": (b'a: "' + b"\\x41" * 500_000 + b'"', "unknown-key"),
    "300,000 escaped bidirectional controls": (b'a: "' + b"\\u202e" * 300_000 + b'"', "unsafe-character"),
    "500,000 documents": (b"---\n" * 500_000, "several-documents"),
    "a million comments": (b"#\n" * 1_000_000, "empty-file"),
    "2 MB of spaces": (b" " * 2_000_000, "empty-file"),
    "2 MB of colons": (b":" * 2_000_000, "bad-indentation"),
    "2 MB of quotes": (b'"' * 2_000_000, "not-a-protocol"),
    "every byte there is": (bytes(range(256)) * 8_000, "not-utf-8"),
    "UTF-16": ("a: b\n".encode("utf-16") * 100_000, "not-utf-8"),
    "a number of 5,000 digits": ((HEAD + "clauses:\n" + CLAUSE).encode() + b"    number: " + b"1" * 5_000, "too-long"),
    "a format of a million digits": (b"magdat: " + b"1" * 1_000_000, "newer-format"),
    "a date of a million digits": (
        HEAD.encode() + b"  review_by: " + b"1" * 1_000_000 + b"\nclauses:\n" + CLAUSE.encode(), "bad-date",
    ),
    "an address that a careless pattern chokes on": (
        (HEAD + "clauses:\n" + CLAUSE + "contacts:\n  hr:\n    name: HR\n    email: a@" + "a-" * 120 + "!\n").encode(),
        "wrong-form",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_quickly(data: bytes, code: str) -> None:
    took = []

    for _ in range(3):
        start = time.process_time()
        problems = problems_in(data)
        took.append(time.process_time() - start)
        if took[-1] < MOST_SECONDS:
            break

    assert code in {problem.code for problem in problems}
    assert min(took) < MOST_SECONDS


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gives_problems_that_can_be_shown(data: bytes, code: str) -> None:
    problems = problems_in(data)

    assert len(problems) <= MOST_PROBLEMS + 1
    assert all(len(problem.message) < 400 for problem in problems), code


@pytest.mark.parametrize("name", ["billion laughs", "200,000 keys", "300,000 nested brackets"])
def test_a_hostile_file_takes_little_memory(name: str) -> None:
    data, _ = HOSTILE[name]
    tracemalloc.start()

    problems_in(data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES


def test_a_file_with_more_values_than_any_protocol_has_is_stopped_at_the_bound() -> None:
    data = b"a: [" + b",".join(b"[" + b"a," * 3_000 + b"]" for _ in range(300)) + b"]"

    (problem,) = problems_in(data)

    assert problem.code == "too-many-values"
    assert f"{MAX_NODES:,}" in problem.message


def test_a_file_with_thousands_of_mistakes_shows_the_first_and_says_that_there_are_more() -> None:
    clauses = "".join(f"  - {{id: c{n}, titel: x, verdict: alowed, regel: y}}\n" for n in range(2_000))

    problems = problems_in(HEAD + "clauses:\n" + clauses)

    assert len(problems) == MOST_PROBLEMS + 1
    assert {problem.code for problem in problems} == {"unknown-key", "unknown-verdict", "too-many-problems"}


def test_the_deepest_nesting_that_is_read_is_deeper_than_any_protocol_needs() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)

    problems = problems_in(HEAD + "clauses:\n" + CLAUSE + f"deep: {deep}\n")

    assert [problem.code for problem in problems] == ["unknown-key"]


def test_2000_clauses_in_two_languages_with_examples_are_read_in_three_seconds() -> None:
    clauses = "".join(
        f"  - id: c{n}\n    number: '{n}'\n    topic: client-contacts\n    title: {{nl: Titel {n}, en: Title {n}}}\n"
        f"    verdict: allowed\n    rule: {{nl: U mag dit {n} keer., en: You may do this {n} times.}}\n"
        f"    questions: {{nl: [mag ik {n}?, mag {n}?, is {n} ok?], en: [may I {n}?, is {n} okay?, can I {n}?]}}\n"
        for n in range(2_000)
    )
    start = time.process_time()

    loaded = load_protocol((HEAD + "clauses:\n" + clauses).encode(), "protocol.yaml")

    assert time.process_time() - start < 3
    assert len(loaded.protocol.clauses) == 2_000


def test_one_clause_too_many_is_refused() -> None:
    clauses = "".join(f"  - {{id: c{n}, title: x, verdict: allowed, rule: y}}\n" for n in range(2_001))

    (problem,) = problems_in(HEAD + "clauses:\n" + clauses)

    assert (problem.code, problem.written_path) == ("too-many", "clauses")
