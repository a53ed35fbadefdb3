"""A comparison as markup on the page and as rows of text for files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from answers.records import Comparison, ComparisonRow
from app.exports import Row
from app.formats import document_line, document_name
from app.markup import citation_buttons, marked, place_address, place_link
from app.texts import t
from corpus.records import Document

_STATEMENTS = 2  # quotations shown of one document on one point

Compared = Sequence[tuple[str, Comparison]]
"""Points, as they were typed, with what the documents say on each."""


def documents_of(compared: Compared) -> list[Document]:
    """Return the documents compared, each once; points may have been compared over different ones."""
    found = {row.document.id: row.document for _, one in compared for row in one.rows}
    return list(found.values())


def comparison_rows(compared: Compared) -> list[Row]:
    """Return a heading row, then a row for each point with the quotations of each document over their citations."""
    documents = documents_of(compared)
    rows: list[Row] = [
        [t("point"), *(f"{document_name(document)}\n{document_line(document)}" for document in documents)]
    ]
    for point, one in compared:
        cells = {row.document.id: _cell_text(row) for row in one.rows}
        rows.append([point, *(cells.get(document.id, "") for document in documents)])
    return rows


def comparison_markup(compared: Compared) -> str:
    """Return one point as a list of documents, several as a table with a column for each document."""
    if len(compared) == 1:
        ((_, only),) = compared
        head = f'<th scope="col">{escape(t("document_word"))}</th><th scope="col">{escape(t("quotation"))}</th>'
        body = "".join(f'<tr><th scope="row">{_name(row.document)}</th><td>{_cell(row)}</td></tr>' for row in only.rows)
        return _table(head, body)
    documents = documents_of(compared)
    heads = "".join(f'<th scope="col">{_name(document)}</th>' for document in documents)
    lines = []
    for point, one in compared:
        cells = {row.document.id: _cell(row) for row in one.rows}
        columns = "".join(f"<td>{cells.get(document.id, '')}</td>" for document in documents)
        lines.append(f'<tr><th scope="row">{escape(point)}</th>{columns}</tr>')
    return _table(f'<th scope="col">{escape(t("point"))}</th>{heads}', "".join(lines))


def _table(head: str, body: str) -> str:
    return (
        f'<div class="tl-matrix-frame" tabindex="0"><table class="tl-matrix"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _name(document: Document) -> str:
    link = place_link(document_name(document), place_address(document.id))
    return f'{link}<div class="tl-faint">{escape(document_line(document))}</div>'


def _cell(row: ComparisonRow) -> str:
    if row.silent:
        return f'<span class="tl-faint">{escape(t("compare_silent"))}</span>'
    pieces = []
    for statement in row.statements[:_STATEMENTS]:
        pieces.append(f'<div class="tl-text">“{marked(statement.text, statement.emphasis, "b")}”</div>')
        for citation in statement.citations:
            address = place_address(
                citation.document_id, section=citation.section, start=citation.start, end=citation.end
            )
            pieces.append(place_link(citation.text, address))
            pieces.append(f'<div class="tl-actions">{citation_buttons(citation)}</div>')
    return "".join(pieces)


def _cell_text(row: ComparisonRow) -> str:
    if row.silent:
        return t("compare_silent")
    return "\n\n".join(
        f"“{statement.text}”\n({'; '.join(citation.text for citation in statement.citations)})"
        for statement in row.statements[:_STATEMENTS]
    )
