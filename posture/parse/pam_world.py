"""What PAM modules answer in a thought experiment: an ordinary local user, in no special group, at a prompt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posture.parse.pam import Module
from posture.parse.pam_condition import holds

PASSWORD = frozenset({"pam_unix", "pam_unix2", "pam_pwdb"})
"""Modules that compare the password with the local one."""

SECOND = frozenset(
    {
        "pam_google_authenticator", "pam_oath", "pam_otpw", "pam_u2f", "pam_fido2", "pam_yubico", "pam_duo",
        "pam_pkcs11", "pam_p11", "pam_privacyidea", "pam_linotp", "pam_securid", "pam_multiotp",
        "pam_krb5_otp", "pam_authy", "pam_totp",
    }
)  # fmt: skip
"""Modules that ask for something other than the password: a token, a one-time code, a card."""

_REFUSE: Mapping[str, str] = {
    "pam_deny": "auth_err",
    "pam_rootok": "auth_err",
    "pam_rhosts": "auth_err",
    "pam_timestamp": "auth_err",
    "pam_ssh_agent_auth": "auth_err",
    "pam_userdb": "auth_err",
    "pam_fprintd": "authinfo_unavail",
    "pam_sss": "user_unknown",
    "pam_ldap": "user_unknown",
    "pam_krb5": "user_unknown",
    "pam_winbind": "user_unknown",
    "pam_systemd_home": "user_unknown",
}
_SILENT = frozenset(
    {
        "pam_cap", "pam_echo", "pam_env", "pam_faildelay", "pam_group", "pam_motd", "pam_nologin", "pam_warn",
        "pam_lastlog", "pam_gnome_keyring", "pam_kwallet5", "pam_issue",
    }
)  # fmt: skip
_GRANT = frozenset(
    {
        "pam_permit", "pam_localuser", "pam_shells", "pam_securetty", "pam_access", "pam_time", "pam_listfile",
        "pam_limits", "pam_loginuid", "pam_sepermit", "pam_tally", "pam_tally2", "pam_faillock", "pam_exec",
        "pam_succeed_if", "pam_usertype", "pam_keyinit", "pam_ecryptfs",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """`password` and `second`: whether that secret is right. `special` answers for modules before anything else.

    `unknown` is what a module answers that is not known here.
    """

    service: str
    password: bool = True
    second: bool = True
    special: Callable[[Module], str | None] = field(default=lambda module: None)
    unknown: str = "success"

    def answer(self, module: Module) -> str:
        """The return code of a module, by the name used in a bracketed control."""
        special = self.special(module)
        if special is not None:
            return special
        if module.name in PASSWORD:
            return "success" if self.password else "auth_err"
        if module.name in SECOND:
            return "success" if self.second else "auth_err"
        return self._bystander(module)

    def _bystander(self, module: Module) -> str:
        if module.name == "pam_wheel":
            return _not_in_wheel(module)
        if module.name == "pam_succeed_if":
            return "success" if holds(module.arguments, self.service) else "auth_err"
        if module.name == "pam_usertype":
            return "auth_err" if "issystem" in module.arguments else "success"
        if module.name in _REFUSE:
            return _REFUSE[module.name]
        if module.name in _SILENT:
            return "ignore"
        return "success" if module.name in _GRANT else self.unknown


def _not_in_wheel(module: Module) -> str:
    """pam_wheel(8) for somebody outside the group: refused, unless `deny` turns the question round."""
    if module.option("deny") is None:
        return "perm_denied"
    return "success" if module.option("trust") is not None else "ignore"
