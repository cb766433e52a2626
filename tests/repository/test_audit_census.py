"""Every write is one keyword-only function with its actor, one transaction and an audit entry, and its act has words."""

import ast
from pathlib import Path

import pytest

from concordat.application.audit import ACTS
from concordat.application.permissions import DUTIES, PERMISSIONS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "concordat"
ACTIONS = SOURCE / "application" / "actions"
# Puts made-up people and examples in before anybody acts; each partnership it starts is recorded by the action it calls.
EXCEPT = {"build_demonstration"}


def public_functions() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (file, node)
        for file in sorted(ACTIONS.glob("*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.name not in EXCEPT
        and _writes(node)
    ]


def _calls(node: ast.AST) -> set[str]:
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }


def _writes(node: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Attribute) and mark.attr == "atomic" for mark in node.decorator_list)


NAMES = {node.name for _, node in public_functions()}


@pytest.mark.parametrize(("file", "node"), public_functions(), ids=lambda item: item.name)
def test_an_action_is_keyword_only_by_somebody_in_one_transaction_with_an_entry(
    file: Path, node: ast.FunctionDef
) -> None:
    assert not node.args.args, f"{node.name} takes its arguments by keyword only"
    assert "by" in {argument.arg for argument in node.args.kwonlyargs}
    private = {
        other.name: other
        for other in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(other, ast.FunctionDef)
    }
    reached, todo = set(), {node.name}
    while todo:
        name = todo.pop()
        reached.add(name)
        todo |= (_calls(private[name]) if name in private else set()) - reached
    assert "record" in reached or (reached - {node.name}) & NAMES, f"{node.name} leaves no audit entry"


def test_every_act_that_is_recorded_has_words() -> None:
    acts = set()
    for file in (SOURCE / "application").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record":
                acts |= {
                    constant.value
                    for word in call.keywords
                    if word.arg == "act"
                    for constant in ast.walk(word.value)
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
                }
    assert acts
    assert acts <= set(ACTS), acts - set(ACTS)


def test_permissions_name_duties_and_roles_that_exist() -> None:
    for permission in PERMISSIONS.values():
        assert permission.duties <= set(DUTIES)
        assert permission.roles


def test_every_permission_that_is_required_is_in_the_table() -> None:
    for file in [*(SOURCE / "application").rglob("*.py"), *(SOURCE / "web").rglob("*.py")]:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"require", "may"}
                and len(call.args) == 2
            ) and isinstance(call.args[1], ast.Constant):
                assert call.args[1].value in PERMISSIONS, (file.name, call.args[1].value)
