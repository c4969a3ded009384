"""Deaths between any two statements: the difference stays zero, nothing is booked twice, no serial is in two places."""

from __future__ import annotations

from random import Random

from django.db.models import F

from siaga.cards.models import Balance
from siaga.drill.blangko_storm import Storm
from siaga.drill.country import Country


def test_the_difference_is_zero_after_many_deaths(negeri: Country) -> None:
    offices = (negeri.office("3172", "Kota Administrasi Jakarta Utara"), negeri.office("3671", "Kota Tangerang"))
    storm = Storm(negeri.centre, offices, Random(20_261_122))
    found = storm.run(40)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.deaths >= 40 and found.repeated, "some died after their act stood, and asked again"
    with offices[0]:
        Balance.objects.filter(office="3172", account="stok", item="ktp_el").update(amount=F("amount") + 1)
    storm.check(offices[0])
    assert len(found.wrong) == 1, "one blangko too many in the table is noticed"
