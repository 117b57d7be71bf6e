"""Forms of every kind of question, a reading for them, and items that lead to each other."""

from typing import Any

from domain.form import Choice, Field, FieldKind, Form, Known, Place, PlaceLevel, Reading
from domain.item import Catalogue, Disposition, Family, Item, ItemId, Level
from domain.office import OfficeKind
from tests.support.people import CHEN_YUAN, TODAY

PLACES = (
    Place("330781102", ("游埠镇", "游埠")),
    Place("330781001", ("兰江街道", "兰江")),
    Place("330781004", ("永昌街道", "永昌")),
    Place("330781102201", ("下王村", "下王"), PlaceLevel.VILLAGE, "兰溪市游埠镇下王村"),
    Place("330781001201", ("上王村", "上王"), PlaceLevel.VILLAGE, "兰溪市兰江街道上王村"),
    Place("330781", ("兰溪市", "兰溪"), PlaceLevel.COUNTY, "浙江省金华市兰溪市"),
    Place("320106", ("鼓楼区", "鼓楼"), PlaceLevel.COUNTY, "江苏省南京市鼓楼区"),
    Place("320302", ("鼓楼区", "鼓楼"), PlaceLevel.COUNTY, "江苏省徐州市鼓楼区"),
    Place("430121", ("长沙县", "长沙"), PlaceLevel.COUNTY, "湖南省长沙市长沙县"),
    Place("350405", ("沙县区", "沙县"), PlaceLevel.COUNTY, "福建省三明市沙县区"),
)
KNOWN = Known("陈媛", CHEN_YUAN, "13800000042", "330781102")
READING = Reading(TODAY, CHEN_YUAN, PLACES, pictures=2, known=KNOWN)


def a_choice(field_id: str, *values: str, **more: Any) -> Field:
    """A question with these values to choose from, each labelled by itself."""
    choices = tuple(Choice(value, value) for value in values)
    return Field(field_id, FieldKind.CHOICE, "?", field_id, choices=choices, **more)


def a_field(field_id: str, kind: FieldKind = FieldKind.TEXT, **more: Any) -> Field:
    """A question of a kind."""
    return Field(field_id, kind, f"{field_id}?", field_id, **more)


def an_item(item: str, form: Form, disposition: Disposition = Disposition.ISSUE) -> Item:
    """An item with that form."""
    return Item(
        id=ItemId(item),
        version=f"{item}-1",
        name=item,
        title=item,
        english=item,
        says=(item,),
        family=Family.STATEMENT,
        disposition=disposition,
        level=Level.TOWN,
        issued_by=OfficeKind.TOWN,
        form=form,
        proofs=(),
        basis=(),
        due_days=3,
        correct_days=10,
        valid_days=90,
        assurance=1,
        source="",
    )


def a_catalogue(*items: Item) -> Catalogue:
    """A catalogue of these items, without offices."""
    return Catalogue({item.id: item for item in items}, {})
