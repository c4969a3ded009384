"""One body under two NIKs: the citizen is summoned, says which NIK is kept, the centre answers, the card is released."""
