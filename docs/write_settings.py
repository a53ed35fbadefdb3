"""Writes docs/settings.md, the reference of all settings, from settings.py. `make settings` runs it.

Names, kinds and defaults are read from `Settings`; the words in Vietnamese stand here, one entry a field.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # when it is run as a program

from settings import PROJECT_ROOT, Settings  # noqa: E402

PAGE = ROOT / "docs" / "settings.md"


class Meaning(NamedTuple):
    """What a setting does, in Vietnamese, and the unit of its value; empty for one without a unit."""

    text: str
    unit: str = ""


MEANINGS = {
    "data": Meaning("Thư mục dữ liệu: chỉ mục, tệp gốc, từ đồng nghĩa đã thêm, góp ý."),
    "encoder": Meaning(
        "Mô hình nhúng: thư mục hoặc tên mô hình. Đổi xong phải chạy lệnh `rebuild`. Xem [encoders.md](encoders.md)."
    ),
    "engine": Meaning("Bộ tìm kiếm: `faiss` (trong máy) hoặc `milvus`. Xem [engines.md](engines.md)."),
    "milvus_uri": Meaning(
        "Địa chỉ Milvus, ví dụ `http://may-chu:19530`; trống: tệp `milvus.db` trong thư mục dữ liệu."
    ),
    "shipped_texts": Meaning("Thư mục các bản tóm lược nạp vào thư viện còn trống ở lần chạy đầu."),
    "allow_restricted": Meaning("Cho phép đọc văn bản mang dấu MẬT, TỐI MẬT, TUYỆT MẬT."),
    "max_file_mb": Meaning(
        "Tệp lớn nhất được nhận. Khi phục vụ trang web, sửa cả `maxUploadSize` trong .streamlit/config.toml.", "MiB"
    ),
    "max_pages": Meaning("Số trang nhiều nhất của một tệp.", "trang"),
    "max_expanded_mb": Meaning("Dung lượng nhiều nhất sau khi giải nén một tệp nén.", "MiB"),
    "max_upload_files": Meaning("Số tệp nhiều nhất trong một lần tải lên ở trang web.", "tệp"),
    "max_question_chars": Meaning("Câu hỏi dài nhất.", "ký tự"),
    "max_briefing_items": Meaning("Số mục nhiều nhất của một tài liệu tập huấn hay một bộ câu hỏi.", "mục"),
    "reading_seconds": Meaning(
        "Thời gian nhiều nhất để đọc một tệp; quá thời gian thì bỏ tệp đó và báo lý do.", "giây"
    ),
    "reading_memory_mb": Meaning("Bộ nhớ nhiều nhất của một tiến trình đọc tệp.", "MiB"),
    "workers": Meaning("Số tiến trình đọc tệp cùng lúc; 0: mỗi lõi một tiến trình.", "tiến trình"),
    "sign_in": Meaning(
        "Đăng nhập ở trang web: `off` (không), `password` (tài khoản của thư viện), `oidc` (OpenID Connect)."
    ),
    "network_role": Meaning(
        "Khi không bật đăng nhập, người vào từ máy khác được làm gì: `none`, `reader`, `curator`, `administrator`."
    ),
    "questions_per_minute": Meaning("Số câu hỏi nhiều nhất của mỗi người; 0: không giới hạn.", "câu/phút"),
    "log_format": Meaning("Dạng nhật ký vận hành: `text` hoặc `json` (mỗi dòng một đối tượng)."),
    "log_questions": Meaning("Ghi lời câu hỏi vào nhật ký vận hành. Mặc định không ghi, để giữ riêng tư."),
    "audit_days": Meaning("Giữ sổ ghi việc (ai đã thêm, xóa, xuất…) bao lâu; 0: giữ mãi.", "ngày"),
    "feedback_days": Meaning("Giữ góp ý về câu trả lời bao lâu; 0: giữ mãi.", "ngày"),
    "llm_url": Meaning(
        "Địa chỉ mô hình ngôn ngữ theo chuẩn OpenAI (Ollama, vLLM, llama.cpp), ví dụ `http://127.0.0.1:11434/v1`; "
        "trống: chỉ trích dẫn nguyên văn."
    ),
    "llm_model": Meaning("Tên mô hình ngôn ngữ."),
    "llm_key": Meaning("Khóa của mô hình ngôn ngữ, nếu cần. Nên đặt bằng biến môi trường, không ghi vào tệp."),
    "llm_seconds": Meaning(
        "Chờ mô hình ngôn ngữ nhiều nhất bao lâu; quá thời gian thì trả lời bằng trích dẫn.", "giây"
    ),
}

_KINDS = {"int": "số nguyên", "float": "số", "bool": "có/không", "str": "chữ", "Path": "thư mục"}
_HEAD = """\
# Các thiết lập

Tệp này do lệnh `make settings` viết từ `settings.py`; không sửa tay. Mỗi thiết lập đặt được bằng biến môi trường, hoặc
bằng tên viết thường trong một tệp TOML mà biến `TRICHLUC_CONFIG` chỉ tới. Biến môi trường thắng tệp TOML; tùy chọn
`--data` của dòng lệnh thắng cả hai. Tên lạ hoặc giá trị sai bị từ chối bằng một câu báo lỗi, không bị bỏ qua.

```
# trich-luc.toml
data = "/srv/trich-luc/data"
max_file_mb = 100
```

Giá trị có/không nhận `true`, `1`, `có` hoặc `false`, `0`, `không`.

| thiết lập | biến môi trường | kiểu | đơn vị | mặc định | ý nghĩa |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the text of docs/settings.md. Raises KeyError for a setting without words."""
    return _HEAD + "".join(_row(field.name, getattr(Settings(), field.name)) for field in fields(Settings))


def _row(name: str, default: object) -> str:
    meaning = MEANINGS[name]
    kind = "Path" if isinstance(default, Path) else type(default).__name__
    variable = f"TRICHLUC_{name.upper()}"
    return (
        f"| `{name}` | `{variable}` | {_KINDS[kind]} | {meaning.unit or '–'} | {_shown(default)} | {meaning.text} |\n"
    )


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "có" if default else "không"
    path = Path(str(default))
    if path.is_absolute() and path.is_relative_to(PROJECT_ROOT):
        return f"`{path.relative_to(PROJECT_ROOT).as_posix()}` của chương trình"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`" if str(default) else "trống"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
