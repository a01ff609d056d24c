"""Who may do what to whose records: one table of data, denied unless it says otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.text import Text


class Scope(StrEnum):
    """Whose records a permission reaches."""

    OWN = "own"
    DEPARTMENT = "department"
    PROJECTS = "projects"
    ALL = "all"


SCOPE_LABELS: Mapping[Scope, Text] = MappingProxyType(
    {
        Scope.OWN: Text("本人", "own"),
        Scope.DEPARTMENT: Text("本部门", "own department"),
        Scope.PROJECTS: Text("本人负责的项目", "own projects"),
        Scope.ALL: Text("全部", "all"),
    }
)


@dataclass(frozen=True)
class Person:
    """Who is asking. projects are the ids of those he manages or coordinates."""

    id: int
    name: str
    role: str
    department: int | None
    can_decide: bool
    projects: frozenset[int]
    language: str = "zh"


# The id under which the house itself acts: before the first person exists.
NOBODY = 0


def person_of(row: Mapping[str, object], projects: Iterable[int]) -> Person:
    """A person from his record and the projects he manages or coordinates."""
    department = row["department"]
    return Person(
        id=int(str(row["id"])),
        name=str(row["name"]),
        role=str(row["role"]),
        department=department if isinstance(department, int) else None,
        can_decide=bool(row["can_decide"]),
        projects=frozenset(projects),
        language=str(row.get("language") or "zh"),
    )


@dataclass(frozen=True)
class Rule:
    """One action: its name for people, the scopes of each role, and the fields that tie a record to people, departments and projects."""

    label: Text
    roles: Mapping[str, frozenset[Scope]]
    own: tuple[str, ...] = ("owner",)
    department: tuple[str, ...] = ("department",)
    project: str = "project"


def _roles(**scopes: str) -> Mapping[str, frozenset[Scope]]:
    return MappingProxyType({role: frozenset(map(Scope, words.split())) for role, words in scopes.items()})


_PLAN = _roles(admin="all", coordinator="all", lead="projects")
_WORK = _roles(admin="all", coordinator="all", lead="projects own", contact="department own")
_HANDLE = _roles(admin="all", coordinator="all", lead="projects department own", contact="department own", leader="department own")
_REPORT = _roles(admin="all", coordinator="all", lead="all", contact="all", leader="all")
_RULES = _roles(admin="all", coordinator="all")
_ADMIN = _roles(admin="all")

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "dashboard.read": Rule(
            Text("查看看板", "read the dashboards"),
            _roles(admin="all", coordinator="all", lead="all", contact="all", leader="all", viewer="all"),
        ),
        "request.apply": Rule(
            Text("提交协作需求", "apply with a request"),
            _roles(admin="all", coordinator="all", lead="department", contact="department"),
            own=("applicant",),
            department=("applicant_department",),
        ),
        "request.answer": Rule(
            Text("响应协作需求", "answer a request"),
            _roles(admin="all", coordinator="all", lead="department", contact="department", leader="department"),
            own=(),
        ),
        "request.decide": Rule(
            Text("审批协作需求", "approve a request"),
            _roles(coordinator="all", lead="projects", contact="department", leader="department"),
            own=(),
            department=("applicant_department",),
        ),
        "project.plan": Rule(
            Text("维护项目与参与部门", "plan projects and who takes part"),
            _PLAN,
            own=("manager", "coordinator"),
            department=("lead_department",),
            project="id",
        ),
        "project.sign": Rule(
            Text("代表部门签字", "sign for the department"),
            _roles(admin="own", coordinator="own", lead="own department", contact="own department", leader="own department"),
            own=("head",),
        ),
        "project.endorse": Rule(
            Text("以项目负责人或分管领导签字", "sign as the manager or as a leader"),
            _roles(admin="own", coordinator="own", lead="own", contact="own", leader="all"),
            own=("manager",),
        ),
        "task.plan": Rule(Text("维护任务计划", "plan tasks"), _PLAN),
        "task.progress": Rule(Text("填报任务进度", "report task progress"), _WORK),
        "task.replan": Rule(Text("申报延期与调整方案", "declare a replan"), _WORK),
        "warning.answer": Rule(Text("提交预警应对方案", "answer a warning"), _WORK),
        "cadence.plan": Rule(Text("维护沟通计划", "plan the communication"), _PLAN),
        "meeting.plan": Rule(
            Text("组织会议与纪要", "run meetings and their minutes"),
            _roles(admin="all", coordinator="all", lead="projects own", contact="own", leader="own"),
            own=("host", "recorder"),
        ),
        "resource.ask": Rule(
            Text("申请资源", "ask for resources"),
            _roles(admin="all", coordinator="all", lead="projects department", contact="department"),
            own=(),
        ),
        "resource.decide": Rule(
            Text("审批资源申请", "decide on resources"),
            _roles(coordinator="all", lead="own", contact="own", leader="own"),
            own=("approver",),
        ),
        "delivery.submit": Rule(Text("提交交付物", "submit deliverables"), _WORK, own=("owner", "submitter")),
        "delivery.accept": Rule(Text("验收交付物", "accept deliverables"), _PLAN),
        "issue.report": Rule(Text("上报问题", "report an issue"), _REPORT),
        "issue.handle": Rule(Text("处理问题", "handle an issue"), _HANDLE, own=("owner", "reporter"), department=("departments",)),
        "risk.report": Rule(Text("登记风险", "report a risk"), _REPORT),
        "risk.handle": Rule(Text("应对风险", "handle a risk"), _HANDLE, own=("owner", "reporter")),
        "goal.plan": Rule(Text("设定目标", "set goals"), _PLAN),
        "goal.read_value": Rule(
            Text("填报指标值", "record readings"),
            _roles(admin="all", coordinator="all", lead="projects own", contact="own"),
        ),
        "survey.plan": Rule(Text("发起满意度调查", "open surveys"), _PLAN),
        "retrospective.write": Rule(Text("撰写复盘报告", "write retrospectives"), _PLAN),
        "article.write": Rule(
            Text("撰写知识库文章", "write articles"),
            _roles(admin="all", coordinator="all", lead="own", contact="own", leader="own"),
            own=("author",),
        ),
        "document.keep": Rule(Text("维护项目资料", "keep the project's documents"), _PLAN),
        "survey.answer": Rule(Text("填写满意度评分", "answer surveys"), _REPORT),
        "rules.edit": Rule(Text("维护规则、字典与日历", "edit rules, dictionaries and the calendar"), _RULES),
        "import.run": Rule(Text("导入数据", "import"), _RULES),
        "people.edit": Rule(Text("维护部门、人员与角色", "edit departments, people and roles"), _ADMIN),
        "demo.load": Rule(Text("加载与移除演示公司", "load and remove the demo company"), _ADMIN),
    }
)


def allowed(person: Person, action: str, record: Mapping[str, object] | None = None) -> bool:
    """Whether the person may do the action to the record; without a record, whether he may do it to any record at all."""
    rule = RULES[action]
    scopes = rule.roles.get(person.role, frozenset())
    if action == "request.decide" and person.role == "contact" and not person.can_decide:
        return False
    if record is None or Scope.ALL in scopes:
        return bool(scopes)
    return any(_reaches(scope, rule, person, record) for scope in scopes)


def _reaches(scope: Scope, rule: Rule, person: Person, record: Mapping[str, object]) -> bool:
    if scope is Scope.OWN:
        return any(record.get(field) == person.id for field in rule.own)
    if scope is Scope.DEPARTMENT:
        named: set[object] = set()
        for field in rule.department:
            value = record.get(field)
            named |= set(value) if isinstance(value, list) else {value}
        return person.department is not None and person.department in named
    if rule.project == "id":
        return record.get("manager") == person.id or record.get("coordinator") == person.id
    return record.get(rule.project) in person.projects
