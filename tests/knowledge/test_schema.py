import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from knowledge.protocol_file.yaml_parser import PurePythonParser
from knowledge.schema import protocol_schema, written_schema
from knowledge.starter import PROTOCOL_SCHEMA, STARTER_PROTOCOL
from tests.protocol_files import BROKEN, GOOD, PROTOCOLS, mistakes

VALIDATOR = Draft202012Validator(protocol_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

STRUCTURAL = {
    "bad-date", "bad-id", "duplicate-member", "empty", "empty-list", "missing-key", "reserved-id", "too-long",
    "too-many", "undeclared-language", "unknown-format", "unknown-hand-over", "unknown-key", "unknown-language",
    "unknown-verdict", "wrong-form", "wrong-type", "newer-format", "not-a-protocol",
}  # fmt: skip
BEYOND_THE_SCHEMA = {
    "date-of-another-age": "a year is any number",
    "invisible-characters-as-rule": "an invisible character is a character",
    "format-with-a-fraction": "1.0 and 1 are one number in JSON",
    "number-of-5000-digits": "a number has no length in JSON",
    "text-in-an-undeclared-language": "a schema does not know what another key says",
}


class EditorLoader(PurePythonParser):
    """Reads a file as editors do, by YAML 1.2: dates and times stay texts, and so do yes and no."""

    def construct_number(self, node: yaml.ScalarNode) -> float | str:
        """A whole number as JavaScript has it; what only older YAML reads as one, such as 12:30, is a text."""
        written = str(node.value)
        return float(written) if written.isdigit() else written


EditorLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith((":timestamp", ":merge")) and not (tag.endswith(":bool") and first in set("yYnNoO"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_constructor("tag:yaml.org,2002:int", EditorLoader.construct_number)


def as_an_editor_reads(file: Path) -> Any:  # noqa: ANN401 -- what a file holds
    return yaml.load(file.read_bytes(), EditorLoader)  # noqa: S506 -- a SafeLoader


def test_the_shipped_schema_is_the_one_that_the_format_gives() -> None:
    assert PROTOCOL_SCHEMA.read_text(encoding="utf-8") == written_schema()


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(protocol_schema())


def test_every_key_has_a_description() -> None:
    def undescribed(schema: Any, path: str) -> list[str]:  # noqa: ANN401 -- JSON
        if isinstance(schema, list):
            return [name for part in schema for name in undescribed(part, path)]
        if not isinstance(schema, dict):
            return []
        keys = {} if "propertyNames" in schema or "minProperties" in schema else schema.get("properties", {})
        missing = [f"{path}.{key}" for key, below in keys.items() if not below.get("description")]
        return missing + [name for key, part in schema.items() for name in undescribed(part, f"{path}.{key}")]

    assert undescribed(protocol_schema(), "") == []


@pytest.mark.parametrize(
    "file", [*(file for file in GOOD if file.stem != "plain-strings"), STARTER_PROTOCOL], ids=lambda file: file.stem
)
def test_a_good_protocol_is_good_by_the_schema(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(file))] == []


def test_the_schema_asks_for_quotes_where_a_text_looks_like_something_else() -> None:
    errors = list(VALIDATOR.iter_errors(as_an_editor_reads(PROTOCOLS / "plain-strings.yaml")))

    assert errors
    assert {error.validator for error in errors} <= {"type", "anyOf"}


@pytest.mark.parametrize(
    "name",
    [name for name, mistake in mistakes().items() if mistake.code in STRUCTURAL and name not in BEYOND_THE_SCHEMA],
)
def test_a_mistake_in_the_structure_is_one_by_the_schema_too(name: str) -> None:
    assert not VALIDATOR.is_valid(as_an_editor_reads(BROKEN / f"{name}.yaml"))


@pytest.mark.parametrize("name", BEYOND_THE_SCHEMA)
def test_what_is_beyond_the_schema_is_so(name: str) -> None:
    assert VALIDATOR.is_valid(as_an_editor_reads(BROKEN / f"{name}.yaml"))


def test_the_schema_is_written_as_readable_json() -> None:
    text = written_schema()

    assert json.loads(text) == protocol_schema()
    assert text.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema"')
    assert text.endswith("}\n")
