"""Rules as data: policies, dictionary entries, calendar days and settings, saved by an administrator or coordinator."""

from collections.abc import Mapping

from core.actions.act import Refused, acting
from core.rules import SETTINGS
from core.schema.choices import FIXED
from core.text import Text
from core.visit import Visit

NO_SUCH_SETTING = Text("没有这项设置", "There is no such setting")
NOT_A_RULE = Text("这类记录不是规则", "Records of this kind are not rules")
FIXED_DICTIONARY = Text("这个字典只能改名称，不能增减", "The entries of this dictionary can be renamed, not added to")


def save(visit: Visit, table: str, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a policy, choice or calendar_day that overrides the built-in rule, or change one. Returns its id."""
    with acting(visit, "change" if record else "add", key) as act:
        act.allow("rules.edit")
        _is_a_rule(table)
        if table == "choice":
            after = act.after(table, record, values)
            fixed = {entry.key for entry in FIXED.get(str(after["dictionary"]), ())}
            if fixed and after["key"] not in fixed:
                raise Refused({"key": FIXED_DICTIONARY})
        if record is None:
            return act.add(table, values)
        act.change(table, record, base, values)
        return record


def remove(visit: Visit, table: str, record: int, base: int | None, key: str = "") -> None:
    """Remove an override: the built-in rule holds again, from now on."""
    with acting(visit, "remove", key) as act:
        act.allow("rules.edit")
        _is_a_rule(table)
        act.work.remove(table, record, base)


def change_setting(visit: Visit, name: str, value: str, key: str = "") -> None:
    """Set a setting. Raises Refused when the value is not in its form."""
    with acting(visit, "setting", key) as act:
        act.allow("rules.edit")
        if name not in SETTINGS:
            raise Refused({"name": NO_SUCH_SETTING})
        try:
            SETTINGS[name].parse(value)
        except ValueError as error:
            raise Refused({"value": SETTINGS[name].help}) from error
        standing = act.work.find("setting", name=name)
        if standing:
            act.change("setting", standing[0]["id"], None, {"value": value})
        else:
            act.add("setting", {"name": name, "value": value})


def _is_a_rule(table: str) -> None:
    """Whoever may edit rules may not reach other records through them; a setting has its own action, which reads its value."""
    if table not in {"policy", "choice", "calendar_day"}:
        raise Refused({"": NOT_A_RULE})
