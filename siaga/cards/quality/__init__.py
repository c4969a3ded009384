"""A card between the printer's word and the pick-up shelf: somebody holds it and looks."""
