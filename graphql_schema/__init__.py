"""The GraphQL door: queries, mutations and live events at one address, for machines and people alike.

    users.py keys.py meters.py ...   one module per word: its types, inputs, queries and mutations
    schema.py                        all of them, and the gate that every operation passes
    limits.py cost.py documents.py   how large and how dear a query may be, and the memory of those that passed
    operation.py loaders.py          who calls, and what one operation reads in batches
    http.py sockets.py explorer.py   the three ways in

`schema.graphql` is the schema as clients read it: `python -m graphql_schema` writes it.
"""

from graphql_schema.router import create_router
from graphql_schema.schema import schema

__all__ = ["create_router", "schema"]
