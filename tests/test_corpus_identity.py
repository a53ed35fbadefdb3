"""Identity of documents: sample letterheads in every layout, ids, and when two records are one document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.letterheads import MOTTO, SAMPLES, Sample, reading

from corpus.identity import document_id, identify, same_document
from corpus.issuers import issuer_named, issuer_of_letterhead
from corpus.records import Document, PartialDate

_FIELDS = (
    "kind number issuer issuer_level place issued_on title signer signer_title on_behalf_of recipients urgency secrecy"
).split()
_EMPTY = {"issued_on": PartialDate(), "recipients": ()}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_reads_every_field_and_invents_none(sample: Sample) -> None:
    document = identify(reading(sample.text), ())
    expected = {field: sample.expected.get(field, _EMPTY.get(field)) for field in _FIELDS}
    if "title" not in sample.expected and document.title:
        # A title of several lines is tested where the outline gives its span.
        expected["title"] = document.title
    assert {field: getattr(document, field) for field in _FIELDS} == expected
