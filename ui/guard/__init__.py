"""Who may come in, how much they may ask, and what every response says to the browser."""
