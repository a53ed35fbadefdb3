"""Whether a library is whole: checksums, counts, and the agreement of its parts with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy

from corpus.records import ParsedDocument
from embeddings.encoder import Encoder
from errors import TrichLucError
from index.durable_files import sha256_of
from index.library_reader import LibraryReader
from index.manifest import REBUILD_ADVICE, originals_folder

Opener = Callable[[Path, Encoder], LibraryReader]


def verify_library(folder: Path, encoder: Encoder, open_reader: Opener) -> list[str]:
    """Return what is wrong with a library, each a Vietnamese sentence with its repair; empty when it is whole."""
    try:
        with open_reader(folder, encoder) as reader:
            if problems := list(file_problems(reader)):
                # The parts can only be compared when each is what was written.
                return problems
            return [*_count_problems(reader), *_document_problems(reader), *_original_problems(folder, reader)]
    except TrichLucError as error:
        return [str(error)]


def file_problems(reader: LibraryReader) -> Iterator[str]:
    """Yield a Vietnamese sentence, with the repair, for each file of a generation that is not as written."""
    if reader.manifest is None or reader.generation is None:
        return
    for file in reader.manifest.files:
        path = reader.generation / file.path
        if not path.is_file():
            yield f"Thiếu tệp {path}. {REBUILD_ADVICE}"
        elif path.stat().st_size != file.size or sha256_of(path) != file.sha256:
            yield f"Tệp {path} không còn như lúc ghi. {REBUILD_ADVICE}"
    for store in reader.stores():
        for problem in store.problems():
            yield f"Cơ sở dữ liệu văn bản bị hỏng: {problem}. {REBUILD_ADVICE}"


def _count_problems(reader: LibraryReader) -> Iterator[str]:
    rows = numpy.array([row for document in reader.documents() for row in reader.rows_of(document.id)], numpy.int64)
    rows.sort()
    for name, found in (("vectơ", reader.vector_engine.row_ids()), ("từ", reader.word_index.row_ids())):
        if not numpy.array_equal(found, rows):
            yield f"Chỉ mục {name} có {len(found)} đoạn, thư viện có {len(rows)} đoạn. {REBUILD_ADVICE}"
    if (reader.document_count, reader.passage_count) != (len(reader.documents()), len(rows)):
        yield (
            f"Bản kê ghi {reader.document_count} văn bản và {reader.passage_count} đoạn, "
            f"tìm thấy {len(reader.documents())} và {len(rows)}. {REBUILD_ADVICE}"
        )


def _document_problems(reader: LibraryReader) -> Iterator[str]:
    seen: set[str] = set()
    for document in reader.documents():
        if document.id in seen:
            yield f"Mã văn bản “{document.id}” có hai lần. {REBUILD_ADVICE}"
        seen.add(document.id)
        if not _passages_verbatim(reader.parsed(document.id)):
            yield f"Đoạn của văn bản “{document.id}” không đúng nguyên văn. Hãy xóa rồi thêm lại văn bản này."


def _passages_verbatim(parsed: ParsedDocument) -> bool:
    text = parsed.reading.text
    return all(passage.text == text[passage.start : passage.end] for passage in parsed.passages)


def _original_problems(folder: Path, reader: LibraryReader) -> Iterator[str]:
    stored = (reader.stored(document.id) for document in reader.documents())
    kept = [(one.original, one.sha256) for one in stored if one is not None]
    kept.extend((past.original, past.sha256) for past in reader.history())
    for original, sha256 in kept:
        path = originals_folder(folder) / original
        if original and not path.is_file():
            yield f"Thiếu tệp gốc {path}. Hãy thêm lại tệp này."
        elif original and sha256_of(path) != sha256:
            yield f"Tệp gốc {path} đã bị sửa. Hãy xóa tệp này rồi thêm lại tệp đúng."
