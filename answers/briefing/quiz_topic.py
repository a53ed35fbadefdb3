"""A quiz from a library: the documents it is made of, and what of them is on the topic."""

from __future__ import annotations

from collections.abc import Sequence

from answers.briefing.finding import nearest, read_topic, searched
from answers.briefing.quiz import make_quiz
from answers.briefing.records import QuizQuestion
from answers.selection import OpenDocument, Tools
from corpus.records import Document
from errors import NothingOnTopic
from index.records import UnderstoodQuestion

_MOST_ON_TOPIC = 12
_MOST_DOCUMENTS = 40


def quiz_on_topic(
    count: int, topic: UnderstoodQuestion, documents: Sequence[Document], tools: Tools, *, seed: int = 0
) -> tuple[QuizQuestion, ...]:
    """Return up to `count` questions on a topic. Raises NothingOnTopic when no document says anything on it."""
    chosen = nearest(documents, topic, tools, _MOST_ON_TOPIC)
    said = read_topic(topic, chosen, tools)
    stretches = {one.id: [found.span for found in searched(one, topic, said, tools).found] for one in chosen}
    if not any(stretches.values()):
        raise NothingOnTopic(
            f"Không tìm thấy nội dung về “{topic.question}” để đặt câu hỏi. "
            "Hãy thử chủ đề khác hoặc thêm văn bản có nói về chủ đề này."
        )
    return make_quiz([tools.opened(one.id) for one in chosen], count, stretches=stretches, seed=seed)


def quiz_on_documents(
    count: int, documents: Sequence[Document], opened: OpenDocument, *, seed: int = 0
) -> tuple[QuizQuestion, ...]:
    """Return up to `count` questions on documents; of a large library, on forty taken at even distances."""
    step = max(1, -(-len(documents) // _MOST_DOCUMENTS))
    return make_quiz([opened(one.id) for one in documents[::step]], count, seed=seed)
