"""Who lives together: families as they are found, by age and relation, before anyone has a number or an address.

Days are ordinals (`date.toordinal`). Every parent is at least 18 years older than the child, everyone married is 19 or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from siaga.drill.names import Names, Weighted, pick

YEAR = 365.2425
LARGEST = 8

KEPALA, SUAMI, ISTRI, ANAK, MENANTU, CUCU, ORANG_TUA, MERTUA, FAMILI, PEMBANTU = range(1, 11)
BELUM, KAWIN, KAWIN_BELUM_TERCATAT, CERAI, CERAI_BELUM_TERCATAT, CERAI_MATI = range(1, 7)

_KIND = Weighted({"couple": 0.805, "widowed": 0.105, "divorced": 0.04, "single": 0.05})
_COUPLE_AGE = Weighted(
    {(20, 29): 0.17, (30, 39): 0.36, (40, 49): 0.25, (50, 59): 0.13, (60, 69): 0.065, (70, 79): 0.025}
)
_BIRTHS = Weighted({0: 0.03, 1: 0.12, 2: 0.38, 3: 0.3, 4: 0.12, 5: 0.05})
_MARRIED = Weighted({KAWIN: 0.93, KAWIN_BELUM_TERCATAT: 0.07})
_DIVORCED = Weighted({CERAI: 0.85, CERAI_BELUM_TERCATAT: 0.15})


@dataclass(slots=True)
class Person:
    """Someone in the making. father, mother: who they are, if they live here; father_name, mother_name: always known."""

    sex: str
    born: int
    shdk: int
    status: int
    origin: str
    religion: int
    line: str
    nama: str
    father_name: str = ""
    mother_name: str = ""
    father: Person | None = None
    mother: Person | None = None


class Households:
    """Draws families that live on the day `on` (an ordinal)."""

    def __init__(self, rng: Random, names: Names, on: int) -> None:
        self.rng, self.names, self.on = rng, names, on

    def family(self) -> list[Person]:
        """One to eight people, the head first."""
        draw = {"couple": self._couple, "widowed": self._widowed, "divorced": self._divorced, "single": self._single}
        return draw[_KIND.draw(self.rng)]()[:LARGEST]

    # Kinds of families

    def _couple(self) -> list[Person]:
        rng = self.rng
        wife_age = self._years(*_COUPLE_AGE.draw(rng))
        gap = min(14.0, max(-3.0, rng.gauss(3.2, 3.5)))
        husband = self._grown("L", max(20.0, wife_age + gap), KEPALA, _MARRIED.draw(rng))
        alike = rng.random() < 0.85
        wife = self._grown("P", wife_age, ISTRI, husband.status, husband.origin if alike else "", husband.religion)
        if rng.random() < 0.01:
            husband.shdk, wife.shdk, head, spouse = SUAMI, KEPALA, wife, husband
        else:
            head, spouse = husband, wife
        members = [head, spouse]
        for child in self._children(husband, wife):
            members += [child, *self._own_family(child)]
        if rng.random() < 0.08:
            members += self._parent_of(head, ORANG_TUA)
        if rng.random() < 0.05:
            members += self._parent_of(spouse, MERTUA)
        if rng.random() < 0.04:
            members.append(self._relative(head))
        if rng.random() < 0.01:
            members.append(self._grown("P", self._years(18, 45), PEMBANTU, BELUM))
        return members

    def _widowed(self) -> list[Person]:
        head = self._grown("P" if self.rng.random() < 0.8 else "L", self._years(42, 86), KEPALA, CERAI_MATI)
        return self._alone_with_children(head)

    def _divorced(self) -> list[Person]:
        status = _DIVORCED.draw(self.rng)
        head = self._grown("P" if self.rng.random() < 0.75 else "L", self._years(26, 60), KEPALA, status)
        return self._alone_with_children(head)

    def _alone_with_children(self, head: Person) -> list[Person]:
        """The other parent is dead or gone: a name on the children's papers."""
        other = "P" if head.sex == "L" else "L"
        gone = self._grown(other, (self.on - head.born) / YEAR, KEPALA, head.status, head.origin, head.religion)
        father, mother = (head, gone) if head.sex == "L" else (gone, head)
        members = [head]
        for child in self._children(father, mother):
            child.father = father if father is head else None
            child.mother = mother if mother is head else None
            members += [child, *self._own_family(child)]
        return members

    def _single(self) -> list[Person]:
        head = self._grown("L" if self.rng.random() < 0.62 else "P", self._years(19, 45), KEPALA, BELUM)
        return [head, self._relative(head)] if self.rng.random() < 0.4 else [head]

    # Those who live with them

    def _children(self, father: Person, mother: Person) -> list[Person]:
        """Those still at home, eldest first."""
        rng, found = self.rng, []
        at = max(mother.born + (19 + 10 * rng.random() * rng.random()) * YEAR, father.born + 19 * YEAR)
        for _ in range(_BIRTHS.draw(rng)):
            if at > self.on or at > mother.born + 44 * YEAR:
                break
            age = (self.on - at) / YEAR
            home = 1.0 if age < 18 else 0.82 if age < 25 else 0.4 if age < 31 else 0.1
            if rng.random() < home:
                found.append(self._child(father, mother, int(at), ANAK))
            at += (2 + 5 * rng.random()) * YEAR
        return found

    def _child(self, father: Person, mother: Person, born: int, shdk: int) -> Person:
        sex = "L" if self.rng.random() < 0.512 else "P"
        child = self._named(sex, born, shdk, BELUM, father.origin, father.religion, father.line)
        child.father, child.mother = father, mother
        child.father_name, child.mother_name = father.nama, mother.nama
        return child

    def _own_family(self, child: Person) -> list[Person]:
        """A grown child may have brought a spouse and have a child, all under the same roof."""
        rng, age = self.rng, (self.on - child.born) / YEAR
        if age < 21 or rng.random() > 0.3:
            return []
        other = "P" if child.sex == "L" else "L"
        child.status = _MARRIED.draw(rng)
        spouse = self._grown(
            other, max(20.0, age + rng.gauss(0, 2)), MENANTU, child.status, child.origin, child.religion
        )
        father, mother = (child, spouse) if child.sex == "L" else (spouse, child)
        first = max(father.born, mother.born) + 19.5 * YEAR
        if rng.random() > 0.6 or first >= self.on:
            return [spouse]
        born = int(first + rng.random() * (self.on - first))
        late = mother.born + 44 * YEAR
        return [spouse, self._child(father, mother, int(min(born, late)), CUCU)]

    def _parent_of(self, child: Person, shdk: int) -> list[Person]:
        """A widowed father or mother, whose name the child bears on its papers."""
        sex = "P" if self.rng.random() < 0.75 else "L"
        age = (self.on - child.born) / YEAR + 19 + 13 * self.rng.random()
        if age > 96:
            return []
        parent = self._grown(sex, age, shdk, CERAI_MATI, child.origin, child.religion)
        if sex == "L":
            child.father, child.father_name = parent, parent.nama
        else:
            child.mother, child.mother_name = parent, parent.nama
        return [parent]

    def _relative(self, head: Person) -> Person:
        """A younger brother or sister of the head."""
        age = max(7.0, (self.on - head.born) / YEAR - self._years(2, 9))
        sex = pick(self.rng, "LP")
        found = self._named(sex, self._day(age), FAMILI, BELUM, head.origin, head.religion, head.line)
        found.father_name, found.mother_name = head.father_name, head.mother_name
        return found

    # One person

    def _grown(self, sex: str, age: float, shdk: int, status: int, origin: str = "", religion: int = 0) -> Person:
        """Somebody whose own parents live elsewhere or no more. age: years."""
        rng = self.rng
        origin = origin or self.names.origin(rng)
        religion = religion or self.names.religion(rng, origin)
        line = self.names.family_name(rng, origin)
        found = self._named(sex, self._day(age), shdk, status, origin, religion, line)
        year = 1 + int(found.born / YEAR)
        found.father_name = self.names.person(rng, origin, "L", year - 28, religion, line)
        found.mother_name = self.names.person(rng, origin, "P", year - 25, religion)
        return found

    def _named(self, sex: str, born: int, shdk: int, status: int, origin: str, religion: int, line: str) -> Person:
        nama = self.names.person(self.rng, origin, sex, 1 + int(born / YEAR), religion, line)
        return Person(sex, born, shdk, status, origin, religion, line, nama)

    def _years(self, low: int, high: int) -> float:
        return low + (high - low + 1) * self.rng.random()

    def _day(self, age: float) -> int:
        return self.on - int(age * YEAR)
