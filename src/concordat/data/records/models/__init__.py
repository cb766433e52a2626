"""One noun a file."""

from concordat.data.records.models.audit import AuditChain, AuditEntry
from concordat.data.records.models.document import DocumentVersion
from concordat.data.records.models.fact import Fact
from concordat.data.records.models.freeze import Freeze
from concordat.data.records.models.invitation import Invitation
from concordat.data.records.models.job import Job, JobState
from concordat.data.records.models.letter_sent import LetterSent
from concordat.data.records.models.organisation import Organisation
from concordat.data.records.models.partnership import Membership, Partnership, RoleHolding, in_force
from concordat.data.records.models.person import Person
from concordat.data.records.models.role_offer import RoleOffer
from concordat.data.records.models.second_step import RecoveryCode, SecondStep
from concordat.data.records.models.sign_in import FailedSignIn, OutsideIdentity, SignInSession
from concordat.data.records.models.stored_file import StoredFile

__all__ = [
    "AuditChain",
    "AuditEntry",
    "DocumentVersion",
    "Fact",
    "FailedSignIn",
    "Freeze",
    "Invitation",
    "Job",
    "JobState",
    "LetterSent",
    "Membership",
    "Organisation",
    "OutsideIdentity",
    "Partnership",
    "Person",
    "RecoveryCode",
    "RoleHolding",
    "RoleOffer",
    "SecondStep",
    "SignInSession",
    "StoredFile",
    "in_force",
]
