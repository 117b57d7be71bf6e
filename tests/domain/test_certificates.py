from datetime import UTC, date, datetime

import pytest

from domain.application import ApplicationId
from domain.certificate import Certificate, CertificateId, Standing
from domain.errors import WrongState
from domain.identity import PersonId
from domain.office import OfficeId

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PAPER = Certificate(
    id=CertificateId("paper-1"),
    case=ApplicationId("case-1"),
    item_name="亲属关系证明",
    number="兰游证〔2026〕第000123号",
    office=OfficeId("youbu"),
    holder=PersonId("chen"),
    parties=(),
    purpose="入职",
    use_unit="深圳澜桥电子有限公司",
    issued_at=AT,
    issued_on=date(2026, 11, 24),
    valid_to=date(2027, 2, 22),
    token_hash="t" * 64,
    code_hash="c" * 64,
    sha256="f" * 64,
    object="0" * 64,
)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 11, 24), Standing.IN_FORCE),
        (date(2027, 2, 22), Standing.IN_FORCE),
        (date(2027, 2, 23), Standing.EXPIRED),
    ],
)
def test_a_paper_is_good_to_the_end_of_its_last_day(today: date, standing: Standing) -> None:
    assert PAPER.standing(today=today) is standing


def test_a_revoked_paper_is_never_in_force_again() -> None:
    revoked = PAPER.revoke(by="xuliqun", reason="姓名有误", at=AT)

    assert revoked.standing(today=date(2026, 11, 24)) is Standing.REVOKED
    assert revoked.standing(today=date(2030, 1, 1)) is Standing.REVOKED
    assert (revoked.revoked_by, revoked.revoked_reason, revoked.revoked_at) == (
        "xuliqun",
        "姓名有误",
        AT,
    )


def test_revoking_leaves_the_old_object_alone() -> None:
    PAPER.revoke(by="xuliqun", reason="姓名有误", at=AT)

    assert PAPER.standing(today=date(2026, 11, 24)) is Standing.IN_FORCE


def test_a_paper_is_revoked_once() -> None:
    revoked = PAPER.revoke(by="xuliqun", reason="姓名有误", at=AT)

    with pytest.raises(WrongState) as refused:
        revoked.revoke(by="zhoumin", reason="又一次", at=AT)

    assert refused.value.facts["state"] == "revoked"
