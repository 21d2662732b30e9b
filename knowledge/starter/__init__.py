"""The starter protocol, which an organisation adapts to its own, and the schema that editors check it with."""

import pathlib

STARTER_PROTOCOL = pathlib.Path(__file__).with_name("protocol.yaml")
"""The starter protocol, in Dutch and English."""

PROTOCOL_SCHEMA = pathlib.Path(__file__).with_name("protocol.schema.json")
"""The JSON Schema of every protocol file of format 1; written by ``knowledge.schema``."""
