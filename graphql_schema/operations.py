"""GraphQL: the audit log, jobs and the outbox."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import audit, doctor, jobs, outbox
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.operation import Info
from graphql_schema.scalars import JSON
from graphql_schema.usage import From, To

__all__ = ["AuditEntry", "Job", "OperationMutations", "OperationQueries", "OutboxMessage"]


@strawberry.type(description="One change: who made it, through which door, and what was before and after.")
class AuditEntry:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    actor_kind: str = strawberry.field(description="Who did it: system, admin, token or user.")
    actor_id: UUID | None = strawberry.field(description="The admin, the token, or the key that a user acted by.")
    door: str = strawberry.field(description="Through which door: api, graphql, web, command, job or core.")
    request_id: str = strawberry.field(description="In which request; empty if in none.")
    action: str = strawberry.field(description="What was done, such as key.revoke.")
    entity: str = strawberry.field(description="What kind of thing it was done to.")
    entity_id: str = strawberry.field(description="Which one of them.")
    user_id: UUID | None = strawberry.field(description="The user it concerns, if one.")
    before: JSON | None = strawberry.field(description="What was before, as far as it changed; null for a new thing.")
    after: JSON | None = strawberry.field(description="What is after, as far as it changed; null for a deleted thing.")
    number: int | None = strawberry.field(description="Its place in the chain of seals; null until it is sealed.")

    @classmethod
    def of(cls, entry: audit.AuditEntry) -> "AuditEntry":
        return cls(
            id=entry.id,
            occurred_at=entry.occurred_at,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            door=entry.door,
            request_id=entry.request_id,
            action=entry.action,
            entity=entry.entity,
            entity_id=entry.entity_id,
            user_id=entry.user_id,
            before=None if entry.before is None else JSON(entry.before),
            after=None if entry.after is None else JSON(entry.after),
            number=entry.number,
        )


@strawberry.type(description="Work that runs by the clock, on one node at a time.")
class Job:
    name: str = strawberry.field(description="Its name.")
    every_seconds: int = strawberry.field(description="How often it runs.")
    next_run_at: datetime = strawberry.field(description="When it runs next.")
    is_running: bool = strawberry.field(description="Whether a node runs it now.")
    holder: str = strawberry.field(description="The node that runs it, or ran it last.")
    progress: str = strawberry.field(description="How far the present run is.")
    last_ended_at: datetime | None = strawberry.field(description="When the last run ended.")
    last_succeeded: bool | None = strawberry.field(description="Whether it did what it should.")
    last_result: str = strawberry.field(description="What it did, or why it failed.")
    failures: int = strawberry.field(description="How often it failed in a row, up to now.")

    @classmethod
    def of(cls, job: jobs.Job) -> "Job":
        return cls(
            name=job.name,
            every_seconds=job.every_seconds,
            next_run_at=job.next_run_at,
            is_running=job.lease_until is not None,
            holder=job.holder,
            progress=job.progress,
            last_ended_at=job.last_ended_at,
            last_succeeded=job.last_succeeded,
            last_result=job.last_result,
            failures=job.failures,
        )


@strawberry.enum(description="What became of a message of the outbox.")
class MessageState(Enum):
    PENDING = strawberry.enum_value("pending", description="It is to be tried, again or for the first time.")
    DONE = strawberry.enum_value("done", description="Its effect was carried out.")
    DEAD = strawberry.enum_value("dead", description="It was given up; it can be replayed.")


@strawberry.type(description="An effect outside that was promised. Its id and payload are the same at every attempt.")
class OutboxMessage:
    id: UUID = strawberry.field(description="The id that receivers tell repetitions by.")
    topic: str = strawberry.field(description="What it is about.")
    payload: JSON = strawberry.field(description="What it says.")
    state: MessageState = strawberry.field(description="What became of it.")
    attempts: int = strawberry.field(description="How often it was tried.")
    due_at: datetime = strawberry.field(description="When it is tried next, while it is pending.")
    last_error: str = strawberry.field(description="Why the last attempt failed; empty if none did.")
    created_at: datetime = strawberry.field(description="When it was promised.")
    settled_at: datetime | None = strawberry.field(description="When it was done or given up.")

    @classmethod
    def of(cls, message: outbox.OutboxMessage) -> "OutboxMessage":
        return cls(
            id=message.id,
            topic=message.topic,
            payload=JSON(message.payload),
            state=MessageState(message.state),
            attempts=message.attempts,
            due_at=message.due_at,
            last_error=message.last_error,
            created_at=message.created_at,
            settled_at=message.settled_at,
        )


@strawberry.type(description="What doctor found about one thing that must always hold.")
class Invariant:
    name: str = strawberry.field(description="What must hold.")
    count: int = strawberry.field(description="How many things contradict it; 0 is well.")
    findings: list[str] = strawberry.field(description="The first of them, a sentence each.")


@strawberry.type(description="One look of doctor at everything that must always hold.")
class Examination:
    started_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime = strawberry.field(description="When it ended.")
    invariants: list[Invariant] = strawberry.field(description="What was looked at.")

    @classmethod
    def of(cls, found: doctor.Examination) -> "Examination":
        return cls(
            started_at=found.started_at,
            ended_at=found.ended_at,
            invariants=[
                Invariant(name=name, count=count, findings=found.findings.get(name, []))
                for name, count in found.counts.items()
            ],
        )


@strawberry.type
class OperationQueries:
    @strawberry.field(description="The newest examination of doctor; null before the first.")
    async def examination(self, info: Info) -> Examination | None:
        found = await doctor.last_examination(info.context.actor)
        return None if found is None else Examination.of(found)

    @strawberry.field(description="What was changed, newest first.")
    async def audit_entries(
        self,
        info: Info,
        search: Annotated[
            str, strawberry.argument(description="How the action begins, or a whole id of an entity or a request.")
        ] = "",
        entity: Annotated[str | None, strawberry.argument(description="To which kind of thing; null: to any.")] = None,
        user_id: Annotated[UUID | None, strawberry.argument(description="What concerns this user.")] = None,
        actor_id: Annotated[UUID | None, strawberry.argument(description="What this actor did.")] = None,
        from_: From = None,
        to: To = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[AuditEntry] | None:
        page = await audit.list_entries(
            info.context.actor,
            search=search,
            entity=entity,
            user_id=user_id,
            actor_id=actor_id,
            start=from_,
            end=to,
            limit=first,
            cursor=after,
        )
        return connection_of(page, AuditEntry.of)

    @strawberry.field(description="What runs by the clock, by name.")
    async def jobs(self, info: Info) -> list[Job] | None:
        return [Job.of(job) for job in await jobs.list_jobs(info.context.actor)]

    @strawberry.field(description="Messages of the outbox, newest first.")
    async def outbox_messages(
        self,
        info: Info,
        state: Annotated[MessageState | None, strawberry.argument(description="In which state; null: any.")] = None,
        topic: Annotated[str | None, strawberry.argument(description="About what; null: anything.")] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[OutboxMessage] | None:
        page = await outbox.list_messages(
            info.context.actor, state=state.value if state else None, topic=topic, limit=first, cursor=after
        )
        return connection_of(page, OutboxMessage.of)


@strawberry.type
class OperationMutations:
    @strawberry.mutation(description="Have a job run as soon as a node is free, whatever its schedule says.")
    async def run_job(self, info: Info, name: Annotated[str, strawberry.argument(description="Its name.")]) -> Job:
        return Job.of(await jobs.run_job_now(info.context.actor, name))

    @strawberry.mutation(description="Try a message again that was given up.")
    async def replay_message(
        self, info: Info, id: Annotated[UUID, strawberry.argument(description="Its id.")]
    ) -> OutboxMessage:
        return OutboxMessage.of(await outbox.replay_message(info.context.actor, id))
