"""Users, admins, and who may do what."""

from core.accounts.actor import ADMIN_SCOPES, ROLE_SCOPES, SYSTEM, Actor, Reach
from core.accounts.admins import IssuedToken, authenticate_token, create_admin, issue_token, revoke_token
from core.accounts.epoch import bump_epoch
from core.accounts.models import Admin, AdminSession, AdminToken, User
from core.accounts.sessions import (
    LIFE_MAX,
    OpenedSession,
    Session,
    end_other_sessions,
    end_session,
    find_session,
    list_sessions,
    open_session,
)
from core.accounts.sign_in import sign_in, sweep_sign_ins
from core.accounts.users import UserOrder, create_user, find_user, find_users, get_user, list_users, update_user

__all__ = [
    "ADMIN_SCOPES",
    "LIFE_MAX",
    "ROLE_SCOPES",
    "SYSTEM",
    "Actor",
    "Admin",
    "AdminSession",
    "AdminToken",
    "IssuedToken",
    "OpenedSession",
    "Reach",
    "Session",
    "User",
    "UserOrder",
    "authenticate_token",
    "bump_epoch",
    "create_admin",
    "create_user",
    "end_other_sessions",
    "end_session",
    "find_session",
    "find_user",
    "find_users",
    "get_user",
    "issue_token",
    "list_sessions",
    "list_users",
    "open_session",
    "revoke_token",
    "sign_in",
    "sweep_sign_ins",
    "update_user",
]
