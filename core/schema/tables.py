"""Every record type, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from core.schema import agreement, attachments, delivery, lessons, organisation, results, rules, talk, trouble, work
from core.schema.field import Table

_SUBJECTS = (organisation, agreement, work, talk, trouble, delivery, results, lessons, rules, attachments)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for subject in _SUBJECTS for table in subject.TABLES})
