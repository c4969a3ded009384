"""The child's card (KIA) on its blank: each print takes one from the book, and nothing is printed at zero."""
