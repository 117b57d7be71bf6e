"""A sheet as the office would order it, and ways to look at what came back."""

from dataclasses import replace
from datetime import UTC, datetime

from certificates.pages import opened
from domain.certificate import Sheet
from domain.office import OfficeId

AT = datetime(2026, 11, 23, 2, 43, 5, tzinfo=UTC)
DAUGHTER = ("陈媛", "女", "1993年5月16日", "330781199305163024", "本人")
FATHER = ("陈国樑", "男", "1966年2月9日", "330781196602091019", "父亲")
RARE_NAMES = ("章𤧬", "章㼆樑", "章𪛖", "章\U0002f800")


SHEET = Sheet(
    office_id=OfficeId("youbu"),
    office="兰溪市游埠镇人民政府",
    number_label="编号",
    number="兰游证〔2026〕第000123号",
    title="亲属关系证明",
    opening=(
        f"其中载明：陈媛（女，公民身份号码{DAUGHTER[3]}）是陈国樑（男，公民身份号码{FATHER[3]}）的女儿。",
    ),
    strong=("陈媛", "陈国樑"),
    head=("姓名", "性别", "出生日期", "公民身份号码", "与申请人关系"),
    rows=(DAUGHTER, FATHER),
    closing=(
        "本证明仅用于入职，提交深圳澜桥电子有限公司，有效期至2027年2月21日。",
        "特此证明。",
    ),
    issued_on="2026年11月23日",
    how_title="怎样查验",
    how=(
        "1. 扫左边的二维码，核对网址是 xiangliban.example；",
        "2. 没有二维码时，打开该网址，输入编号和查验码；",
        "3. 手上是 PDF 的，可在查验页比对文件有没有被改动。",
    ),
    code_label="查验码",
    code="7K3M-9QTD-2XWH",
    url="https://xiangliban.example/v/0J3V5C7P9R1T2W4Y6A8B0D1F3H",
    foot="样本：仅供演示。人物、公民身份号码、编号、网址和印章均系虚构，不具有任何效力。",
    sample="样本",
    seal_line="电子证明专用章",
)


def a_sheet() -> Sheet:
    return SHEET


def a_sheet_with(*names: str) -> Sheet:
    rows = tuple((name, *FATHER[1:]) for name in names)
    return replace(a_sheet(), rows=(DAUGHTER, *rows))


def text_of(pdf: bytes) -> str:
    with opened(pdf) as pages:
        return pages.text()
