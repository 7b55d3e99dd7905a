"""What everybody may read of a consultation: `/c/{slug}`, in each of its languages.

Rule: shows what is published and nothing else; no script, no form, nothing of anyone else's.
"""

from bot.web.public.routes import routes
from bot.web.public.view import Shop

__all__ = ["Shop", "routes"]
