"""The terminal door: argument parsing and printing only.

Exit status: 0 done; 1 part failed (each failure listed, the rest done); 2 bad usage or bad input.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from answers.briefing.records import Briefing
from cli_access import audit_app, group_app, user_app
from cli_upkeep import backup, health, rebuild, restore, verify
from contract import BatchQuestion, answer_form, batch_question, document_form, opened_form, quiz_form, search_form
from corpus.records import Document
from errors import BadQuestion, InputError, TrichLucError
from index.records import SearchFilters
from settings import load_settings
from terminal import Data, Json, open_library, print_json

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Trích Lục: tìm và trích dẫn văn bản chính sách dân số.",
)
batch_app = typer.Typer(no_args_is_help=True, help="Nhiều câu hỏi một lúc, mỗi dòng một JSON ở đầu vào chuẩn.")
app.add_typer(batch_app, name="batch")
app.add_typer(user_app, name="user")
app.add_typer(group_app, name="group")
app.add_typer(audit_app, name="audit")

HitCount = Annotated[int, typer.Option("-k", min=1, max=1000, help="Số đoạn cần tìm.")]
Issuers = Annotated[list[str] | None, typer.Option("--issuer", help="Chỉ tìm văn bản của cơ quan này.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Chỉ tìm loại văn bản này.")]
Years = Annotated[list[int] | None, typer.Option("--year", help="Chỉ tìm văn bản ban hành năm này.")]
Documents = Annotated[list[str] | None, typer.Option("--document", help="Chỉ tìm trong văn bản có mã này.")]
History = Annotated[list[str] | None, typer.Option("--history", help="Câu hỏi trước, cho câu hỏi tiếp.")]


def describe(document: Document) -> str:
    """Return one line that names a document to a person."""
    parts = [document.kind or "Văn bản", f"số {document.number}" if document.number else "(không rõ số)"]
    if str(document.issued_on):
        parts.append(f"({document.issued_on})")
    parts.append(f"– {document.issuer}" if document.issuer else "– (không rõ cơ quan ban hành)")
    if document.digest:
        parts.append("[bản tóm lược]")
    return " ".join(parts)


def filters_of(
    issuer: list[str] | None, kind: list[str] | None, year: list[int] | None, document: list[str] | None
) -> SearchFilters:
    """Return the filters that the options set."""
    return SearchFilters(
        issuers=tuple(issuer or ()), kinds=tuple(kind or ()), years=tuple(year or ()), documents=tuple(document or ())
    )


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Tệp hoặc thư mục.")],
    group: Annotated[list[str] | None, typer.Option("--group", help="Chỉ người đọc thuộc nhóm này thấy.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Thêm tệp hoặc thư mục vào thư viện."""

    with progress_line() as show:
        report = open_library(data).add(paths, progress=show, groups=group or ())
    if as_json:
        print_json(
            {
                "added": [document_form(document) for document in report.added],
                "replaced": [document_form(document) for document in report.replaced],
                "unchanged": [document_form(document) for document in report.unchanged],
                "failed": [{"path": failed.path, "error": failed.error} for failed in report.failed],
            }
        )
    else:
        for label, documents in (
            ("Đã thêm", report.added),
            ("Đã thay", report.replaced),
            ("Đã có sẵn", report.unchanged),
        ):
            for document in documents:
                print(f"{label}: {document.id}  {describe(document)}")
    for failed in report.failed:
        print(f"Không thêm được {failed.path}: {failed.error}", file=sys.stderr)
    if report.stopped:
        saved = len(report.added) + len(report.replaced)
        print(f"Đã dừng; {saved} văn bản đã được lưu. Chạy lại đúng lệnh này để làm tiếp.", file=sys.stderr)
        raise typer.Exit(130)
    if report.failed:
        done = report.added or report.replaced or report.unchanged
        raise typer.Exit(1 if done else 2)


@app.command()
def documents(data: Data = None, as_json: Json = False) -> None:
    """Liệt kê các văn bản của thư viện."""
    found = open_library(data).documents()
    if as_json:
        print_json([document_form(document) for document in found])
        return
    if not found:
        print("Thư viện chưa có văn bản nào. Thêm bằng: python cli.py add THƯ_MỤC")
    for document in found:
        print(f"{document.id}  {describe(document)}")


@app.command()
def show(identifier: Annotated[str, typer.Argument(metavar="ID")], data: Data = None, as_json: Json = False) -> None:
    """Xem một văn bản: nhận dạng, mục lục, văn bản dẫn chiếu, nội dung."""
    parsed = open_library(data).show(identifier)
    if as_json:
        print_json(opened_form(parsed))
        return
    document = parsed.document
    print(describe(document))
    for label, value in (
        ("Tên", document.title),
        ("Nơi ban hành", document.place),
        ("Người ký", document.signer),
        ("Chức vụ", document.signer_title),
        ("Nguồn", document.source),
    ):
        if value:
            print(f"{label}: {value}")
    for warning in document.warnings:
        print(f"Lưu ý: {warning}")
    print("\nMỤC LỤC")
    for section in parsed.sections:
        print(f"{'  ' * section.level}{section.path}  {section.heading}".rstrip())
    print(f"\nNỘI DUNG\n{parsed.reading.text}")


