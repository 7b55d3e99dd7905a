"""SMS by Twilio: signed forms in, REST out.

Rule: only `client.py` knows Twilio's library.
"""
