"""Files that may go with a message: which, how large, how many, and under what name."""

import unicodedata

from presantra.domain.errors import InvalidValue
from presantra.domain.files import FileKind, HoldsMacros, recognise

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_FILES = 5
NAME_MAX_LENGTH = 120
ACCEPTED = (FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.DOCX, FileKind.XLSX, FileKind.CSV)
TOO_BIG = "Ce fichier dépasse 5 Mo."
TOO_MANY = f"{MAX_FILES} pièces jointes au maximum par message."
REFUSED = "Ce fichier n’est pas accepté : joignez un PDF, une image PNG ou JPEG, un document Word, Excel ou CSV."


def kind_of(content: bytes, name: str) -> FileKind:
    """What a file is.

    Raises:
        InvalidValue: empty, too big, or nothing that is accepted; an Office file with macros is not.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InvalidValue(TOO_BIG)
    try:
        found = recognise(content, ACCEPTED, name)
    except HoldsMacros:
        found = None
    if found is None:
        raise InvalidValue(REFUSED)
    return found


def clean_file_name(name: str, kind: FileKind) -> str:
    """The name to show and to give back: its last part, printable, with the extension of what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    stem = shown.rsplit(".", 1)[0].strip(" .")[: NAME_MAX_LENGTH - 5].rstrip()
    return f"{stem or 'piece-jointe'}.{kind.value}"