@app.command()
def remove(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID…")], data: Data = None, as_json: Json = False
) -> None:
    """Xóa văn bản khỏi thư viện."""
    removed = open_library(data).remove(identifiers)
    if as_json:
        print_json({"removed": [document.id for document in removed]})
    else:
        for document in removed:
            print(f"Đã xóa: {document.id}  {describe(document)}")


@app.command()
def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    k: HitCount = 10,
    issuer: Issuers = None,
    kind: Kinds = None,
    year: Years = None,
    document: Documents = None,
    history: History = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Tìm những đoạn văn bản trả lời câu hỏi."""
    filters = filters_of(issuer, kind, year, document)
    result = open_library(data).search(question, k=k, filters=filters, history=history or ())
    if as_json:
        print_json(search_form(result))
        return
    for note in result.understood.notes:
        print(f"({note})")
    if not result.hits:
        print("Không tìm thấy đoạn nào phù hợp.")
    for hit in result.hits:
        print(f"{hit.rank}. {hit.citation}")
        print("   " + hit.passage.text.replace("\n", "\n   ") + "\n")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    k: HitCount = 10,
    issuer: Issuers = None,
    kind: Kinds = None,
    year: Years = None,
    document: Documents = None,
    history: History = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Hỏi và nhận câu trả lời bằng trích dẫn nguyên văn."""
    filters = filters_of(issuer, kind, year, document)
    answer = open_library(data).ask(question, k=k, filters=filters, history=history or ())
    if as_json:
        print_json(answer_form(answer))
        return
    for note in answer.understood.notes:
        print(f"({note})")
    if not answer.statements:
        print(answer.answer)
    elif answer.note:
        print(f"Lưu ý: {answer.note}")
    for number, statement in enumerate(answer.statements, start=1):
        print(f"[{number}] “{statement.text}”")
        for citation in statement.citations:
            print(f"     {citation.text}")


