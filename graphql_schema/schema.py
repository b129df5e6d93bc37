"""The schema, and the gate that every operation passes, whichever way it came: HTTP, event stream or WebSocket."""

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext, ExecutionResult, PreExecutionError

from core.errors import InvalidInput
from graphql_schema.addons import AddonMutations
from graphql_schema.admins import AdminQueries
from graphql_schema.alerts import AlertMutations, AlertQueries
from graphql_schema.billing import BillingQueries
from graphql_schema.collections import CollectionMutations, CollectionQueries
from graphql_schema.documents import Documents, InvalidDocument
from graphql_schema.drafts import DraftMutations, DraftQueries
from graphql_schema.errors import public_errors
from graphql_schema.events import EventMutations, EventQueries, EventSubscriptions
from graphql_schema.executor import Execution
from graphql_schema.figures import FigureQueries
from graphql_schema.invoices import InvoiceMutations, InvoiceQueries
from graphql_schema.keys import KeyMutations, KeyQueries
from graphql_schema.meters import MeterMutations, MeterQueries
from graphql_schema.nodes import NodeQueries
from graphql_schema.operation import Caller, Operation
from graphql_schema.operations import OperationMutations, OperationQueries
from graphql_schema.payments import LedgerQueries, PaymentMutations
from graphql_schema.plans import PlanMutations, PlanQueries
from graphql_schema.prepayments import PrepaymentMutations, PrepaymentQueries
from graphql_schema.previews import PreviewQueries
from graphql_schema.reservations import ReservationMutations, ReservationQueries
from graphql_schema.scalars import SCALARS
from graphql_schema.simulations import SimulationQueries, SimulationSubscriptions
from graphql_schema.subscriptions import SubscriptionMutations
from graphql_schema.taxes import TaxMutations, TaxQueries
from graphql_schema.test_clocks import TestClockMutations, TestClockQueries
from graphql_schema.unit_packs import UnitPackMutations, UnitPackQueries
from graphql_schema.usage import UsageQueries
from graphql_schema.user_limits import LimitMutations
from graphql_schema.users import UserMutations, UserQueries
from graphql_schema.viewer import ViewerQueries

__all__ = ["GatedSchema", "schema"]


@strawberry.type(
    description="What can be read. A field that needs a further look-up is null if that failed, with an error."
)
class Query(
    ViewerQueries,
    UserQueries,
    KeyQueries,
    MeterQueries,
    PlanQueries,
    UsageQueries,
    EventQueries,
    BillingQueries,
    InvoiceQueries,
    DraftQueries,
    LedgerQueries,
    PrepaymentQueries,
    CollectionQueries,
    UnitPackQueries,
    TaxQueries,
    FigureQueries,
    PreviewQueries,
    SimulationQueries,
    TestClockQueries,
    AdminQueries,
    AlertQueries,
    ReservationQueries,
    OperationQueries,
    NodeQueries,
):
    pass


@strawberry.type(description="What can be changed, one mutation per operation.")
class Mutation(
    UserMutations,
    KeyMutations,
    MeterMutations,
    PlanMutations,
    SubscriptionMutations,
    AddonMutations,
    EventMutations,
    InvoiceMutations,
    DraftMutations,
    TestClockMutations,
    PaymentMutations,
    PrepaymentMutations,
    CollectionMutations,
    UnitPackMutations,
    TaxMutations,
    AlertMutations,
    LimitMutations,
    ReservationMutations,
    OperationMutations,
):
    pass


# Not `Subscription`, which is a user on a plan everywhere in Keymeter.
@strawberry.type(description="What can be followed: GraphQL's subscriptions.")
class LiveFeed(EventSubscriptions, SimulationSubscriptions):
    pass


class GatedSchema(strawberry.Schema):
    """Strawberry's schema, but for what happens before an operation runs and to the errors that come of it.

    The context that is given to `execute` and `stream` is a Caller; what resolvers get is an Operation.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = Documents(self._schema)

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: Any
    ) -> PreExecutionError | None:
        """In place of Strawberry's: authorise, parse, bound, validate, price. `public_errors` tells errors."""
        try:
            assert isinstance(context.context, Caller)
            context.context = await Operation.begin(context.context)
            _check_shape(context)
            assert context.query is not None
            prepared = self.documents.prepare(context.query)
            operation = prepared.choose(context._provided_operation_name, context.variables)
            if operation.operation.value not in {each.value for each in context.allowed_operations}:
                raise InvalidInput("Subscribe over a WebSocket, or with `Accept: text/event-stream`.", field="query")
        except InvalidDocument as invalid:
            return PreExecutionError(data=None, errors=invalid.errors)
        except GraphQLError as error:
            return PreExecutionError(data=None, errors=[error])
        except Exception as error:
            return PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])
        context.graphql_document = prepared.document
        return None

    async def _handle_execution_result(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        result = await super()._handle_execution_result(*args, **kwargs)
        if result.errors:
            result.errors = public_errors(result.errors)
        return result

    def _get_middleware_manager(self, extensions: Any) -> Any:
        """None: we have no middleware, and an empty one is asked about every field."""
        return None

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing: Strawberry would log each, but only those that are ours to repair are (`public_errors`)."""


def _check_shape(context: ExecutionContext) -> None:
    """What came as JSON is of any type, whatever the annotations of ExecutionContext say."""
    query: object = context.query
    variables: object = context.variables
    operation_name: object = context._provided_operation_name
    if not isinstance(query, str) or not query:
        raise InvalidInput("query must be a string.", field="query")
    if not isinstance(variables, dict | None):
        raise InvalidInput("variables must be an object.", field="variables")
    if not isinstance(operation_name, str | None):
        raise InvalidInput("operationName must be a string.", field="operationName")


schema = GatedSchema(
    query=Query,
    mutation=Mutation,
    subscription=LiveFeed,
    execution_context_class=Execution,
    config=StrawberryConfig(scalar_map=SCALARS),
)
