"""The table of duties that need a second step: whole, and never behind what the duties may do."""

from concordat.application.permissions import DUTIES, PERMISSIONS
from concordat.application.second_step import DUTIES_WITH_SECOND_STEP, SECOND_STEP

# Whoever may do one of these decides or pays.
DECIDES_OR_PAYS = {
    "statement.answer",
    "decision.freeze",
    "proposal.take-effect",
    "inputs.release",
    "inputs.publish",
    "membership.change",
    "role.give",
    "case.import",
    "evidence.deliver",
}


def test_every_duty_stands_in_the_table_once_with_a_reason() -> None:
    assert [need.duty for need in SECOND_STEP] == list(DUTIES)
    assert all(need.because for need in SECOND_STEP)


def test_whoever_may_decide_or_pay_needs_a_second_step() -> None:
    for act in DECIDES_OR_PAYS:
        assert PERMISSIONS[act].duties <= DUTIES_WITH_SECOND_STEP, act


def test_the_named_deciders_need_one_and_a_reader_does_not() -> None:
    named = {"section-151", "head-of-paid-service", "member", "contract-manager", "partnership-chief-executive"}
    assert named <= DUTIES_WITH_SECOND_STEP
    assert not {"auditor", "scorer"} & DUTIES_WITH_SECOND_STEP
