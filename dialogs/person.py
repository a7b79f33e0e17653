"""People for whom tests are booked."""

from dataclasses import dataclass

from dialogs.understanding.readings import Age, Gender, Relation


@dataclass(frozen=True, slots=True)
class SavedPerson:
    """Somebody for whom this chat has booked before. `id` is short and stable."""

    id: str
    name: str
    age: Age
    gender: Gender | None
    relation: Relation | None
    phone: str
    pincode: str = ""
    address: str = ""
