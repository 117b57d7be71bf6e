"""Verifying (部门核验): the office that owns a fact is asked one question, and answers it.

Begun where the engine or an official wants it, put once the applicant agrees or a law that was read
lets it be put, held to a clock, and answered by yes, no, or that it cannot be told.
"""

from casework.verifying_answers import answer, ask_owner, askable
from casework.verifying_asked import begin, recall_all
from casework.verifying_clock import recount, strike
from casework.verifying_consent import consent, convert, of_case
from casework.verifying_owners import masked
from casework.verifying_reading import VerificationPage, open_page, queue, supervisors, verifiers
from casework.verifying_signed import evidence, sign_reply, sign_request

__all__ = [
    "VerificationPage",
    "answer",
    "ask_owner",
    "askable",
    "begin",
    "consent",
    "convert",
    "evidence",
    "masked",
    "of_case",
    "open_page",
    "queue",
    "recall_all",
    "recount",
    "sign_reply",
    "sign_request",
    "strike",
    "supervisors",
    "verifiers",
]
