"""Her letter to 深圳澜桥电子有限公司, for tests that knock at the doors."""

from dataclasses import replace

from casework.desk import Desk
from casework.links import code_hash, paper_code
from domain.certificate import Certificate, PaperKind, Party
from domain.item import ItemId
from domain.letter import Letter, Said
from storage.transaction import Transaction
from tests.handlers import story

NUMBER = "兰游函〔2026〕第000031号"
TITLE = "关于无需提供亲属关系证明的说明"
UNIT = "深圳澜桥电子有限公司"
ITEM = ItemId("qs-11")


async def sent(desk: Desk) -> Certificate:
    """Her letter is made, and she has the link to its page."""
    await story.submitted(desk)
    paper = a_paper(desk, await desk.files.put(story.PDF))
    await desk.db.write(lambda tx: put(tx, paper))
    return paper


def put(tx: Transaction, paper: Certificate) -> None:
    """Its paper and what it says, in the case that ends with it."""
    tx.certificates.add(paper)
    letter = a_letter(paper)
    tx.letters.add(letter)
    tx.askings.sent(letter)
    tx.applications.save(tx.applications.get(paper.case).settle(by="press", at=paper.issued_at))


def a_paper(desk: Desk, ref: str) -> Certificate:
    """Her letter, as the register of papers holds it."""
    return replace(
        story.a_paper(desk, ref),
        item_name=TITLE,
        number=NUMBER,
        parties=(Party("陈媛", ""),),
        valid_to=None,
        code_hash=code_hash(desk.keyring, NUMBER, paper_code(desk.keyring, story.CASE)),
        kind=PaperKind.LETTER,
    )


def a_letter(paper: Certificate) -> Letter:
    """What it says."""
    return Letter(
        paper=paper.id,
        case=paper.case,
        office=paper.office,
        item=ITEM,
        unit=UNIT,
        title=TITLE,
        points=(
            Said("这项关系，居民户口簿已经载明。", "陈*和陈*樑登记在同一户。"),
            Said("户口簿可以直接作为证明。", "我处不再就同一事实另开证明。"),
        ),
        accept="同意以居民户口簿为准",
    )
