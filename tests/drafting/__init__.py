"""A hub while somebody designs it."""
