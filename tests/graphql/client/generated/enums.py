from enum import Enum


class Aggregation(str, Enum):
    COUNT = "COUNT"
    SUM = "SUM"


class ApiKeyStatus(str, Enum):
    ACTIVE = "ACTIVE"
    ROTATING = "ROTATING"
    DISABLED = "DISABLED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ChargeModel(str, Enum):
    FLAT = "FLAT"
    PER_UNIT = "PER_UNIT"


class ForecastMethod(str, Enum):
    WEEKDAY_MEAN = "WEEKDAY_MEAN"
    RUN_RATE = "RUN_RATE"
    USED_SO_FAR = "USED_SO_FAR"


class PlanVersionStatus(str, Enum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class UsageGroup(str, Enum):
    KEY = "KEY"
    USER = "USER"


class UsageWindow(str, Enum):
    TOTAL = "TOTAL"
    MINUTE = "MINUTE"
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class UserOrder(str, Enum):
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"


class UserStatus(str, Enum):
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class ViewerKind(str, Enum):
    ADMIN = "ADMIN"
    TOKEN = "TOKEN"
    USER = "USER"
