"""Every error a person can meet, in one tree. Messages are Vietnamese and say what was expected, found, and what to do.

TrichLucError
├── InputError                  what was given cannot be used (exit status 2)
│   ├── UnreadableFile          not text, broken, protected, or of a kind that is not read
│   │   ├── EmptyFile           nothing in it
│   │   └── FileTooLarge        over a limit (size, pages, expansion of an archive)
│   ├── RestrictedDocument      carries a secrecy mark and the settings do not allow it
│   ├── NoDocumentsFound        a folder or archive without any document
│   ├── UnknownDocument         no document has this id
│   ├── DamagedBackup           a backup that is cut short, altered or made to do harm
│   ├── BadQuestion             empty, without a letter or figure, or too long
│   ├── TooManyQuestions        asked more often than the settings allow; says when to go on
│   └── NothingOnTopic          no document says anything on the topic of a briefing
├── NotAllowed                  the person may not do this with their role
│   └── SignInFailed            a wrong name or password, or too many attempts
├── MissingComponent            an optional program or package is absent; names the install command
├── StorageError                the data folder cannot be used
│   ├── WriterBusy              another process is writing
│   ├── DiskFull                no space left; the state before the change is kept
│   ├── IndexMismatch           made with another encoder or format; offers the rebuild
│   └── CorruptLibrary          a checksum or a count does not agree
├── EncoderError                an embedding model cannot be loaded or run
├── EngineError                 the vector or word engine failed
└── GenerationError             the language-model endpoint failed or answered badly
"""

from __future__ import annotations


class TrichLucError(Exception):
    """Base of the tree; `str(error)` is one Vietnamese sentence fit to show to a person."""


class InputError(TrichLucError):
    """What was given cannot be used."""


class UnreadableFile(InputError):
    """The file is not text, is broken or protected, or is of a kind that is not read."""


class EmptyFile(UnreadableFile):
    """The file holds no text."""


class FileTooLarge(UnreadableFile):
    """The file is over a limit."""


class RestrictedDocument(InputError):
    """The document carries a secrecy mark and the settings do not allow such documents."""


class NoDocumentsFound(InputError):
    """The folder or archive holds no document."""


class UnknownDocument(InputError):
    """No document of the library has this id."""


class DamagedBackup(InputError):
    """The backup is cut short, altered or made to do harm; nothing of it was restored."""


class BadQuestion(InputError):
    """The question is empty, has no letter or figure, or is too long."""


class NothingOnTopic(InputError):
    """No document of the library says anything on the topic of a briefing."""


class TooManyQuestions(InputError):
    """The person asks more often than the settings allow; the message says when to go on."""


class NotAllowed(TrichLucError):
    """The person may not do this; the message names the role that may."""


class SignInFailed(NotAllowed):
    """The name or the password is wrong, or there were too many attempts."""


class MissingComponent(TrichLucError):
    """An optional program or package is absent; the message names the install command."""


class StorageError(TrichLucError):
    """The data folder cannot be used."""


class WriterBusy(StorageError):
    """Another process is writing to the library."""


class DiskFull(StorageError):
    """No space is left; the state before the change is kept."""


class IndexMismatch(StorageError):
    """The index was made with another encoder or format."""


class CorruptLibrary(StorageError):
    """A checksum, a count or a reference of the library does not agree."""


class EncoderError(TrichLucError):
    """An embedding model cannot be loaded or run."""


class EngineError(TrichLucError):
    """The vector or word engine failed."""


class GenerationError(TrichLucError):
    """The language-model endpoint failed or answered badly."""
