"""Allotment at the centre: N blangko over all offices by a rule, on record for everybody, then shipped to who has asked."""
