from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from .assign_plan import AssignPlan
from .async_base_client import AsyncBaseClient
from .base_model import UNSET, UnsetType
from .create_api_key import CreateApiKey
from .create_plan import CreatePlan
from .create_user import CreateUser
from .enums import UsageWindow
from .events import Events
from .input_types import (
    CreateApiKeyInput,
    CreatePlanInput,
    CreateUserInput,
    UpdateUserInput,
    UsageEventInput,
)
from .publish_plan import PublishPlan
from .record_usage import RecordUsage
from .update_user import UpdateUser
from .usage import Usage
from .user import User
from .users import Users
from .viewer import Viewer


def gql(q: str) -> str:
    return q


class KeymeterClient(AsyncBaseClient):
    async def viewer(self, **kwargs: Any) -> Viewer:
        query = gql("""
            query Viewer {
              viewer {
                kind
                scopes
                userId
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(query=query, operation_name="Viewer", variables=variables, **kwargs)
        data = self.get_data(response)
        return Viewer.model_validate(data)

    async def users(
        self,
        first: int,
        search: str,
        after: str | None | UnsetType = UNSET,
        **kwargs: Any,
    ) -> Users:
        query = gql("""
            query Users($first: Int!, $after: String, $search: String!) {
              users(first: $first, after: $after, search: $search, orderBy: NAME) {
                edges {
                  node {
                    ...UserFields
                    keys(first: 5) {
                      edges {
                        node {
                          id
                          name
                          status
                          lastUsedAt
                        }
                      }
                    }
                    monthToDate {
                      meter {
                        slug
                      }
                      quantity
                    }
                    estimate {
                      totalToDate {
                        amount
                        currency
                      }
                      forecastTotal {
                        amount
                        currency
                      }
                    }
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }

            fragment UserFields on User {
              id
              externalId
              name
              status
              timeZone
              metadata
              createdAt
            }
            """)
        variables: dict[str, object] = {
            "first": first,
            "after": after,
            "search": search,
        }
        response = await self.execute(query=query, operation_name="Users", variables=variables, **kwargs)
        data = self.get_data(response)
        return Users.model_validate(data)

    async def user(self, id: UUID, **kwargs: Any) -> User:
        query = gql("""
            query User($id: UUID!) {
              user(id: $id) {
                ...UserFields
                subscriptions {
                  edges {
                    node {
                      startsAt
                      version {
                        number
                        charges {
                          name
                          amount {
                            amount
                            currency
                          }
                          meter {
                            slug
                          }
                        }
                      }
                    }
                  }
                }
              }
            }

            fragment UserFields on User {
              id
              externalId
              name
              status
              timeZone
              metadata
              createdAt
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(query=query, operation_name="User", variables=variables, **kwargs)
        data = self.get_data(response)
        return User.model_validate(data)

    async def usage(
        self,
        window: UsageWindow,
        from_: datetime | None | UnsetType = UNSET,
        user_id: UUID | None | UnsetType = UNSET,
        **kwargs: Any,
    ) -> Usage:
        query = gql("""
            query Usage($from: DateTime, $window: UsageWindow!, $userId: UUID) {
              usage(from: $from, window: $window, userId: $userId, groupBy: [KEY]) {
                rows {
                  start
                  meter {
                    slug
                  }
                  keyId
                  quantity
                  events
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "from": from_,
            "window": window,
            "userId": user_id,
        }
        response = await self.execute(query=query, operation_name="Usage", variables=variables, **kwargs)
        data = self.get_data(response)
        return Usage.model_validate(data)

    async def create_user(self, input: CreateUserInput, **kwargs: Any) -> CreateUser:
        query = gql("""
            mutation CreateUser($input: CreateUserInput!) {
              createUser(input: $input) {
                ...UserFields
              }
            }

            fragment UserFields on User {
              id
              externalId
              name
              status
              timeZone
              metadata
              createdAt
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(query=query, operation_name="CreateUser", variables=variables, **kwargs)
        data = self.get_data(response)
        return CreateUser.model_validate(data)

    async def update_user(self, id: UUID, input: UpdateUserInput, **kwargs: Any) -> UpdateUser:
        query = gql("""
            mutation UpdateUser($id: UUID!, $input: UpdateUserInput!) {
              updateUser(id: $id, input: $input) {
                ...UserFields
              }
            }

            fragment UserFields on User {
              id
              externalId
              name
              status
              timeZone
              metadata
              createdAt
            }
            """)
        variables: dict[str, object] = {"id": id, "input": input}
        response = await self.execute(query=query, operation_name="UpdateUser", variables=variables, **kwargs)
        data = self.get_data(response)
        return UpdateUser.model_validate(data)

    async def create_api_key(self, input: CreateApiKeyInput, **kwargs: Any) -> CreateApiKey:
        query = gql("""
            mutation CreateApiKey($input: CreateApiKeyInput!) {
              createApiKey(input: $input) {
                secret
                apiKey {
                  id
                  prefix
                  status
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(query=query, operation_name="CreateApiKey", variables=variables, **kwargs)
        data = self.get_data(response)
        return CreateApiKey.model_validate(data)

    async def create_plan(self, input: CreatePlanInput, **kwargs: Any) -> CreatePlan:
        query = gql("""
            mutation CreatePlan($input: CreatePlanInput!) {
              createPlan(input: $input) {
                id
                versions {
                  number
                  status
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(query=query, operation_name="CreatePlan", variables=variables, **kwargs)
        data = self.get_data(response)
        return CreatePlan.model_validate(data)

    async def publish_plan(self, plan: str, **kwargs: Any) -> PublishPlan:
        query = gql("""
            mutation PublishPlan($plan: String!) {
              publishPlan(plan: $plan) {
                id
              }
            }
            """)
        variables: dict[str, object] = {"plan": plan}
        response = await self.execute(query=query, operation_name="PublishPlan", variables=variables, **kwargs)
        data = self.get_data(response)
        return PublishPlan.model_validate(data)

    async def assign_plan(self, user_id: UUID, plan: str, **kwargs: Any) -> AssignPlan:
        query = gql("""
            mutation AssignPlan($userId: UUID!, $plan: String!) {
              assignPlan(userId: $userId, plan: $plan) {
                id
              }
            }
            """)
        variables: dict[str, object] = {"userId": user_id, "plan": plan}
        response = await self.execute(query=query, operation_name="AssignPlan", variables=variables, **kwargs)
        data = self.get_data(response)
        return AssignPlan.model_validate(data)

    async def record_usage(self, events: list[UsageEventInput], **kwargs: Any) -> RecordUsage:
        query = gql("""
            mutation RecordUsage($events: [UsageEventInput!]!) {
              recordUsage(events: $events) {
                accepted
                duplicates
                rejected {
                  index
                  code
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"events": events}
        response = await self.execute(query=query, operation_name="RecordUsage", variables=variables, **kwargs)
        data = self.get_data(response)
        return RecordUsage.model_validate(data)

    async def events(self, user_id: UUID | None | UnsetType = UNSET, **kwargs: Any) -> AsyncIterator[Events]:
        query = gql("""
            subscription Events($userId: UUID) {
              usageEvents(userId: $userId) {
                id
                type
                occurredAt
                properties
                user {
                  name
                }
              }
            }
            """)
        variables: dict[str, object] = {"userId": user_id}
        async for data in self.execute_ws(query=query, operation_name="Events", variables=variables, **kwargs):
            yield Events.model_validate(data)
