"""Kotha: consult people by text, in the languages they speak, and answer them back."""

__version__ = "0.1.0"
