"""What people answer: who asks for which relative, question by question."""

from sandbox.personas import (
    CHEN_GUOLIANG,
    CHEN_YUAN,
    NI_CHANGGEN,
    ZHANG_DEXING,
    ZHANG_YULAN,
)

UNIT = "深圳澜桥电子有限公司"


def asking(kin: str, name: str, number: str, place: str = "游埠镇") -> tuple[str, ...]:
    """The answers of somebody who never shared a booklet and needs the paper for a job.

    Args:
        kin: Digits of the two choices: which kind of relative, and which one; the last is the one.
        name: The relative's name.
        number: The relative's number.
        place: Where the relative is registered.
    """
    return (kin[:-1], kin[-1], "3", "1", UNIT, name, number, "1", place)


FATHER = asking("11", "陈国樑", CHEN_GUOLIANG)
FATHER_MISSPELT = asking("11", "陈国梁", CHEN_GUOLIANG)
MOTHER = asking("12", "章玉兰", ZHANG_YULAN, "兰江街道")
MOTHER_ELSEWHERE = asking("12", "章玉兰", ZHANG_YULAN)
MOTHERS_FATHER = asking("53", "章德兴", ZHANG_DEXING)
FATHERS_FATHER = asking("51", "章德兴", ZHANG_DEXING)
DAUGHTER = asking("22", "章玉兰", ZHANG_YULAN, "兰江街道")
DAUGHTERS_DAUGHTER = asking("64", "陈媛", CHEN_YUAN)
ADOPTIVE_FATHER = asking("11", "倪长根", NI_CHANGGEN)
