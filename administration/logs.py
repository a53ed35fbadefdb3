"""What the program writes to standard error: plain lines, or one JSON object a line for a log collector."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime

ROOT = "trichluc"
"""The name above those of all loggers of the program."""
FIELDS = "fields"
"""The attribute of a log record that holds its own values by name: `logger.info("…", extra={FIELDS: {…}})`."""


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the record's own fields, and the error if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(style: str) -> None:
    """Send the program's log to standard error: "text" from warnings on, "json" with every question too.

    Calling it again in the same process changes nothing but the style.
    """
    logger = logging.getLogger(ROOT)
    ours = [one for one in logger.handlers if isinstance(one.formatter, JsonLines)]
    if style == "json" and not ours:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
    elif style != "json":
        for one in ours:
            logger.removeHandler(one)
    logger.propagate = style != "json"
    logger.setLevel(logging.INFO if style == "json" else logging.WARNING)
