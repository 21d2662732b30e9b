"""The JSON Schema of the protocol file, made from the same definitions that the loader reads by.

Editors complete and check with it while someone types. It is shipped as ``knowledge/starter/protocol.schema.json``;
write that file anew with ``python -m knowledge.schema > knowledge/starter/protocol.schema.json``.

It is stricter than the loader in one respect: a text that looks like a number or like true or false needs quotes,
unless it is a number or a version. What one value says of another, such as a reference, only the loader can check.
"""

import json
import sys
from typing import Any, assert_never

from knowledge.protocol import Language
from knowledge.protocol_file.field_kinds import (
    ID_PATTERN,
    Choice,
    Day,
    Field,
    FormatNumber,
    Id,
    Kind,
    Line,
    ListOf,
    Named,
    PhrasesByLanguage,
    Reference,
    Section,
    TextByLanguage,
    TextsByLanguage,
    Unique,
)
from knowledge.protocol_file.file_format import FILE

Schema = dict[str, Any]

SCHEMA_ID = "urn:magdat:protocol:1"
_NOT_BLANK = r"\S"
_DATE = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def protocol_schema() -> Schema:
    """The JSON Schema (2020-12) of format 1."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Magdat: the social-media protocol (format 1)",
        "description": "What employees may do and say on social media. A text is a string in the first language of "
        "the protocol, or a group with one text for each language.",
    }
    return head | _schema(FILE)


def written_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(protocol_schema(), ensure_ascii=False, indent=2) + "\n"


def _field(field: Field) -> Schema:
    about: Schema = {"description": field.about}
    if field.examples:
        example: list[object] = list(field.examples)
        about["examples"] = [example] if isinstance(field.kind, ListOf) else example
    return about | _schema(field.kind)


def _schema(kind: Kind) -> Schema:  # noqa: C901, PLR0911, PLR0912 -- one arm a kind
    match kind:
        case FormatNumber():
            return {"enum": [kind.number, str(kind.number)]}
        case Line():
            return _line(kind)
        case Id():
            named: Schema = {"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": kind.longest}
            return named | ({"not": {"enum": list(kind.reserved)}} if kind.reserved else {})
        case Unique():
            return _line(kind.line)
        case Reference():
            return {"type": "string", "pattern": f"^{ID_PATTERN}$"}
        case Choice():
            return {"enum": [str(word) for word in kind.words]}
        case Day():
            return {"type": "string", "format": "date", "pattern": _DATE}
        case TextByLanguage():
            return {"anyOf": [_text(kind), _by_language(_text(kind))]}
        case PhrasesByLanguage():
            phrases = _list(_text(TextByLanguage(kind.longest)), kind.most)
            return {"anyOf": [phrases, _by_language(phrases)]}
        case TextsByLanguage():
            texts = _list(_schema(kind.text), kind.most)
            return {"anyOf": [texts, _by_language(_list(_text(kind.text), kind.most))]}
        case ListOf():
            least: Schema = {"minItems": kind.least} if kind.least else {}
            return _list(_schema(kind.member), kind.most) | least | ({"uniqueItems": True} if kind.apart else {})
        case Section():
            return {
                "type": "object",
                "additionalProperties": False,
                "required": [field.key for field in kind.fields if field.required],
                "properties": {field.key: _field(field) for field in kind.fields},
            }
        case Named():
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^{ID_PATTERN}$", "maxLength": Id(kind.names).longest}
                | ({"not": {"enum": list(kind.reserved)}} if kind.reserved else {}),
                **({"minProperties": kind.least} if kind.least else {}),
                "maxProperties": kind.most,
                "additionalProperties": _schema(kind.section),
            }
        case _:
            assert_never(kind)


def _line(kind: Line) -> Schema:
    bounds: Schema = {"pattern": f"^(?:{kind.pattern})$" if kind.pattern else _NOT_BLANK, "maxLength": kind.longest}
    return {"type": ["string", "number"] if kind.often_a_number else "string"} | bounds


def _text(kind: TextByLanguage) -> Schema:
    return {"type": "string", "pattern": _NOT_BLANK, "maxLength": kind.longest}


def _list(member: Schema, most: int) -> Schema:
    return {"type": "array", "items": member, "maxItems": most}


def _by_language(value: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {str(language): value for language in Language},
    }


if __name__ == "__main__":
    sys.stdout.write(written_schema())
