"""Who may call what, written down a second time, by hand and apart from the app.

Each line: the route, the verb, and what each kind of person is answered:
anonymous | new | alone | paired | shared | practitioner, and in the second table also
secured, who is a practitioner with a second step at signing in. A word is where they
are sent; a dot is the same as the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

KINDS = ("anonymous", "new", "alone", "paired", "shared", "practitioner")
SECURED = "secured"

_TABLE = """
about                GET  200 home . . . .
about                HEAD 200 home . . . .
help                 GET  200 . . . . .
help                 HEAD 200 . . . . .
leave                GET  away . . . . .
stored               GET  200 . . . . .
sample               GET  200 . . . . .
manifest             GET  200 . . . . .
worker               GET  200 . . . . .
offline              GET  account_login begin 200 . . 404
checkin_sync         GET  account_login begin 200 . . 404
checkin_sync         POST account_login begin 400 . . 404
example_enter        GET  404 . . . . .
language             POST about . . . . .
invited              GET  200 . . . . .
invited              POST 200 . . . . .
begin                GET  account_login 200 home . . .
begin                POST account_login 200 home . . .
home                 GET  account_login begin 200 . . cases
home                 HEAD account_login begin 200 . . cases
settings             GET  account_login begin 200 . . .
settings             POST account_login begin 200 . . .
device               POST account_login begin settings . . .
questionnaires       GET  account_login begin 200 . . 404
questionnaire        GET  account_login begin question . . 404
questionnaire_done   GET  account_login begin questionnaire . . 404
question             GET  account_login begin 200 . . 404
question             POST account_login begin 302 . . 404
again                POST account_login begin questionnaire . . 404
today                GET  account_login begin 200 . . 404
today                POST account_login begin today . . 404
history              GET  account_login begin 200 . . 404
own_report           GET  account_login begin 200 . . 404
own_report_file      GET  account_login begin 200 . . 404
letter               GET  account_login begin 200 . . 404
our_report           GET  account_login begin 200 . . 404
our_report_file      GET  account_login begin 404 . 200 404
practice             GET  account_login begin 200 . . 404
practice_aim         POST account_login begin practice . . 404
practice_begin       POST account_login begin practice . . 404
practice_did         POST account_login begin practice . . 404
practice_review      POST account_login begin practice . . 404
practice_stop        POST account_login begin practice . . 404
practice_before      GET  account_login begin 200 . . 404
reminders            GET  account_login begin 200 . . 404
reminders            POST account_login begin 200 . . 404
reminders_off        POST account_login begin reminders . . 404
reminders_calendar   GET  account_login begin 200 . . 404
reminders_stop       GET  404 . . . . .
reminders_stop       POST 404 . . . . .
sharing              GET  account_login begin invite 200 . 404
sharing              POST account_login begin invite sharing . 404
invite               GET  account_login begin 200 sharing . 404
invite               POST account_login begin 200 sharing . 404
invite_withdraw      POST account_login begin invite . . 404
join                 POST account_login begin 404 . . 404
unpair               GET  account_login begin 404 200 . 404
unpair               POST account_login begin 404 home . 404
safety_questions     GET  account_login begin 200 . . 404
safety_questions     POST account_login begin 200 . . 404
safety_wish          POST account_login begin safety_questions . . 404
export               GET  account_login begin 200 . . 404
export_file          GET  account_login begin 200 . . 404
bring                GET  account_login begin 200 . . 404
bring                POST account_login begin 200 . . 404
delete_check_in      POST account_login begin 404 . . 404
delete_sheet         POST account_login begin 404 . . 404
happened             GET  account_login begin 200 . . .
pause                GET  account_login begin 200 . . 404
pause                POST account_login begin home . . 404
erase                GET  account_login 200 . . . .
erase                POST account_login erased . . . .
erased               GET  200 . . . . .
"""

# Pages of practitioners and of their clients. What is of one case is tried apart, in
# `tests/web/practitioners`.
_CASES = """
practitioner_start   GET  200 . . . . . .
practitioner_link    GET  404 . . . . . .
practitioner_begin   POST account_login begin 409 . . . .
case_invited         GET  404 . . . . . .
case_join            POST account_login begin 404 . . . .
my_practitioners     GET  account_login begin 200 . . 404 .
my_practitioner      GET  account_login begin 404 . . . .
my_practitioner      POST account_login begin 404 . . . .
my_practitioner_leave GET account_login begin 404 . . . .
my_practitioner_leave POST account_login begin 404 . . . .
my_practitioner_file GET  account_login begin 404 . . . .
cases                GET  account_login begin 404 . . mfa_index 200
practice_policy      GET  account_login begin 404 . . mfa_index 200
practice_policy      POST account_login begin 404 . . mfa_index 200
case_new             GET  account_login begin 404 . . mfa_index practice_policy
case_new             POST account_login begin 404 . . mfa_index practice_policy
case                 GET  account_login begin 404 . . mfa_index 404
case_link            POST account_login begin 404 . . mfa_index 404
case_alone           GET  account_login begin 404 . . mfa_index 404
case_alone           POST account_login begin 404 . . mfa_index 404
case_brief           GET  account_login begin 404 . . mfa_index 404
case_brief_file      GET  account_login begin 404 . . mfa_index 404
case_report          GET  account_login begin 404 . . mfa_index 404
case_report_file     GET  account_login begin 404 . . mfa_index 404
case_session         GET  account_login begin 404 . . mfa_index 404
case_close           GET  account_login begin 404 . . mfa_index 404
case_close           POST account_login begin 404 . . mfa_index 404
"""

# Pages of allauth: what they are answered who are not signed in, and who are.
_ACCOUNTS = """
account_login                        GET  200 302
account_login                        POST 200 302
account_logout                       GET  302 200
account_logout                       POST 302 302
account_signup                       GET  200 302
account_signup                       POST 200 302
account_inactive                     GET  200 200
account_reauthenticate               GET  302 200
account_reauthenticate               POST 302 200
account_email                        GET  302 200
account_email                        POST 302 302
account_confirm_email                GET  200 200
account_email_verification_sent      GET  200 200
account_change_password              GET  302 200
account_change_password              POST 302 200
account_set_password                 GET  302 302
account_set_password                 POST 302 302
account_reset_password               GET  200 200
account_reset_password               POST 200 200
account_reset_password_done          GET  200 200
account_reset_password_from_key      GET  200 200
account_reset_password_from_key_done GET  200 200
account_confirm_login_code           GET  302 302
mfa_index                            GET  302 200
mfa_authenticate                     GET  302 302
mfa_authenticate                     POST 302 302
mfa_reauthenticate                   GET  302 302
mfa_view_recovery_codes              GET  302 404
mfa_generate_recovery_codes          GET  302 account_reauthenticate
mfa_generate_recovery_codes          POST 302 account_reauthenticate
mfa_download_recovery_codes          GET  302 404
mfa_activate_totp                    GET  302 account_reauthenticate
mfa_deactivate_totp                  GET  302 404
mfa_deactivate_totp                  POST 302 404
mfa_list_webauthn                    GET  302 200
mfa_add_webauthn                     GET  302 account_reauthenticate
mfa_reauthenticate_webauthn          GET  302 302
mfa_remove_webauthn                  GET  302 account_reauthenticate
mfa_remove_webauthn                  POST 302 account_reauthenticate
mfa_edit_webauthn                    GET  302 account_reauthenticate
mfa_edit_webauthn                    POST 302 account_reauthenticate
mfa_login_webauthn                   GET  302 302
usersessions_list                    GET  302 200
usersessions_list                    POST 302 302
"""

# Where one must have proved lately who one is.
FRESH = {
    "history",
    "practice_before",
    "own_report_file",
    "our_report_file",
    "happened",
    "export",
    "export_file",
    "bring",
    "delete_check_in",
    "delete_sheet",
    "erase",
    "my_practitioner_file",
}
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class Expected:
    """One call by one kind of person, and what it is answered.

    Attributes:
        answer: A status, or the name of the route that it leads to; ``away`` leads out.
    """

    route: str
    verb: str
    kind: str
    answer: str


def expected() -> list[Expected]:
    """Every call of the table."""
    first = _read(_TABLE, KINDS)
    secured = [replace(it, kind=SECURED) for it in first if it.kind == KINDS[-1]]
    cases = _read(_CASES, (*KINDS, SECURED))
    accounts = _read(_ACCOUNTS, ("anonymous", "signed in"))
    return [*first, *secured, *cases, *accounts]


def _read(table: str, kinds: tuple[str, ...]) -> list[Expected]:
    found = []
    for line in table.strip().splitlines():
        route, verb, *answers = line.split()
        assert len(answers) == len(kinds), line
        for place, kind in enumerate(kinds):
            if answers[place] == ".":
                answers[place] = answers[place - 1]
            found.append(Expected(route, verb, kind, answers[place]))
    return found


ACCOUNTS = {line.split()[0] for line in _ACCOUNTS.strip().splitlines()}


def allowed() -> set[tuple[str, str]]:
    """Routes, each with the verbs that it takes from somebody at least.

    Whoever may ask for a page may ask for its head.
    """
    verbs = {(it.route, it.verb) for it in expected()}
    return verbs | {(route, "HEAD") for route, verb in verbs if verb == "GET"}
