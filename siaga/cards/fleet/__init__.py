"""The printers of an office as one fleet: capacity, ribbon, state, and who prints which card."""