@app.command()
def brief(
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Tệp cần ghi: .docx, .pptx, .md, .html hoặc .json.")],
    topic: Annotated[str, typer.Option("--topic", help="Chủ đề của tài liệu tập huấn.")] = "",
    question: Annotated[list[str] | None, typer.Option("--question", help="Câu hỏi, thành một mục riêng.")] = None,
    audience: Annotated[str, typer.Option("--audience", help="Đối tượng tập huấn.")] = "",
    document: Annotated[list[str] | None, typer.Option("--document", help="Chỉ trích văn bản có mã này.")] = None,
    questions: Annotated[int, typer.Option("--quiz", min=0, max=200, help="Số câu hỏi trắc nghiệm kèm theo.")] = 0,
    saved: Annotated[Path | None, typer.Option("--from", metavar="FILE.json", help="Tài liệu đã lưu.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Soạn tài liệu tập huấn từ các văn bản, hoặc xuất tài liệu đã lưu."""
    if bool(topic.strip()) == (saved is not None):
        raise InputError("Hãy cho chủ đề (--topic) hoặc tệp tài liệu đã lưu (--from), một trong hai.")
    library = open_library(data)
    if saved is not None:
        briefing, messages = library.open_briefing(read_saved(saved))
    else:
        briefing = library.propose_briefing(
            topic, audience=audience, questions=question or (), documents=document or ()
        )
        messages = briefing.omitted
    for message in messages:
        print(f"({message})", file=sys.stderr)
    asked = library.quiz(questions, topic=briefing.topic, documents=document or ()) if questions else ()
    if len(asked) < questions:
        print(f"(Chỉ đặt được {len(asked)} câu hỏi trắc nghiệm chắc chắn về chủ đề này.)", file=sys.stderr)
    report = library.export_briefing(briefing, to, asked)
    if as_json:
        print_json({"file": report.file, "statements": report.statements, "citations": report.citations})
    else:
        print(f"Đã ghi {report.file}: {report.statements} nội dung trích dẫn, {report.citations} nguồn.")


@app.command()
def quiz(
    count: Annotated[int, typer.Option("--count", min=1, max=500, help="Số câu hỏi.")] = 10,
    topic: Annotated[str, typer.Option("--topic", help="Chủ đề; để trống thì hỏi mọi nội dung.")] = "",
    document: Annotated[list[str] | None, typer.Option("--document", help="Chỉ hỏi văn bản có mã này.")] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Tệp cần ghi: .docx, .csv, .gift (Moodle), .txt (Aiken), .md, .html."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Số chọn bộ câu hỏi; cùng số thì cùng bộ.")] = 0,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Đặt câu hỏi trắc nghiệm từ các văn bản, kèm đáp án và trích dẫn."""
    library = open_library(data)
    questions = library.quiz(count, topic=topic, documents=document or (), seed=seed)
    if len(questions) < count:
        print(f"(Chỉ đặt được {len(questions)} câu hỏi chắc chắn từ các văn bản này.)", file=sys.stderr)
    if to is not None:
        library.export_briefing(Briefing(topic.strip() or "Câu hỏi trắc nghiệm"), to, questions)
    if as_json:
        print_json({"file": str(to) if to else None, "questions": [quiz_form(one) for one in questions]})
    elif to is not None:
        print(f"Đã ghi {to}: {len(questions)} câu hỏi.")
    else:
        for number, one in enumerate(questions, start=1):
            print(f"{number}. {one.prompt}")
            for letter, choice in zip("ABCD", one.choices, strict=False):
                print(f"   {letter}. {choice}")
            print(f"   Đáp án: {'ABCD'[one.answer]} ({one.citation.text})\n")


def read_saved(path: Path) -> bytes:
    """Return the content of a saved briefing. Raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"Không đọc được tệp {path}: {error.strerror or error}.") from error


def questions_on_stdin() -> Iterator[BatchQuestion]:
    """Yield the questions of standard input. Raises InputError, naming the line, for a bad one."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="strict")  # JSON is UTF-8 whatever the system's encoding is
    lines = enumerate(sys.stdin, start=1)
    number = 0
    while True:
        try:
            number, line = next(lines)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise InputError(f"Dòng {number + 1} của đầu vào không phải chữ UTF-8.") from error
        if line.strip():
            yield batch_question(line, number)


def run_batch(verb: str, k: int, data: Path | None) -> None:
    """Answer each question of standard input with one line; a bad question gives a line with "error"."""
    library = open_library(data)
    failed = False
    for item in questions_on_stdin():
        started = time.perf_counter()
        try:
            if verb == "search":
                form = search_form(library.search(item.question, k=k, history=item.history))
            else:
                form = answer_form(library.ask(item.question, k=k, history=item.history))
        except BadQuestion as error:
            form, failed = {"question": item.question, "error": str(error)}, True
        print_json({"id": item.id, "milliseconds": round(1000 * (time.perf_counter() - started), 3)} | form)
    if failed:
        raise typer.Exit(1)


@batch_app.command("search")
def batch_search(k: HitCount = 10, data: Data = None, as_json: Json = True) -> None:
    """Tìm cho từng câu hỏi."""
    run_batch("search", k, data)


@batch_app.command("ask")
def batch_ask(k: HitCount = 10, data: Data = None, as_json: Json = True) -> None:
    """Trả lời từng câu hỏi."""
    run_batch("ask", k, data)


@app.command()
def evaluate(
    corpus: Annotated[Path, typer.Option("--corpus", help='JSONL hoặc JSONL.xz: {"id","title"?,"text"}.')],
    questions: Annotated[Path, typer.Option("--questions", help='JSONL: {"id","question","relevant_ids"}.')],
    engine: Annotated[str, typer.Option("--engine", help="faiss hoặc milvus.")] = "faiss",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Đo chất lượng tìm kiếm trên một bộ câu hỏi có đáp án, trong một thư viện tạm."""
    from evaluation.retrieval import evaluate_collection

    measured = evaluate_collection(corpus, questions, load_settings(data=data), engine=engine)
    if as_json:
        print_json(measured)
        return
    for name, value in measured.items():
        print(f"{name:14} {value:.4f}" if isinstance(value, float) else f"{name:14} {value}")


for upkeep in (verify, rebuild, backup, restore, health):
    app.command()(upkeep)


@contextmanager
def progress_line() -> Iterator[Callable[[object], None]]:
    """Yield what shows how far a long work has come: one changing line on a terminal, a line now and then elsewhere."""
    interactive = sys.stderr.isatty()
    pause = 0.1 if interactive else 30.0
    shown = time.monotonic()

    def show(progress: object) -> None:
        nonlocal shown
        if time.monotonic() - shown >= pause:
            shown = time.monotonic()
            print(f"\r\033[K{progress}" if interactive else progress, end="" if interactive else "\n", file=sys.stderr)
            sys.stderr.flush()

    try:
        yield show
    finally:
        if interactive:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Run the command line and return the exit status."""
    try:
        status = app(standalone_mode=False)  # what `typer.Exit` was raised with, None after a plain return
        return status if isinstance(status, int) else 0
    except TrichLucError as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Đã dừng.", file=sys.stderr)
        return 130
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")):  # usage errors of the argument parser
            message = error.format_message() if hasattr(error, "format_message") else str(error)
            print(f"Lỗi: {message}", file=sys.stderr)
            return 2
        raise


if __name__ == "__main__":
    sys.exit(main())
