"""Users, admins, and who may do what."""

from core.accounts.actor import ADMIN_SCOPES, ROLE_SCOPES, SYSTEM, Actor, Reach
from core.accounts.admins import (
    PasswordReset,
    change_role,
    create_admin,
    disable_admin,
    enable_admin,
    find_admin,
    find_admins,
    get_admin,
    list_admins,
    reset_password,
)
from core.accounts.epoch import bump_epoch
from core.accounts.invitations import (
    Invitation,
    accept_invitation,
    find_invitation,
    invite_admin,
    list_invitations,
    withdraw,
)
from core.accounts.models import Admin, AdminInvitation, AdminSession, AdminToken, TestClock, User
from core.accounts.passwords import make_password
from core.accounts.sessions import (
    LIFE_MAX,
    OpenedSession,
    Session,
    end_other_sessions,
    end_session,
    find_session,
    list_sessions,
    open_session,
    revoke_session,
)
from core.accounts.sign_in import SecondFactor, change_password, finish_sign_in, sign_in, sweep_sign_ins
from core.accounts.test_clocks import in_time_of
from core.accounts.token_memory import TokenMemory
from core.accounts.tokens import IssuedToken, authenticate_token, find_tokens, issue_token, list_tokens, revoke_token
from core.accounts.totp import SecondFactorSetup, begin_totp, confirm_totp, remove_totp
from core.accounts.users import UserOrder, create_user, find_user, find_users, get_user, list_users, update_user

__all__ = [
    "ADMIN_SCOPES",
    "LIFE_MAX",
    "ROLE_SCOPES",
    "SYSTEM",
    "Actor",
    "Admin",
    "AdminInvitation",
    "AdminSession",
    "AdminToken",
    "Invitation",
    "IssuedToken",
    "OpenedSession",
    "PasswordReset",
    "Reach",
    "SecondFactor",
    "SecondFactorSetup",
    "Session",
    "TestClock",
    "TokenMemory",
    "User",
    "UserOrder",
    "accept_invitation",
    "authenticate_token",
    "begin_totp",
    "bump_epoch",
    "change_password",
    "change_role",
    "confirm_totp",
    "create_admin",
    "create_user",
    "disable_admin",
    "enable_admin",
    "end_other_sessions",
    "end_session",
    "find_admin",
    "find_admins",
    "find_invitation",
    "find_session",
    "find_tokens",
    "find_user",
    "find_users",
    "finish_sign_in",
    "get_admin",
    "get_user",
    "in_time_of",
    "invite_admin",
    "issue_token",
    "list_admins",
    "list_invitations",
    "list_sessions",
    "list_tokens",
    "list_users",
    "make_password",
    "open_session",
    "remove_totp",
    "reset_password",
    "revoke_session",
    "revoke_token",
    "sign_in",
    "sweep_sign_ins",
    "update_user",
    "withdraw",
]
