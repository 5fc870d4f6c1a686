"""What logs must not keep: the secrets of personal links, of participants' own pages, and single-use codes."""

import logging
import re

SECRET_IN_PATH = re.compile(r"(/(?:welcome|me)/|[?&]code=)[A-Za-z0-9_%.~+-]+")
WRITERS = ("werkzeug", "gunicorn.access", "gunicorn.error")


class HideSecrets(logging.Filter):
    """Puts dots in the place of a secret before anything is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with what it says made harmless."""
        said = record.getMessage()
        hidden = SECRET_IN_PATH.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, None
        return True


def hide_secrets(*own: logging.Logger) -> None:
    """Hide secrets in our own loggers and in those of the servers we run under."""
    for logger in (*own, *map(logging.getLogger, WRITERS)):
        if not any(isinstance(one, HideSecrets) for one in logger.filters):
            logger.addFilter(HideSecrets())
