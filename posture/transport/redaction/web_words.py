"""The words and patterns by which secrets in the configuration of web servers are known: one list for Python and awk.

They are written as those of `words` are: in the part of POSIX ERE that means the same in Python. Patterns
that test names and what stands before them expect lower case; those before a name see each run of blanks as one.
"""

from __future__ import annotations

SECRET = (
    "passw|passphrase|passcode|secret|token|credential|authorization"
    "|(api|app|auth|access|account|private|sign|signing|signature|encrypt|encryption|master|session|shared|hmac|jwt"
    "|aes|license|subscription|storage)[_.-]?key"
    "|(db|user|admin|root|ldap|smtp|mail|redis|mysql|ftp|bind|login)pass$|(^|[^a-z])(pass|pw|pwd|psk)([^a-z]|$)"
)
"""A header, parameter or variable whose value is a secret."""
PUBLIC = "^access-control-"
"""Headers that only sound like it."""
COOKIE = "^(http_)?cookie$"
SET_COOKIE = "^set-cookie$"

NGINX_DIRECT = (
    "secure_link_secret", "secure_link_md5", "secure_link_hmac_secret", "secure_link_hmac_message", "proxy_set_body",
    "auth_jwt_key", "auth_http_header", "encrypted_session_key", "aws_secret_key", "aws_signing_key", "redis2_query",
)  # fmt: skip
"""Directives of nginx whose arguments may be a secret, the first one or the first two."""
APACHE_DIRECT = (
    "authldapbindpassword", "authbasicfake", "sessioncryptopassphrase", "oidcclientsecret", "oidccryptopassphrase",
    "sslsrpunknownuserseed", "mdexternalaccountbinding",
)  # fmt: skip
TWO = (
    "auth_http_header", "redis2_query", "authbasicfake", "sessioncryptopassphrase", "oidccryptopassphrase",
    "mdexternalaccountbinding",
)  # fmt: skip
"""Those with two."""

_BOUND = "(^|[^a-z0-9_.-])"
NGINX_LEAD = (
    f"{_BOUND}(proxy_set_header|grpc_set_header|add_header|add_trailer|fastcgi_param|uwsgi_param|scgi_param"
    "|passenger_env_var|set) [\"']?[$]?$"
)
"""What stands before a name that takes its value after a blank, up to a semicolon."""
APACHE_LEAD = (
    f"{_BOUND}((setenv|setenvif|setenvifnocase|rewritecond|define|php_value|php_admin_value|passengerenvvar)"
    "|(request)?header( always| onsuccess)?( set| setifempty| append| add| merge| edit[*]?)?) [\"']?(%[{](http|env):)?$"
)
"""The same, up to the end of the line."""
EDIT = " edit[*]? [\"']?$"
EXPRESSION = "(setenvif|setenvifnocase|rewritecond) [^ ]*$"
NAME_END = "^[}]?[\"':]*([ \t]+|[\\\\]?$)"

SIGN = "^[])}\"']*[ \t]*([=!~][=~*]*|:)[ \t]*"
"""A name and a value joined by a sign: an environment entry, a comparison, a query, JSON, Lua."""
CALL = "^[\"'][ \t]*,[ \t]*"
CALL_LEAD = "[(][\"']$"
FLAG_LEAD = "[, []e=$"
QUERY_LEAD = "[?&]$"
_OTHER = "[$%]([{][^{} \t\"';]*[}])?|[\\\\]."
VALUE = f"^([^ \t\"';{{}}$%\\\\]|{_OTHER})+"
QUERY_VALUE = f"^([^ \t\"';{{}}$%&\\\\]|{_OTHER})+"
CLOSERS = "[])>,$%]+$"
STRUCTURE = "[;{}]"

DOUBLE = '^"([^"\\\\]|[\\\\].)*"'
SINGLE = "^'([^'\\\\]|[\\\\].)*'"
NGINX_WORD = "^([^ \t;{$\\\\]|[$][{]?|[\\\\].)+"
APACHE_WORD = "^[^ \t]+"
NGINX_VARIABLE = "[$]([{][A-Za-z0-9_]*[}]|[A-Za-z0-9_]+)"
APACHE_VARIABLE = "[$][{][A-Za-z0-9_.:-]*[}]|[$][0-9]|%[{][^}]*[}][a-z]?"
ONLY_VARIABLE = "^([$][{][A-Za-z0-9_.:-]*[}]|[$][A-Za-z0-9_]+|%[{][^}]*[}][a-z]?)$"
KEPT = "^[ \t]*((basic|bearer)[ \t]*)?[ \t:;=,/_-]*$|^(true|false|yes|no|on|off|none|0|1|<redacted>)$"
"""What is no secret, once the variables are out."""
KEPT_EXPRESSION = "^[]().*+?^$!|~[]*$"
SCHEME = "^(basic|bearer)$"
EXEC = "^exec:"

MAP = "^[ \t#]*map[ \t]+[^ \t{};#]*[$][^ \t{};#]*[ \t]+[$][A-Za-z0-9_]+[ \t]*"
MAP_GAP = "^[ \t{;#]+"
MAP_WORD = "^[^ \t;\"'][^ \t;]*"
MAP_SPECIAL = "^(default|hostnames|volatile|include)$"

COMMENTED = "(^|[ \t;{}])#"
SPAN = "^[^ \t\"'<>`;]*(;[^ \t\"'<>`;#}]+)*"
LONGEST_SPAN = 1024
PORT = "^[0-9]*/"
USER_TOKEN = "^[A-Za-z0-9_.~-]+$"
CREDENTIALS = "(basic|bearer)[ \t]+[A-Za-z0-9+/=._~-]+"
TELLING = "[0-9=]"
"""An Authorization value wherever it stands; told from prose by a digit or `=`."""
LONGEST_LINE = 16384
"""A longer line is masked whole, so that both servers' parsers see a fault there, not a line less."""
TOO_LONG = "<redacted> ; ;"
SEEN = 160
"""How much of what stands before a name is looked at."""
