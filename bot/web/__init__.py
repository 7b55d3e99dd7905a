"""The web: provider webhooks, health, metrics and pages.

Rule: a room that knows services and below; of channels, store and worker it sees only `view`.
"""
