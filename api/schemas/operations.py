"""The audit log, jobs and the outbox."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from core.audit import AuditEntry
from core.doctor import Examination
from core.jobs import Job
from core.outbox import OutboxMessage


class AuditEntryOut(BaseModel):
    """One change: who, through which door, and what was before and after."""

    id: UUID
    occurred_at: datetime
    actor_kind: Literal["system", "admin", "token", "user"]
    actor_id: UUID | None
    door: str = Field(examples=["web"])
    request_id: str
    action: str = Field(examples=["key.revoke"])
    entity: str = Field(examples=["key"])
    entity_id: str
    user_id: UUID | None = Field(description="The user it concerns, if one.")
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    number: int | None = Field(description="Its place in the chain of seals; null until it is sealed.")

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryOut":
        return cls.model_validate(entry, from_attributes=True)


class AuditHeadOut(BaseModel):
    """How far the chain goes, and its last seal."""

    number: int
    seal: str = Field(description="64 hexadecimal digits.")


class JobOut(BaseModel):
    """Work that runs by the clock, on one node at a time."""

    name: str = Field(examples=["audit_sealing"])
    every_seconds: int
    next_run_at: datetime
    is_running: bool
    holder: str = Field(description="The node that runs it, or ran it last.")
    progress: str
    last_ended_at: datetime | None
    last_succeeded: bool | None
    last_result: str
    failures: int = Field(description="In a row, up to now.")

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        values = {name: getattr(job, name) for name in cls.model_fields if hasattr(job, name)}
        return cls(**values, is_running=job.lease_until is not None)


class MessageOut(BaseModel):
    """An effect that was promised. Its id and payload are the same at every attempt."""

    id: UUID
    topic: str
    payload: dict[str, Any]
    state: Literal["pending", "done", "dead"]
    attempts: int
    due_at: datetime
    last_error: str
    created_at: datetime
    settled_at: datetime | None

    @classmethod
    def of(cls, message: OutboxMessage) -> "MessageOut":
        return cls.model_validate(message, from_attributes=True)


class ExaminationOut(BaseModel):
    """What doctor found, by invariant: the first sentences, and how many there would be. Nothing is well."""

    started_at: datetime
    ended_at: datetime
    findings: dict[str, list[str]]
    counts: dict[str, int]

    @classmethod
    def of(cls, examination: Examination) -> "ExaminationOut":
        return cls.model_validate(examination, from_attributes=True)
