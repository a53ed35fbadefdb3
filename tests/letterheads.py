"""Sample letterheads and endings of invented documents, in the layouts in which text comes out of files."""

from __future__ import annotations

from typing import NamedTuple

from corpus.records import PartialDate, ReadingText

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
BODY = (
    "Căn cứ tình hình thực tế của địa phương;\nI. MỤC ĐÍCH\n"
    "1. Nâng cao chất lượng công tác thống kê mẫu.\nHết phần mẫu./."
)


class Sample(NamedTuple):
    """A text and what must be read from it; a field that is absent must be None or empty."""

    name: str
    text: str
    expected: dict[str, object]


def reading(text: str) -> ReadingText:
    """Return a reading text whose lines are the lines of `text`."""
    return ReadingText(text)


def _letter(*parts: str) -> str:
    return "\n".join(parts)


SAMPLES = (
    Sample(
        "State plan of a province, columns one after the other",
        _letter(
            "ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI",
            "Số: 87/KH-UBND",
            MOTTO,
            "Lào Cai, ngày 03 tháng 02 năm 2026",
            "KẾ HOẠCH\nRà soát mạng lưới trạm đo mưa mẫu",
            BODY,
            "Nơi nhận:\n- Như trên;\n- Sở Y tế;\n- Lưu: VT, VX.",
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nGiàng Thị Dung Mẫu",
        ),
        {
            "kind": "Kế hoạch",
            "number": "87/KH-UBND",
            "issuer": "Ủy ban nhân dân tỉnh Lào Cai",
            "issuer_level": "province",
            "place": "Lào Cai",
            "issued_on": PartialDate(2026, 2, 3),
            "title": "Rà soát mạng lưới trạm đo mưa mẫu",
            "signer": "Giàng Thị Dung Mẫu",
            "signer_title": "PHÓ CHỦ TỊCH",
            "on_behalf_of": "TM. ỦY BAN NHÂN DÂN",
            "recipients": ("Như trên", "Sở Y tế", "Lưu: VT, VX"),
        },
    ),
    Sample(
        "State decision of a commune, columns merged line by line",
        _letter(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "XÃ BẢN MẪU Độc lập - Tự do - Hạnh phúc",
            "Số: 05/QĐ-UBND Bản Mẫu, ngày 9 tháng 12 năm 2025",
            "QUYẾT ĐỊNH\nVề việc thành lập tổ đo đạc mẫu",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "QUYẾT ĐỊNH:",
            "Điều 1. Thành lập tổ đo đạc mẫu.",
            "Nơi nhận: CHỦ TỊCH",
            "- Như Điều 1;",
            "- Lưu: VT.",
            "Lò Văn Mẫu",
        ),
        {
            "kind": "Quyết định",
            "number": "05/QĐ-UBND",
            "issuer": "Ủy ban nhân dân xã Bản Mẫu",
            "issuer_level": "commune",
            "place": "Bản Mẫu",
            "issued_on": PartialDate(2025, 12, 9),
            "title": "Về việc thành lập tổ đo đạc mẫu",
            "signer": "Lò Văn Mẫu",
            "signer_title": "CHỦ TỊCH",
            "recipients": ("Như Điều 1", "Lưu: VT"),
        },
    ),
    Sample(
        "Party plan of a city committee, number before the Party's name",
        _letter(
            "THÀNH ỦY ĐÀ NẴNG\n*\nSố 41-KH/TU",
            PARTY,
            "Đà Nẵng, ngày 25 tháng 9 năm 2025",
            "KẾ HOẠCH\nhọc tập kinh nghiệm trồng rừng mẫu",
            "Thực hiện chương trình công tác năm, Ban Thường vụ Thành ủy ban hành Kế hoạch như sau:\nI- MỤC ĐÍCH",
            "Nơi nhận:\n- Ban Bí thư (để báo cáo),\n- Lưu Văn phòng Thành ủy.",
            "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ THƯỜNG TRỰC\nNguyễn Văn Mẫu",
        ),
        {
            "kind": "Kế hoạch",
            "number": "41-KH/TU",
            "issuer": "Thành ủy Đà Nẵng",
            "issuer_level": "province",
            "place": "Đà Nẵng",
            "issued_on": PartialDate(2025, 9, 25),
            "title": "học tập kinh nghiệm trồng rừng mẫu",
            "signer": "Nguyễn Văn Mẫu",
            "signer_title": "PHÓ BÍ THƯ THƯỜNG TRỰC",
            "on_behalf_of": "T/M BAN THƯỜNG VỤ",
            "recipients": ("Ban Bí thư (để báo cáo)", "Lưu Văn phòng Thành ủy"),
        },
    ),
    Sample(
        "Party organ of the centre that signs in its own name",
        _letter(
            "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nSố 901-KL/TW",
            PARTY,
            "Hà Nội, ngày 4 tháng 3 năm 2026",
            "KẾT LUẬN\nCỦA BỘ CHÍNH TRỊ\nvề công tác trắc địa mẫu",
            "Tại phiên họp ngày 1/3/2026, Bộ Chính trị kết luận như sau:",
            "Nơi nhận:\n- Các tỉnh ủy, thành ủy,\n- Lưu Văn phòng Trung ương Đảng.",
            "T/M BỘ CHÍNH TRỊ\nTrần Văn Mẫu",
        ),
        {
            "kind": "Kết luận",
            "number": "901-KL/TW",
            "issuer": "Bộ Chính trị",
            "issuer_level": "central",
            "place": "Hà Nội",
            "issued_on": PartialDate(2026, 3, 4),
            "signer": "Trần Văn Mẫu",
            "on_behalf_of": "T/M BỘ CHÍNH TRỊ",
            "recipients": ("Các tỉnh ủy, thành ủy", "Lưu Văn phòng Trung ương Đảng"),
        },
    ),
    Sample(
        "Party committee of a commune under its city",
        _letter(
            "ĐẢNG BỘ THÀNH PHỐ CẦN THƠ\nĐẢNG ỦY PHƯỜNG BẾN MẪU\n*\nSố 12-CTr/ĐU",
            PARTY,
            "Bến Mẫu, ngày 30 tháng 10 năm 2025",
            "CHƯƠNG TRÌNH\ncông tác năm mẫu",
            "Căn cứ Điều lệ Đảng;\nI. NỘI DUNG",
            "Nơi nhận:\n- Như trên,\n- Lưu VPĐU.",
            "T/M ĐẢNG ỦY\nBÍ THƯ\nHuỳnh Thị Mẫu",
        ),
        {
            "kind": "Chương trình",
            "number": "12-CTr/ĐU",
            "issuer": "Đảng ủy phường Bến Mẫu",
            "issuer_level": "commune",
            "place": "Bến Mẫu",
            "issued_on": PartialDate(2025, 10, 30),
            "title": "công tác năm mẫu",
            "signer": "Huỳnh Thị Mẫu",
            "signer_title": "BÍ THƯ",
            "on_behalf_of": "T/M ĐẢNG ỦY",
            "recipients": ("Như trên", "Lưu VPĐU"),
        },
    ),
    Sample(
        "letter of a department under its committee",
        _letter(
            "UBND TỈNH NGHỆ AN\nSỞ Y TẾ",
            "Số: 1203/SYT-DS",
            "V/v cung cấp số liệu mẫu\ncủa quý mẫu",
            MOTTO,
            "Nghệ An, ngày 15 tháng 7 năm 2025",
            "Kính gửi: Ủy ban nhân dân các xã, phường.",
            "Sở Y tế đề nghị các đơn vị cung cấp số liệu mẫu./.",
            "Nơi nhận:\n- Như trên;\n- Lưu: VT, DS.",
            "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nĐặng Thị Mẫu",
        ),
        {
            "kind": "Công văn",
            "number": "1203/SYT-DS",
            "issuer": "Sở Y tế tỉnh Nghệ An",
            "issuer_level": "province",
            "place": "Nghệ An",
            "issued_on": PartialDate(2025, 7, 15),
            "title": "V/v cung cấp số liệu mẫu của quý mẫu",
            "signer": "Đặng Thị Mẫu",
            "signer_title": "PHÓ GIÁM ĐỐC",
            "recipients": ("Như trên", "Lưu: VT, DS"),
        },
    ),
    Sample(
        "joint circular with two signers",
        _letter(
            "BỘ Y TẾ - BỘ TÀI CHÍNH",
            MOTTO,
            "Số: 18/2014/TTLT-BYT-BTC",
            "Hà Nội, ngày 11 tháng 6 năm 2014",
            "THÔNG TƯ LIÊN TỊCH\nHướng dẫn chế độ chi cho cuộc điều tra mẫu",
            "Căn cứ Luật Thống kê;\nĐiều 1. Phạm vi điều chỉnh",
            "KT. BỘ TRƯỞNG BỘ TÀI CHÍNH\nTHỨ TRƯỞNG\nPhạm Thị Mẫu",
            "KT. BỘ TRƯỞNG BỘ Y TẾ\nTHỨ TRƯỞNG\nLê Quang Mẫu",
        ),
        {
            "kind": "Thông tư liên tịch",
            "number": "18/2014/TTLT-BYT-BTC",
            "issuer": "Bộ Y tế - Bộ Tài chính",
            "issuer_level": "central",
            "place": "Hà Nội",
            "issued_on": PartialDate(2014, 6, 11),
            "title": "Hướng dẫn chế độ chi cho cuộc điều tra mẫu",
            "signer": "Phạm Thị Mẫu; Lê Quang Mẫu",
            "signer_title": "THỨ TRƯỞNG; THỨ TRƯỞNG",
        },
    ),
    Sample(
        "law",
        _letter(
            "QUỐC HỘI",
            MOTTO,
            "Luật số: 77/2025/QH15",
            "LUẬT\nTRẮC ĐỊA MẪU",
            "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
            "Điều 1. Phạm vi điều chỉnh",
            "Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XV, kỳ họp thứ 9 "
            "thông qua ngày 20 tháng 6 năm 2025.",
            "CHỦ TỊCH QUỐC HỘI\nTrần Văn Mẫu",
        ),
        {
            "kind": "Luật",
            "number": "77/2025/QH15",
            "issuer": "Quốc hội",
            "issuer_level": "central",
            "issued_on": PartialDate(2025, 6, 20),
            "title": "TRẮC ĐỊA MẪU",
            "signer": "Trần Văn Mẫu",
            "signer_title": "CHỦ TỊCH QUỐC HỘI",
        },
    ),
    Sample(
        "draft with a blank number and a blank day",
        _letter(
            "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HUẾ",
            "Số:          /KH-UBND",
            MOTTO,
            "Huế, ngày      tháng 11 năm 2025",
            "DỰ THẢO",
            "KẾ HOẠCH\nTrồng cây xanh mẫu",
            BODY,
        ),
        {
            "kind": "Kế hoạch",
            "issuer": "Ủy ban nhân dân thành phố Huế",
            "issuer_level": "province",
            "place": "Huế",
            "issued_on": PartialDate(2025, 11),
            "title": "Trồng cây xanh mẫu",
        },
    ),
    Sample(
        "scan with damaged capitals, a handwritten day and no number",
        _letter(
            "TÍNH ỦY THANH HOÁ ĐẢNG CỘNG SẢN VlỆT NAM",
            "*",
            "Số -CT/TU Thanh Hóa, ngày Zò tháng 4 năm 2024",
            "CHÍ THỊ\nvề tăng cường trồng rừng mẫu",
            "Trong những năm qua, công tác trồng rừng mẫu đạt nhiều kết quả quan trọng.",
            "Nơi nhân:\n- Ban Bí thư,\n-Lưu VPTU.",
            "Lê Thị Mẫu • •",
            "T/M BAN THƯỜNG VỤ",
            "THƯ",
        ),
        {
            "kind": "Chỉ thị",
            "issuer": "Tỉnh ủy Thanh Hóa",
            "issuer_level": "province",
            "place": "Thanh Hóa",
            "issued_on": PartialDate(2024, 4),
            "title": "về tăng cường trồng rừng mẫu",
            "signer": "Lê Thị Mẫu",
            "on_behalf_of": "T/M BAN THƯỜNG VỤ",
            "recipients": ("Ban Bí thư", "Lưu VPTU"),
        },
    ),
    Sample(
        "secret and urgent telegram",
        _letter(
            "THỦ TƯỚNG CHÍNH PHỦ",
            "Số: 31/CĐ-TTg",
            "TỐI MẬT",
            "HỎA TỐC",
            MOTTO,
            "Hà Nội, ngày 1 tháng 8 năm 2025",
            "CÔNG ĐIỆN\nVề việc ứng phó bão mẫu",
            "THỦ TƯỚNG CHÍNH PHỦ điện:",
            "- Chủ tịch Ủy ban nhân dân các tỉnh;",
            "Giữ bí mật tuyệt đối, không để lộ tài liệu mật.",
            "KT. THỦ TƯỚNG\nPHÓ THỦ TƯỚNG\nĐỗ Văn Mẫu",
        ),
        {
            "kind": "Công điện",
            "number": "31/CĐ-TTg",
            "issuer": "Thủ tướng Chính phủ",
            "issuer_level": "central",
            "place": "Hà Nội",
            "issued_on": PartialDate(2025, 8, 1),
            "title": "Về việc ứng phó bão mẫu",
            "secrecy": "TỐI MẬT",
            "urgency": "HỎA TỐC",
            "signer": "Đỗ Văn Mẫu",
            "signer_title": "PHÓ THỦ TƯỚNG",
        },
    ),
    Sample(
        "no letterhead: the opening sentence names the issuer",
        _letter(
            "Thực hiện Kế hoạch số 11-KH/TU ngày 2/3/2025 của Thành ủy Hải Phòng về trồng cây mẫu, "
            "Ủy ban nhân dân phường Bến Mẫu ban hành Kế hoạch triển khai như sau:",
            "I. MỤC ĐÍCH",
            "Đề nghị các đơn vị thực hiện./.",
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nVũ Thị Mẫu",
        ),
        {
            "kind": "Kế hoạch",
            "issuer": "Ủy ban nhân dân phường Bến Mẫu",
            "issuer_level": "commune",
            "signer": "Vũ Thị Mẫu",
            "signer_title": "CHỦ TỊCH",
            "on_behalf_of": "TM. ỦY BAN NHÂN DÂN",
        },
    ),
    Sample(
        "resolution of a council, right column first",
        _letter(
            MOTTO,
            "Tây Ninh, ngày 10 tháng 12 năm 2025",
            "HỘI ĐỒNG NHÂN DÂN\nTỈNH TÂY NINH",
            "Số: 63/2025/NQ-HĐND",
            "NGHỊ QUYẾT\nQuy định mức hỗ trợ trồng cây mẫu",
            "HỘI ĐỒNG NHÂN DÂN TỈNH TÂY NINH\nKHÓA X, KỲ HỌP THỨ 20",
            "Căn cứ Luật Ngân sách nhà nước;",
            "QUYẾT NGHỊ:\nĐiều 1. Phạm vi điều chỉnh",
            "CHỦ TỊCH\nNgô Văn Mẫu",
        ),
        {
            "kind": "Nghị quyết",
            "number": "63/2025/NQ-HĐND",
            "issuer": "Hội đồng nhân dân tỉnh Tây Ninh",
            "issuer_level": "province",
            "place": "Tây Ninh",
            "issued_on": PartialDate(2025, 12, 10),
            "title": "Quy định mức hỗ trợ trồng cây mẫu",
            "signer": "Ngô Văn Mẫu",
            "signer_title": "CHỦ TỊCH",
        },
    ),
    Sample(
        "district of before July 2025, signed by order",
        _letter(
            "ỦY BAN NHÂN DÂN\nHUYỆN MẪU SƠN\nPHÒNG Y TẾ",
            "Số: 7/BC-PYT",
            MOTTO,
            "Mẫu Sơn, ngày 6 tháng 01 năm 2020",
            "BÁO CÁO\nKết quả đo chiều cao mẫu",
            "Thực hiện công văn của cấp trên, Phòng Y tế báo cáo như sau:",
            "TL. CHỦ TỊCH\nTRƯỞNG PHÒNG Y TẾ\nHoàng Văn Mẫu",
        ),
        {
            "kind": "Báo cáo",
            "number": "7/BC-PYT",
            "issuer": "Phòng Y tế huyện Mẫu Sơn",
            "issuer_level": "district",
            "place": "Mẫu Sơn",
            "issued_on": PartialDate(2020, 1, 6),
            "title": "Kết quả đo chiều cao mẫu",
            "signer": "Hoàng Văn Mẫu",
            "signer_title": "TRƯỞNG PHÒNG Y TẾ",
            "on_behalf_of": "TL. CHỦ TỊCH",
        },
    ),
    Sample(
        "ministerial decision signed with a rank",
        _letter(
            "BỘ QUỐC PHÒNG",
            "Số: 2210/QĐ-BQP",
            MOTTO,
            "Hà Nội, ngày 19 tháng 5 năm 2025",
            "QUYẾT ĐỊNH\nBan hành danh mục bản đồ mẫu",
            "BỘ TRƯỞNG BỘ QUỐC PHÒNG",
            "Căn cứ Nghị định số 01/2022/NĐ-CP ngày 30 tháng 11 năm 2022 của Chính phủ;",
            "QUYẾT ĐỊNH:\nĐiều 1. Ban hành danh mục.",
            "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nThượng tướng Võ Minh Mẫu",
        ),
        {
            "kind": "Quyết định",
            "number": "2210/QĐ-BQP",
            "issuer": "Bộ Quốc phòng",
            "issuer_level": "central",
            "place": "Hà Nội",
            "issued_on": PartialDate(2025, 5, 19),
            "title": "Ban hành danh mục bản đồ mẫu",
            "signer": "Võ Minh Mẫu",
            "signer_title": "THỨ TRƯỞNG",
        },
    ),
    Sample(
        "plan of the Party committee of a provincial people's committee",
        _letter(
            "TỈNH ỦY GIA LAI\nĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH\n*\nSố 30-KH/ĐU",
            PARTY,
            "Gia Lai, ngày 16 tháng 6 năm 2025",
            "KẾ HOẠCH\ntrồng cà phê mẫu",
            "Thực hiện chỉ đạo của Tỉnh ủy, Đảng ủy xây dựng Kế hoạch như sau:",
            "Nơi nhận:\n- Như trên,\n- Lưu.",
            "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nRah Lan Mẫu",
        ),
        {
            "kind": "Kế hoạch",
            "number": "30-KH/ĐU",
            "issuer": "Đảng ủy Ủy ban nhân dân tỉnh Gia Lai",
            "issuer_level": "province",
            "place": "Gia Lai",
            "issued_on": PartialDate(2025, 6, 16),
            "title": "trồng cà phê mẫu",
            "signer": "Rah Lan Mẫu",
            "signer_title": "PHÓ BÍ THƯ",
            "on_behalf_of": "T/M BAN THƯỜNG VỤ",
            "recipients": ("Như trên", "Lưu"),
        },
    ),
)
