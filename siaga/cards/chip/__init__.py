"""The card's chip: what is written on it, and the conversation with it. No Django."""
