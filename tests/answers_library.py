"""A small library of invented plans, read and indexed as any other, for the tests of answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from library import Library
from settings import load_settings

CAO_BANG = """ỦY BAN NHÂN DÂN
TỈNH CAO BẰNG
Số: 61/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 12 tháng 3 năm 2024

KẾ HOẠCH
Nâng cao chất lượng dân số tỉnh Cao Bằng

Thực hiện Chương trình số 19-CTr/TU ngày 05/02/2024 của Tỉnh ủy Cao Bằng, Ủy ban nhân dân tỉnh ban hành kế hoạch.

I. CHỈ TIÊU ĐẾN NĂM 2027

- Tuổi thọ bình quân đạt 73,5 tuổi; thời gian sống khỏe đạt 65 năm.

- Tỷ lệ bà mẹ mang thai được sàng lọc trước sinh đạt 64%.

- Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 71%.

II. NHIỆM VỤ

1. Sở Y tế

Chủ trì xây dựng mạng lưới tư vấn trước hôn nhân ở các xã vùng cao; gửi báo cáo trước ngày 15 tháng 11 hằng năm.

2. Sở Tài chính

Chủ trì, phối hợp với Sở Y tế bố trí kinh phí cho các nhiệm vụ của kế hoạch.

3. Hội Liên hiệp Phụ nữ tỉnh

- Vận động hội viên đi sàng lọc trước sinh.

- Phát hiện và báo tin các trường hợp tảo hôn.

III. TỔ CHỨC THỰC HIỆN

Các huyện ban hành kế hoạch của mình chậm nhất trong tháng 5 năm 2024.

Nơi nhận:
- Bộ Y tế;
- Thường trực Tỉnh ủy;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nông Văn Tuấn
"""

BEN_TRE = """ỦY BAN NHÂN DÂN
TỈNH BẾN TRE
Số:        /KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Bến Tre, ngày     tháng 6 năm 2024

KẾ HOẠCH
Thích ứng với già hóa dân số tỉnh Bến Tre

Thực hiện Nghị quyết số 33-NQ/TU ngày 20/4/2024 của Tỉnh ủy Bến Tre về dân số, Ủy ban nhân dân tỉnh ban hành kế hoạch.

I. CHỈ TIÊU ĐẾN NĂM 2028

- Tỷ lệ người cao tuổi được khám sức khỏe định kỳ đạt 82%.

- Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 90%.

II. NHIỆM VỤ

1. Sở Y tế

Chủ trì thành lập câu lạc bộ dưỡng sinh cho người cao tuổi ở từng ấp.

2. Sở Nội vụ

Chủ trì, phối hợp với Sở Tài chính xây dựng chế độ cho cộng tác viên dân số.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Lài
"""

_FOLDER = TemporaryDirectory(prefix="answers-tests-")


@cache
def small_library() -> Library:
    """Return the library, made once for all tests."""
    folder = Path(_FOLDER.name)
    files = []
    for name, text in (("cao-bang.txt", CAO_BANG), ("ben-tre.txt", BEN_TRE)):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        files.append(path)
    library = Library(load_settings(data=folder / "data"))
    library.add(files)
    return library
