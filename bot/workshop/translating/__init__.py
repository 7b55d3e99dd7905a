"""Translators' work: what is to be translated, in and out of files, spreadsheets and pictures."""
