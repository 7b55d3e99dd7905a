"""Tallies → figures: counted once, made safe once, and read from here by every text and table.

Rule: nothing outside this package turns a tally into a number that leaves the house.
"""
