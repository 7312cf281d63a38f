"""« Preuve de diligence » (PDF).

No health data: not even the category of an absence, but for the AT that the law has the employer signal.
"""

from presantra.services.diligence.service import DiligenceService

__all__ = ["DiligenceService"]
