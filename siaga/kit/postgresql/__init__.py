"""Django's engine for PostgreSQL without the second index of every text column; `base` is where Django looks for it."""
