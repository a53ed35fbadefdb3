"""Encoders: the shipped model with numpy and with sentence-transformers, any other model, loading and refusals."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from embeddings.loading import SHIPPED_MODEL, load_encoder
from embeddings.static_encoder import StaticEncoder, is_static_model
from embeddings.training.export import quantise, save_model
from errors import EncoderError

TEXTS = [
    "Tỷ số giới tính khi sinh dưới 108 bé trai/100 bé gái.",
    "ty so gioi tinh khi sinh",
    "Uỷ ban nhân dân xã Hoà Bình, ngày 12/3/2031: đạt 98,5% (kế hoạch 97%).",
    "",
    "……",
    "life expectancy at birth",
    "zzqx wwvk",
]


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """Return a folder with a model of four units."""
    pieces = [("<unk>", 0.0), ("<dân>", -3.0), ("<số>", -3.0), ("<dân><số>", -4.0), ("<dan>", -5.0)]
    vectors = numpy.array([[0, 0], [3, 4], [0, 2], [1, 0], [-1, 0]], dtype=numpy.float32)
    save_model(tmp_path / "small", pieces, vectors)
    return tmp_path / "small"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dân", (0.6, 0.8)),
        ("dân số", (1.0, 0.0)),
        # (0, 2) + (3, 4) = (3, 6), of length 6.708.
        ("số dân", (0.4472, 0.8944)),
        ("DÂN, lạ!", (0.6, 0.8)),
        ("dan", (-1.0, 0.0)),
        ("lạ", (0.0, 0.0)),
        ("", (0.0, 0.0)),
    ],
)
def test_vectors_of_a_small_model(small_model: Path, text: str, expected: tuple[float, float]) -> None:
    encoder = StaticEncoder(small_model)
    assert encoder.dimension == 2
    numpy.testing.assert_allclose(encoder.encode_passages([text])[0], expected, atol=0.01)
    numpy.testing.assert_array_equal(encoder.encode_queries([text]), encoder.encode_passages([text]))


def test_quantised_rows_stay_within_half_a_step() -> None:
    vectors = numpy.random.default_rng(1).normal(size=(50, 8)).astype(numpy.float32)
    vectors[3] = 0
    rows, scales = quantise(vectors)
    assert rows.dtype == numpy.int8
    assert numpy.abs(rows * scales[:, None] - vectors).max() <= scales.max() / 2 + 1e-6
    assert scales[3] == 0


def test_shipped_model_equals_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    encoder = StaticEncoder(SHIPPED_MODEL)
    theirs = SentenceTransformer(str(SHIPPED_MODEL), device="cpu").encode(TEXTS)
    ours = encoder.encode_passages(TEXTS)
    assert ours.shape == (len(TEXTS), encoder.dimension)
    assert ours.dtype == numpy.float32
    numpy.testing.assert_allclose(ours, theirs, atol=1e-3)
    lengths = numpy.linalg.norm(ours, axis=1)
    numpy.testing.assert_allclose(lengths, [1, 1, 1, 0, 0, 1, 0], atol=1e-5)


@pytest.mark.parametrize(
    ("question", "nearer", "farther"),
    [
        ("mất cân bằng giới tính khi sinh", "tỷ số giới tính khi sinh tăng cao", "thu phí bảo trì đường bộ"),
        ("mat can bang gioi tinh khi sinh", "tỷ số giới tính khi sinh tăng cao", "thu phí bảo trì đường bộ"),
        ("chăm sóc người già", "trợ giúp người cao tuổi tại cộng đồng", "đấu giá quyền khai thác khoáng sản"),
        ("phạt đi quá tốc độ", "xử phạt điều khiển xe chạy quá tốc độ quy định", "chế độ thai sản của lao động nữ"),
    ],
)
def test_shipped_model_knows_what_is_near(question: str, nearer: str, farther: str) -> None:
    encoder = StaticEncoder(SHIPPED_MODEL)
    query = encoder.encode_queries([question])[0]
    near, far = encoder.encode_passages([nearer, farther]) @ query
    assert near > far + 0.1


def test_shipped_model_is_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED_MODEL.rglob("*") if file.is_file()) <= 20_000_000


def test_numpy_reader_imports_nothing_heavy() -> None:
    program = (
        "import sys; from embeddings.loading import SHIPPED_MODEL, load_encoder; load_encoder(str(SHIPPED_MODEL))"
        ".encode_queries(['dân số']); "
        "print([name for name in ('torch', 'tokenizers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=SHIPPED_MODEL.parents[1]
    )
    assert done.stdout.strip() == "[]"


def test_fingerprint_follows_the_weights(small_model: Path, tmp_path: Path) -> None:
    pieces = [("<unk>", 0.0), ("<dân>", -3.0)]
    save_model(tmp_path / "other", pieces, numpy.array([[0, 0], [1, 1]], dtype=numpy.float32))
    copy = shutil.copytree(small_model, tmp_path / "copy")
    assert StaticEncoder(small_model).fingerprint == StaticEncoder(copy).fingerprint
    assert StaticEncoder(small_model).fingerprint != StaticEncoder(tmp_path / "other").fingerprint


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["absent", "empty", "cut"])
def test_damaged_model_is_refused(small_model: Path, damaged: str, damage: str) -> None:
    file = small_model / damaged
    content = file.read_bytes()
    file.unlink()
    if damage != "absent":
        file.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    with pytest.raises(EncoderError, match="mô hình nhúng"):
        load_encoder(str(small_model))


def test_weights_that_do_not_fit_the_vocabulary_are_refused(small_model: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "other", [("<unk>", 0.0), ("<dân>", -3.0)], numpy.eye(2, dtype=numpy.float32))
    shutil.copy(tmp_path / "other" / "model.safetensors", small_model / "model.safetensors")
    with pytest.raises(EncoderError, match="không khớp"):
        load_encoder(str(small_model))


def test_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    assert not is_static_model(tmp_path)
    with pytest.raises(EncoderError, match="không chứa mô hình nhúng"):
        load_encoder(str(tmp_path))


def test_unknown_name_is_refused_with_the_offline_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="ngoại tuyến"):
        load_encoder("no-such-owner/no-such-model")


@pytest.fixture
def foreign_model(tmp_path: Path) -> Path:
    """Return a sentence-transformers folder that is not in the static format, with prompts of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"?": 0, "hỏi": 1, "đoạn": 2, "dân": 3, "số": 4}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = numpy.array([[0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 3], [0, 0, 1]], dtype=numpy.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)],
        prompts={"query": "hỏi ", "document": "đoạn "},
        device="cpu",
    )
    model.save(str(tmp_path / "foreign"), create_model_card=False)
    return tmp_path / "foreign"


def test_any_sentence_transformers_model_with_its_prompts(foreign_model: Path) -> None:
    encoder = load_encoder(str(foreign_model))
    assert encoder.dimension == 3
    # The prompt adds (4, 0, 0) to a query and (0, 4, 0) to a passage; "dân" is (0, 0, 3).
    numpy.testing.assert_allclose(encoder.encode_queries(["dân", " "]), [[0.8, 0, 0.6], [0, 0, 0]], atol=1e-5)
    numpy.testing.assert_allclose(encoder.encode_passages(["dân"]), [[0, 0.8, 0.6]], atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 3)


def test_prompts_may_be_given(foreign_model: Path) -> None:
    from embeddings.sentence_transformer_encoder import SentenceTransformerEncoder

    plain = SentenceTransformerEncoder(str(foreign_model), query_prompt="", passage_prompt="")
    numpy.testing.assert_allclose(plain.encode_queries(["dân"]), [[0, 0, 1]], atol=1e-5)
    own = SentenceTransformerEncoder(str(foreign_model))
    assert plain.fingerprint != own.fingerprint
    assert own.fingerprint == SentenceTransformerEncoder(str(foreign_model)).fingerprint
