"""Who may call what. A route that has no line here is refused, and fails a test.

Whom an object belongs to is not decided here but behind `access`, where "not yours" and
"not there" are the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Least that somebody must be."""

    ANYONE = "anyone"
    # Signed in, perhaps without having agreed to anything yet.
    SIGNED_IN = "signed in"
    # Signed in, of age, and agreed to the service.
    READY = "ready"
    # The same, and not a practitioner.
    PARTNER = "partner"
    # A practitioner with a second step at signing in.
    PRACTITIONER = "practitioner"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one route.

    Attributes:
        who: Least that somebody must be.
        verbs: What may be asked.
        fresh: Whether the person must have proved lately who they are.
    """

    who: Who
    verbs: frozenset[str]
    fresh: bool = False


_GET = frozenset({"GET", "HEAD"})
_POST = frozenset({"POST"})
_BOTH = _GET | _POST


def _rules(
    who: Who, verbs: frozenset[str], *names: str, fresh: bool = False
) -> dict[str, Rule]:
    return {name: Rule(who, verbs, fresh) for name in names}


RULES: dict[str, Rule] = {
    **_rules(
        Who.ANYONE,
        _GET,
        "about",
        "help",
        "leave",
        "stored",
        "sample",
        "example_enter",
        "manifest",
        "worker",
        "erased",
    ),
    **_rules(Who.ANYONE, _POST, "language"),
    **_rules(Who.ANYONE, _BOTH, "reminders_stop", "invited"),
    **_rules(Who.SIGNED_IN, _BOTH, "begin"),
    # Whoever does not agree can leave without a trace, too.
    **_rules(Who.SIGNED_IN, _BOTH, "erase", fresh=True),
    **_rules(Who.READY, _GET, "home"),
    **_rules(Who.READY, _GET, "happened", fresh=True),
    **_rules(Who.READY, _BOTH, "settings"),
    **_rules(Who.READY, _POST, "device"),
    **_rules(
        Who.PARTNER,
        _GET,
        "questionnaires",
        "questionnaire",
        "questionnaire_done",
        "own_report",
        "our_report",
        "letter",
        "practice",
        "offline",
    ),
    **_rules(Who.PARTNER, _BOTH, "question", "today", "sharing", "invite", "unpair"),
    **_rules(Who.PARTNER, _BOTH, "pause", "checkin_sync"),
    **_rules(Who.PARTNER, _POST, "delete_check_in", "delete_sheet", fresh=True),
    **_rules(Who.PARTNER, _BOTH, "safety_questions"),
    **_rules(Who.PARTNER, _POST, "safety_wish"),
    **_rules(Who.PARTNER, _POST, "again", "invite_withdraw", "join"),
    **_rules(
        Who.PARTNER,
        _POST,
        "practice_aim",
        "practice_begin",
        "practice_did",
        "practice_review",
        "practice_stop",
        "reminders_off",
    ),
    **_rules(Who.PARTNER, _GET, "reminders_calendar"),
    **_rules(Who.PARTNER, _BOTH, "reminders"),
    **_rules(
        Who.PARTNER,
        _GET,
        "history",
        "practice_before",
        "own_report_file",
        "our_report_file",
        "export",
        "export_file",
        fresh=True,
    ),
    **_rules(Who.PARTNER, _BOTH, "bring", fresh=True),
    # Clients, and what they share with a practitioner.
    **_rules(Who.ANYONE, _GET, "case_invited"),
    **_rules(Who.PARTNER, _GET, "my_practitioners"),
    **_rules(Who.PARTNER, _BOTH, "my_practitioner", "my_practitioner_leave"),
    **_rules(Who.PARTNER, _POST, "case_join"),
    **_rules(Who.PARTNER, _GET, "my_practitioner_file", fresh=True),
    # Practitioners and their cases.
    **_rules(Who.ANYONE, _GET, "practitioner_start", "practitioner_link"),
    **_rules(Who.READY, _POST, "practitioner_begin"),
    **_rules(
        Who.PRACTITIONER,
        _GET,
        "cases",
        "case",
        "case_brief",
        "case_report",
        "case_session",
    ),
    **_rules(
        Who.PRACTITIONER,
        _BOTH,
        "practice_policy",
        "case_new",
        "case_alone",
        "case_close",
    ),
    **_rules(Who.PRACTITIONER, _POST, "case_link"),
    **_rules(Who.PRACTITIONER, _GET, "case_brief_file", "case_report_file", fresh=True),
    # allauth guards its own pages; they are listed so that no other is forgotten.
    **_rules(
        Who.ANYONE,
        _BOTH,
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reauthenticate",
        "account_email",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_request_login_code",
        "account_confirm_login_code",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_trust",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_login_webauthn",
        "mfa_signup_webauthn",
        "usersessions_list",
    ),
}
