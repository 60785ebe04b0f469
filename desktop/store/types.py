"""The plain, frozen values that the store takes and gives: they may cross threads and load no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple

from desktop.values import Value

Values = Mapping[str, Value]
# The code of an error that a person must mend before anything is sent again.
CREDENTIALS: Final = "credentials"
# The code of an error after which the external system itself said when to come back.
BUSY: Final = "busy"
# The code of a delivery that waits because a look at the external system raised questions about its record:
# it was to be sent, or nobody had commanded anything.
HELD: Final = "held"
LOOKED: Final = "looked"
# How the conflict that is about the record itself is named, where others are named by their field.
WHOLE_RECORD: Final = "record"


class RecordKind(StrEnum):
    """The records that are kept and sent."""

    HOUSEHOLD = "household"
    CONTACT = "contact"


class Ref(NamedTuple):
    """Which record: its kind and our row id, which never changes."""

    kind: RecordKind
    id: str


class Origin(StrEnum):
    """Who caused a change."""

    AGENT = "agent"
    REPLY = "reply"
    IMPORT = "import"
    MERGE = "merge"
    RESOLVE = "resolve"
    REVERT = "revert"


class SyncState(StrEnum):
    """How a record stands with one external system."""

    NEVER_SENT = "never_sent"
    PENDING = "pending"
    QUEUED = "queued"
    SENDING = "sending"
    SYNCHRONIZED = "synchronized"
    REFUSED = "refused"
    CONFLICT = "conflict"
    DOUBTFUL = "doubtful"


class DeliveryState(StrEnum):
    """Where a delivery stands; ``transitions.TRANSITIONS`` says what may follow what."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CONFLICT = "conflict"
    DOUBTFUL = "doubtful"
    CANCELLED = "cancelled"


FINISHED: Final = frozenset({DeliveryState.DELIVERED, DeliveryState.REFUSED, DeliveryState.CANCELLED})


