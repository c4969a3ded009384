"""From the shelf to the hand: told by letter and text with an hour that is free, delivered by RT, stored after a period, withdrawn."""
