"""Who carries what in the projects that are not over, by department and by person, with what people overlook."""

from typing import Any

from plans import Leaf, Project
from story import Story

# What goes wrong with the letters of a task; each project has two of these among the tasks that are still open.
FLAWS = ("nobody answers", "two answer", "handed on", "forgotten", "nobody does it")

# One project leaves the open work of its leading department to one engineer, whoever owns it.
PILED = {"CRM": "bai.xue"}


def tell_duties(story: Story, projects: list[Project]) -> None:
    """Two matrices for each project that is not over, on the day after it was planned."""
    for number, project in enumerate(projects):
        if project.status == "done":
            continue
        day = project.start - (10 if project.status == "planning" else 4)
        flawed = _flawed(project, number)
        cells: dict[str, list[dict[str, str]]] = {"department": [], "person": []}
        for leaf in project.leaves:
            flaw, (consulted, informed) = flawed.get(leaf.name, ""), _asked(story, project, leaf)
            rows = {
                "department": _departments(project, leaf, consulted, informed, flaw),
                "person": _people(project, leaf, consulted, informed, flaw, story.contacts[leaf.department]),
            }
            for of, row in rows.items():
                cells[of] += [{"task": f"@{leaf.name}", of: f"@{of}:{who}", "letters": letters} for who, letters in row.items()]
        for place, given in enumerate(cells.values()):
            what: dict[str, Any] = {"project": f"@project:{project.code}", "cells": given}
            story.tell(day, 10 * 60 + 20 * place, project.manager, "raci.assign", what)


def _flawed(project: Project, number: int) -> dict[str, str]:
    """The open leaves that something is overlooked with."""
    waiting = [leaf for leaf in project.leaves if leaf.due > 0 and leaf.deliverable]
    return {leaf.name: FLAWS[(number + place) % len(FLAWS)] for place, leaf in enumerate(waiting[1::4][:2])}


def _asked(story: Story, project: Project, leaf: Leaf) -> tuple[list[str], list[str]]:
    """The departments consulted on a leaf and those informed."""
    others = [code for code in project.departments if code not in {leaf.department, project.lead}]
    some = story.dice.sample(others, min(len(others), story.between(1, 2)))
    return some[:1], some[1:]


def _departments(project: Project, leaf: Leaf, consulted: list[str], informed: list[str], flaw: str) -> dict[str, str]:
    others = [code for code in project.departments if code not in {leaf.department, project.lead}]
    return _letters(leaf.department, project.lead, consulted, informed, others, flaw)


def _people(project: Project, leaf: Leaf, consulted: list[str], informed: list[str], flaw: str, team: list[str]) -> dict[str, str]:
    contacts = {part[0]: part[2] for part in project.parts}
    colleagues = [name for name in team if name != leaf.owner]
    others = [*colleagues, *(contact for contact in contacts.values() if contact not in {leaf.owner, project.manager})]
    asked, told = ([contacts[code] for code in codes] for codes in (consulted, informed))
    piled = PILED.get(project.code) if leaf.department == project.lead and leaf.finished > 0 else None
    return _letters(piled or leaf.owner, project.manager, asked, told, others, flaw)


def _letters(does: str, answers: str, consulted: list[str], informed: list[str], others: list[str], flaw: str) -> dict[str, str]:
    """Holder → letters of one task."""
    if flaw == "forgotten":
        return {}
    if flaw == "handed on" and others:
        does = others[0]
    told = dict.fromkeys(informed, "I") | dict.fromkeys(consulted, "C")
    if flaw == "two answer" and others:
        told |= {others[-1]: "A"}
    told |= {} if flaw == "nobody answers" else {answers: "A"}
    if flaw != "nobody does it":
        told |= {does: "R/A" if told.get(does) == "A" else "R"}
    return told
