"""``magdat protocol import``: a draft of a Word or Markdown document."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_note, write_new
from knowledge.drafting.importing import (
    MOST_LINES,
    Line,
    NothingToImportError,
    draft_of,
    find_articles,
    markdown_lines,
)

_MOST_BYTES = 20 * 1024 * 1024
_MOST_UNPACKED = 200 * 1024 * 1024
"""Of a document that is packed: some unpack to far more than any computer has room for."""
_PACKED = b"PK\x03\x04"
_LEVEL = re.compile(r"(?:heading|kop)\s*(\d)", re.IGNORECASE)
_LISTED = re.compile(r"list|lijst|opsomming", re.IGNORECASE)


def import_document(file: Path, to: Path | None) -> Exit:
    """Write a draft with one clause for each numbered article.

    Raises:
        WrongInputError: it cannot be read, has no numbered articles, or the draft is there already.
    """
    content = _read(file)
    lines = _word_lines(content, file) if content.startswith(_PACKED) else _text_lines(content, file)
    try:
        articles = find_articles(lines)
    except NothingToImportError:
        wrong = "no numbered articles were found in it. Give each its number, such as 1. or 4.2, and try again."
        raise WrongInputError("nothing-to-import", f"{file}: {wrong}") from None
    target = to or file.with_suffix(".draft.yaml")
    write_new(target, draft_of(articles, file.stem).encode())
    print_note(f"{target}: {len(articles)} clauses. Fill in what is marked TODO, then: magdat check {target}")
    return Exit.FINE


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        wrong = f"{file} cannot be read: {error.strerror or error}."
        raise WrongInputError("no-file", wrong) from error
    if len(content) > _MOST_BYTES:
        raise WrongInputError("file-too-big", f"{file} is larger than {_MOST_BYTES // 1024**2} MiB.")
    return content


def _text_lines(content: bytes, file: Path) -> Iterator[Line]:
    try:
        return markdown_lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        wrong = f"{file} is neither a Word document (.docx) nor a text in UTF-8. Save it as one of those."
        raise WrongInputError("not-text", wrong) from None


def _word_lines(content: bytes, file: Path) -> Iterator[Line]:
    from docx import Document  # noqa: PLC0415 -- imports lxml
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 -- as above

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise WrongInputError("file-too-big", f"{file} unpacks to more than a document can be.")
        document = Document(io.BytesIO(content))
        paragraphs = document.paragraphs[:MOST_LINES]
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, SyntaxError) as error:
        raise WrongInputError("not-word", f"{file} is no Word document that can be read. Save it anew.") from error
    for paragraph in paragraphs:
        text = " ".join(paragraph.text.split())
        style = (paragraph.style.name if paragraph.style is not None else None) or ""
        level = _LEVEL.search(style)
        if text:
            yield Line(text, int(level[1]) if level else 0, item=bool(_LISTED.search(style)))
