"""An installation whose people were told what was heard."""

from __future__ import annotations

from tests.service.feedback import told
from tests.service.stage import after

reported = after(told.reported)
