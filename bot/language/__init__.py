"""Languages: catalogues, the words people type, digits, dates, and the price of a text.

Rule: what a language is stands in `locales/`; nothing here knows a flow, a question or a channel.
"""
