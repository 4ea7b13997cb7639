"""How texts are compared: stretches of words they share, assertions that say the same."""
