"""A commitment letter as the office would order it, signed by hand."""

from dataclasses import replace
from itertools import pairwise

from domain.certificate import Inked, PaperKind, Section, Sheet
from domain.strokes import Point, Stroke, Strokes
from tests.certificates.papers import a_sheet

NOTICE = (
    ("依据。", "《中华人民共和国民法典》第一千一百二十七条：遗产按照下列顺序继承。"),
    ("自愿。", "“家庭情况”可以由您签承诺代替。不签，按一般办法办，办理不受影响。"),
    ("核查。", "办好后 60 个工作日内，和有关登记核对；标准：登记所载与承诺一致。"),
)
PROMISE = ("我已看完并明白上面告知的全部内容。", "以上是我本人的真实意思，由我本人签名。")


def line(*corners: Point) -> Stroke:
    """A pen that goes straight from corner to corner."""
    points: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(corners):
        points += [(x + (to_x - x) * n // 8, y + (to_y - y) * n // 8) for n in range(8)]
    return (*points, corners[-1])


NAME = Strokes(
    (
        line((170, 70), (165, 350)),
        line((170, 75), (240, 80), (200, 140), (245, 190), (180, 230)),
        line((270, 110), (420, 100)),
        line((335, 70), (280, 200), (420, 195)),
        line((350, 150), (350, 340), (325, 320)),
        line((300, 250), (270, 310)),
        line((390, 240), (425, 300)),
        line((560, 110), (700, 100)),
        line((640, 70), (560, 210)),
        line((560, 200), (690, 330)),
        line((690, 150), (600, 340)),
        line((750, 100), (860, 95)),
        line((805, 60), (760, 220), (880, 215)),
        line((820, 130), (815, 330), (790, 315)),
    )
)


def a_promise(**changed: object) -> Sheet:
    """The letter, or one that differs."""
    letter = replace(
        a_sheet(),
        kind=PaperKind.COMMITMENT,
        number="兰游诺〔2026〕第000017号",
        title="告知承诺书",
        opening=(),
        strong=(),
        head=(),
        rows=(
            ("承诺人", "陈国樑", "公民身份号码", "330781196602091019"),
            ("办理事项", "供养亲属待遇"),
            ("承诺的事实", "本人家庭经济困难状况，用本承诺代替家庭经济状况证明"),
        ),
        closing=(),
        issued_on="",
        seal_line="",
        url="https://xiangliban.example/commitments/0J3V5C7P9R1T2W4Y6A8B0D1F3H",
        sections=(
            Section("一、告知", "由机关告知", NOTICE),
            Section("二、承诺", "由本人承诺", tuple(("", said) for said in PROMISE)),
        ),
        inked=Inked(
            "承诺人",
            (("签名方式", "本人登录后在屏幕上手写"), ("签署时间", "2026-11-23 14:06:32")),
            NAME,
        ),
    )
    return replace(letter, **changed)  # type: ignore[arg-type] # a story names what differs
