"""Free text by code: a codebook, who coded what, and how far two coders agree.

Rule: pure. Sheets come in as rows of text and go out as rows of text; whose an answer is, is known
by its key alone.
"""
