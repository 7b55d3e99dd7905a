"""Tests of one exchange: a message in, rows out, nothing else touched."""
