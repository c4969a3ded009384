"""Foreign residents: the stay permit (ITAS, ITAP) that a residence letter or a card depends on."""
