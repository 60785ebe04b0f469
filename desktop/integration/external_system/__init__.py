"""The built-in external system: a stand-in for the company's other one, to demonstrate, train and test with.

``start`` runs it in a process of its own. It speaks SOAP from the WSDLs that travel with Hearth, keeps what
it is sent in a file, gives integration ids, puts some values right, refuses others, and fails on request.
"""

from desktop.integration.external_system.conduct import Conduct, Mode, ReplyForm, Trouble
from desktop.integration.external_system.kept import JournalEntry, Outcome, Record, Row
from desktop.integration.external_system.running import RunningExternalSystem, start

__all__ = [
    "Conduct",
    "JournalEntry",
    "Mode",
    "Outcome",
    "Record",
    "ReplyForm",
    "Row",
    "RunningExternalSystem",
    "Trouble",
    "start",
]