class Auth(StrEnum):
    """How a request proves who sends it."""

    NONE = "none"
    SIEBEL = "siebel"
    SIEBEL_SESSION = "siebel-session"
    WSSE = "wsse"
    WSSE_DIGEST = "wsse-digest"
    BASIC = "basic"
    QUERY = "query"
    CERTIFICATE = "certificate"

    @property
    def wants_password(self) -> bool:
        """Tell whether it takes a user and a password."""
        return self not in (Auth.NONE, Auth.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Sync:
    """A record's standing with one external system; times are ISO, UTC."""

    state: SyncState = SyncState.NEVER_SENT
    last_sent: str | None = None
    last_error: str | None = None
    delivery_id: str | None = None
    next_attempt: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """One row of a child component: its own id, and the id of the record it picks if it is a link."""

    id: str
    values: Values
    primary: bool = False
    picked_id: str | None = None


Children = Mapping[str, tuple[Child, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read: every field of its component by name, and its children by component name."""

    ref: Ref
    values: Values
    children: Children
    version: int
    sync: Sync = field(default_factory=Sync)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a delivery sends, as the record stood when it was claimed.

    ``known`` names the fields (``category``), components (``personal_address``) and fields of components
    (``personal_address.personal_city``) that ever held something here; only those are sent empty, because an
    empty element clears the value at the other side. ``alone`` tells that since the external system was last
    known to agree nothing else was sent to it: otherwise what it holds may have come with another message.
    """

    ref: Ref
    values: Values
    children: Children
    version: int
    known: frozenset[str] = frozenset()
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Changes:
    """What one unit of work changed: by record, the names of its fields and child components.

    ``lines`` names the external systems whose line was paused, resumed, or came to rest.
    """

    created: frozenset[Ref] = frozenset()
    changed: Mapping[Ref, frozenset[str]] = field(default_factory=dict[Ref, frozenset[str]])
    deleted: frozenset[Ref] = frozenset()
    deliveries: frozenset[str] = frozenset()
    change_set: int | None = None
    lines: frozenset[str] = frozenset()

    def concerns(self, ref: Ref) -> bool:
        """Tell whether the record was made, changed or deleted."""
        return ref in self.changed or ref in self.created or ref in self.deleted

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted or self.deliveries or self.lines)


@dataclass(frozen=True, slots=True)
class DeliveryError:
    """Why a delivery did not go through: a code, a sentence for the agent, detail for the administrator."""

    code: str
    message: str
    detail: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One command Update External System for one record and one external system.

    ``in_doubt`` tells that a request may have left and nobody knows what became of it: the external system
    is asked before anything is sent again. ``applied`` holds, by field name, the values before and after the
    reply. ``family`` is the household's delivery, for it and for those of its members sent with it.
    ``has_rest`` tells that its reply could not be applied whole, and could without what was wrong in it.
    """

    id: str
    connection: str
    ref: Ref
    state: DeliveryState
    attempts: int
    created_at: str
    next_attempt: str | None = None
    finished_at: str | None = None
    in_doubt: bool = False
    applied: Mapping[str, tuple[Value, Value]] = field(default_factory=dict[str, tuple[Value, Value]])
    error: DeliveryError | None = None
    change_set: int | None = None
    family: str | None = None
    has_rest: bool = False

    @property
    def may_have_arrived(self) -> bool:
        """Tell whether the external system may hold what was sent although no reply of it was applied."""
        return self.in_doubt or self.state is DeliveryState.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one external system: paused by a person, or resting after too many failures in a row.

    While it rests only one delivery is tried from ``probe_at`` on; if that is answered the rest follow.
    """

    connection: str
    paused_at: str | None = None
    paused_by: str | None = None
    failures: int = 0
    opened_at: str | None = None
    probe_at: str | None = None

    @property
    def paused(self) -> bool:
        """Tell whether somebody paused it."""
        return self.paused_at is not None

    @property
    def resting(self) -> bool:
        """Tell whether its circuit is open."""
        return self.opened_at is not None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that one worker may carry out until its lease ends.

    ``snapshot`` is what to send. ``sent`` is what an earlier attempt of unknown outcome sent, if there was
    one; ``last_known`` what the external system was last known to hold, if it ever answered.
    """

    delivery: Delivery
    snapshot: Snapshot
    worker: str
    sent: Snapshot | None = None
    last_known: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class ChildChange:
    """One intended change of a child row: ``add``, ``update`` or ``remove``.

    For an addition of a picked component ``picked_id`` names the record; ``primary`` is None for no news.
    """

    action: str
    component: str
    child_id: str | None = None
    picked_id: str | None = None
    values: Values = field(default_factory=dict[str, Value])
    primary: bool | None = None
    integration_id: str | None = None


class Question(StrEnum):
    """What a conflict asks a person to decide."""

    VALUE = "value"  # which value of a field stays
    REMOVED_THERE = "removed_there"  # removed there and kept here: is it sent again, or removed here, too
    REMOVED_HERE = "removed_here"  # removed here and changed there: does it stay removed, or come back


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field changed here since the snapshot and differently by the reply; or a question about a whole.

    A whole is a row of ``component`` or, without one, the record: its ``field`` is empty, and the values are
    lines on what it holds, None where it was removed. ``restores`` is what brings a removed row back.
    """

    field: str
    base: Value
    mine: Value
    theirs: Value
    component: str = ""
    child_id: str | None = None
    question: Question = Question.VALUE
    restores: ChildChange | None = None

    @property
    def is_about_record(self) -> bool:
        """Tell whether it is about the record as a whole."""
        return not self.component and not self.field


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reply changes here, decided field by field; applied in one transaction.

    ``settled`` are clashes that an administrator's setting decided: ``mine`` or ``theirs``.
    """

    values: Values = field(default_factory=dict[str, Value])
    integration_id: str | None = None
    children: tuple[ChildChange, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    settled: tuple[tuple[FieldConflict, str], ...] = ()

    @property
    def changes_something(self) -> bool:
        """Tell whether the record is to be written to."""
        return bool(self.values or self.children or self.integration_id is not None)

    @property
    def only_assigns(self) -> bool:
        """Tell whether all that comes is the key of the record there."""
        others = (self.values, self.children, self.conflicts, self.settled)
        return self.integration_id is not None and not any(others)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One try on the wire as it is kept in the delivery log; texts carry no secret."""

    started_at: str
    finished_at: str
    outcome: str
    http_status: int | None = None
    note: str = ""
    request: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of the delivery log."""

    id: int
    delivery_id: str
    ref: Ref
    connection: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim ends: the delivery's next state, what to apply, what to tell, when to try again.

    ``confirmed`` is the snapshot that the external system is now known to have taken; ``rest`` keeps what of
    a reply could be applied that cannot be as a whole.
    """

    state: DeliveryState
    confirmed: Snapshot | None = None
    exchanges: tuple[Exchange, ...] = ()
    decision: Decision | None = None
    error: DeliveryError | None = None
    next_attempt: str | None = None
    in_doubt: bool = False
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """The definition of an external system; no secret is in it.

    WSDLs are file paths or URLs, empty for the ones that travel with Hearth; an ``address`` overrides the
    WSDLs'; ``timeout`` is the longest wait for a reply, in seconds.
    """

    name: str
    household_wsdl: str = ""
    contact_wsdl: str = ""
    address: str = ""
    auth: Auth = Auth.NONE
    user: str = ""
    timeout: float = 60.0
    ca: str = ""
    certificate: str = ""
    proxy: str = ""

    def wsdl(self, kind: RecordKind) -> str:
        """Return where the WSDL for a kind of record is; empty for the one that travels with Hearth."""
        return self.household_wsdl if kind is RecordKind.HOUSEHOLD else self.contact_wsdl

    def with_wsdl(self, kind: RecordKind, place: str) -> ConnectionSettings:
        """Return the definition with the WSDL for a kind of record at this place."""
        if kind is RecordKind.HOUSEHOLD:
            return replace(self, household_wsdl=place)
        return replace(self, contact_wsdl=place)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One changed field: before, after, when, who and why."""

    id: int
    change_set: int
    ref: Ref
    component: str
    child_id: str | None
    field: str
    before: Value
    after: Value
    at: str
    who: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field or one whole that waits for a person: what was sent, what is here, what came back.

    ``mine`` is the value as it stands now; ``component`` and ``child_id`` name the child row it belongs to,
    and ``row`` is what a person calls that row. A whole has no ``field``; see ``FieldConflict``.
    """

    id: int
    delivery_id: str
    ref: Ref
    field: str
    base: Value
    mine: Value
    theirs: Value
    at: str
    component: str = ""
    child_id: str | None = None
    question: Question = Question.VALUE
    connection: str = ""
    row: str = ""
    restores: ChildChange | None = None

    @property
    def name(self) -> str:
        """Return what a person names: ``alias``, ``personal_address.personal_city``, ``personal_address``.

        Two rows of one component share it. The record itself is named ``record``.
        """
        return self._named(self.component)

    @property
    def key(self) -> str:
        """Return a name that no other conflict of the record has: with ``@`` and the id of the row."""
        return self._named(f"{self.component}@{self.child_id}" if self.child_id else self.component)

    @property
    def is_about_record(self) -> bool:
        """Tell whether it is about the record as a whole."""
        return not self.component and not self.field

    def _named(self, row: str) -> str:
        return ".".join(each for each in (row, self.field) if each) or WHOLE_RECORD
