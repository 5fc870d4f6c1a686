"""What is brought in; each is one transaction, all of a file or nothing of it."""

from sfc_workshop.imports.actions.elections import import_pabulib
from sfc_workshop.imports.actions.projects import (
    ask_for_import,
    choose_columns,
    discard,
    forget_old_uploads,
    import_at_once,
    import_waiting,
    keep_upload,
)

__all__ = [
    "ask_for_import",
    "choose_columns",
    "discard",
    "forget_old_uploads",
    "import_at_once",
    "import_pabulib",
    "import_waiting",
    "keep_upload",
]
