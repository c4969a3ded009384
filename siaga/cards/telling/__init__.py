"""Short texts to citizens: written in the act that they tell of, sent when there is a way, copied by hand where there is none."""
