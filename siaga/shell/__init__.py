"""What every feature's pages are made of: the frame's values, form fields, formats, template tags and base templates."""
