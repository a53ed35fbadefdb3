"""Small documents written for the tests; the places exist, the plans and their figures do not."""

from __future__ import annotations

STATE_PLAN = """\
ỦY BAN NHÂN DÂN
XÃ TÂN HÒA
Số: 27/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Tân Hòa, ngày 05 tháng 3 năm 2026

KẾ HOẠCH
Nâng cao chất lượng dân số trên địa bàn xã
giai đoạn 2026-2030

Thực hiện Kế hoạch số 88/KH-UBND ngày 12/01/2026 của Ủy ban nhân dân
tỉnh, Ủy ban nhân dân xã Tân Hòa ban hành Kế hoạch như sau:

I. MỤC TIÊU
1. Mục tiêu chung
Giữ vững mức sinh thay thế, từng bước nâng cao sức khỏe của người dân trong xã.
2. Chỉ tiêu đến năm 2030
- 85% cặp nam nữ được khám sức khỏe trước khi kết hôn.
- Tỷ số giới tính khi sinh không quá 109 bé trai trên 100 bé gái.
- Mỗi năm vận động ít nhất 40 người cao tuổi tham gia câu lạc bộ dưỡng sinh.

II. NHIỆM VỤ
1. Truyền thông
a) Phát thanh mỗi tuần hai lần về tác hại của tảo hôn.
b) Phát tờ rơi tại chợ phiên cho thanh niên đi làm ăn xa.
2. Dịch vụ
Trạm Y tế xã khám lưu động tại các thôn xa trung tâm, ưu tiên phụ nữ mang thai.

III. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội
Chủ trì, theo dõi việc thực hiện Kế hoạch; báo cáo Ủy ban nhân dân xã trước ngày 25 tháng 11 hằng năm.
2. Phòng Kinh tế
Bố trí 150 triệu đồng mỗi năm từ ngân sách xã cho các hoạt động của Kế hoạch.

Trên đây là Kế hoạch của Ủy ban nhân dân xã, các đơn vị nghiêm túc thực hiện./.

Nơi nhận:
- UBND tỉnh (để b/c);
- Trạm Y tế xã;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lò Thị Mai
"""

PARTY_PLAN = """\
TỈNH ỦY SƠN LA                         ĐẢNG CỘNG SẢN VIỆT NAM
*
Số 61-KH/TU                            Sơn La, ngày 14 tháng 02 năm 2026

KẾ HOẠCH
thực hiện chính sách chăm sóc người cao tuổi

Ban Thường vụ Tỉnh ủy xây dựng Kế hoạch, cụ thể như sau:

I- MỤC ĐÍCH
Làm cho cấp ủy các cấp thấy rõ việc chăm sóc người cao tuổi là nhiệm vụ thường xuyên.

II- NHIỆM VỤ
1. Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo việc mở 12 cơ sở dưỡng lão ban ngày, xong trước tháng 9 năm 2028.
2. Ban Tuyên giáo và Dân vận Tỉnh ủy định hướng báo chí viết về gương người cao tuổi làm kinh tế giỏi.

Nơi nhận:
- Các xã, phường ủy,
- Lưu Văn phòng Tỉnh ủy.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
Hoàng Văn Nam
"""
