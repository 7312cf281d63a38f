"""Documents shared with the service: the employer's side."""

from presantra.services.shared_documents.service import SharedDocumentService
from presantra.services.shared_documents.standing import duerp_of
from presantra.services.shared_documents.views import SharedDocuments, SharedFile

__all__ = ["SharedDocumentService", "SharedDocuments", "SharedFile", "duerp_of"]
