"""What charts and maps share: the page they are drawn on, its style and its colours."""
