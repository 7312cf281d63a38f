"""Members as the service's operators handle them: import, letters, numbers."""

from presantra.services.members.service import ImportReport, MemberService, MemberView

__all__ = ["ImportReport", "MemberService", "MemberView"]
