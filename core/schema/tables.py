"""Every record type, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from core.schema import agreement, organisation, results, rules, trouble, work
from core.schema.field import Table

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for subject in (organisation, agreement, work, trouble, results, rules) for table in subject.TABLES}
)
