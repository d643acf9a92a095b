"""The words and patterns by which secrets in settings are known: one list for Python and awk.

Every pattern is written in the part of POSIX ERE that means the same in Python: no classes but bracket lists, no
counted repetition, no backslash, nothing whose match would differ between leftmost-longest and leftmost-first.
Patterns that test keys expect them in lower case.
"""

from __future__ import annotations

MARKS = ("<redacted>", "<default>", "<empty>", "<reference>", "<encrypted>", "<hidden>")
"""What stands in place of a value: a secret in clear; a well-known one; none; a variable to be filled in elsewhere;
one that is stored encrypted or hashed; something that was masked for caution and says nothing."""

DEFAULT_SECRETS = (
    "password", "passw0rd", "p@ssw0rd", "password1", "password123", "admin", "admin123", "admin@123",
    "administrator", "root", "root123", "toor", "changeme", "change_me", "change-me", "changeit", "secret",
    "default", "guest", "user", "test", "test123", "demo", "1234", "12345", "123456", "1234567", "12345678",
    "123456789", "1234567890", "000000", "111111", "666666", "888888", "abc123", "foobared", "postgres",
    "postgresql", "mysql", "mariadb", "redis", "mongo", "mongodb", "rabbitmq", "elastic", "kibana", "oracle",
    "system", "manager", "tomcat", "s3cret", "minio", "minioadmin", "minio123", "pass", "letmein", "welcome",
    "qwerty", "example", "nacos", "ruoyi", "druid", "sa", "zabbix", "grafana", "jenkins", "nexus",
    "harbor12345", "canal", "xxl-job", "sentinel", "seata", "your_password", "yourpassword", "mysecret",
    "supersecret", "my-secret", "secretkey", "dev", "laravel", "symfony", "django-insecure",
)  # fmt: skip
"""Passwords that products ship with or that guessing tries first, in lower case."""

_WHOLE = (
    "passw", "passphrase", "passcode", "requirepass", "masterauth", "authorization", "secret", "token", "credential",
    "pwd", "connection[_.-]?string",
    "(app|api|auth|access|account|shared|private|encrypt|encryption|decryption|signing|signature|master|license)[_.-]?key",
    "(aes|des|rsa|hmac|jwt|session|cookie|storage|validation|service|subscription|admin|root|secure)[_.-]?key",
    "(db|user|admin|root|ldap|smtp|mail|redis|mysql|ftp|store|key|trust|bind|proxy|my|login|auth|sys|web)pass",
)  # fmt: skip
_PARTS = "(^|[^a-z])(pass|pw|psk|salt|dsn)([^a-z]|$)"

SECRET_KEY = "|".join((*_WHOLE, _PARTS, "^_?auth$"))
"""A key whose value is a secret."""
CAMEL_KEY = "[a-z]Pass([^a-z]|$)"
"""The same, seen by its capital letter; tested on the key as it is written."""
NO_SECRET = "^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$"
WHOLE_WORD = (
    "^(password|passwd|pass|passphrase|secret|token|requirepass|masterauth|auth-pass|authorization|api[_-]?key)$"
)
"""Keys that take a value after a space wherever they stand on the line."""
LEADS = (
    "", "export", "setenv", "set", "env", "fastcgi_param", "uwsgi_param", "scgi_param", "proxy_set_header",
    "grpc_set_header", "add_header", "requestheader", "requestheaderset", "header", "headerset", "define", "declare",
)  # fmt: skip
"""Words before a key that takes its value after a space, without the spaces between them."""

SIZE_KEY = (
    "(length|size|expiry|expire|expires|expiration|ttl|timeout|age|days|hours|minutes|seconds|interval|rounds"
    "|iterations|limit|max|min|count|retries|attempts|validity|lifetime)$"
)
SIZE_VALUE = "^[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9][a-z]?[a-z]?$"
PATH_KEY = "(file|path|dir|location)$|private[_.-]?key"
PATH_VALUE = "^([.]?[.]?/|(file|classpath):)[A-Za-z0-9_./-]*$"
KIND_KEY = "(encryption|encoder|algorithm|policy|type|method|format|scheme|storage|mode|class)$"
KIND_VALUE = (
    "^(md5|scram-sha-256|sha-?[0-9]+|aes-?[0-9]*|bcrypt|pbkdf2|argon2(id)?|plain|plaintext|basic|bearer|jwt|none)$"
)
FLAG = "^(true|false|yes|no|on|off)$"
NOTHING = "^(null|none|nil|undefined|~)?$"

REFERENCE = "|".join(
    (
        "^[$][{][A-Za-z0-9_.-]+(:-?)?[}]$",
        "^[$][A-Z_][A-Z0-9_]*$",
        "^[$][(][^()]*[)]$",
        "^%[(][A-Za-z0-9_.]+[)]s$",
        "^%[A-Z_][A-Z0-9_]*%$",
        "^[{][{][^{}]*[}][}]$",
        "^<%[^%]*%>$",
        "^@[A-Za-z0-9_.]+@$",
        "^[{][A-Za-z0-9_.]+[}]$",
        "^<[A-Za-z_ -]+>$",
        "^%s$",
        "^#[{][^{}]*[}]#?$",
        "^(env|getenv|config|os[.]getenv|os[.]environ[.]get|System[.]getenv|decouple[.]config)[(][^,|?]*"
        "(,[ \t]*(''|\"\"|null|NULL|None|false)?[ \t]*)?[)]$",
        "^(os[.]environ|process[.]env|ENV|[$]_ENV|[$]_SERVER)(\\[|[.])[^,|? ]*$",
    )
)
ENCRYPTED = (
    "^(enc[(]|enc\\[|[{]cipher[}]|[{](bcrypt|pbkdf2|scrypt|argon2|ssha|sha)|[$]ansible_vault|vault:|!vault"
    "|[$]2[aby]?[$]|[$][156y][$]|[$]argon2|pbkdf2_|bcrypt[$]|argon2[$])"
)
FALLBACK = "^[$][{][A-Za-z0-9_.-]+:-?"

ASSIGN = "^[])\"']*(\\[[\"']?[A-Za-z0-9_.-]*[\"']?[]])*[ \t]*[?+!|:.]*[=:][=>~]?[ \t]*"
"""What may stand between a key and its value: closing marks, further subscripts, an assignment sign."""
PAIR = '^["\']?([ \t]+[A-Za-z:_-]+[ \t]*=[ \t]*"[^"<>]*")*([ \t]+|[ \t]*,[ \t]*)["\']?[Vv]alue["\']?[ \t]*[:=][ \t]*'
ARGUMENT = "^[\"'][ \t]*,[ \t]*"
ELEMENT = "^[\"']?[ \t]*>[ \t]*"
TAG = "^[^<>]*>[ \t]*"
SPACE = "^[ \t]+"
NAMED = "(^|[^a-z])(name|key)[\"']?[ \t]*[:=][ \t]*[\"']?$"
NAMED_END = "^[\"']?[ \t]*,?[ \t]*$"
VALUE_LINE = "^[ \t{,-]*[\"']?[Vv]alue[\"']?[ \t]*[:=][ \t]*"
VALUE_BEFORE = "[Vv]alue[\"']?[ \t]*[:=][ \t]*(\"[^\"]*\"|'[^']*')"

_KEY = "[A-Za-z_$@][A-Za-z0-9_.$@-]*"
_NEXT = f"(\"{_KEY}\"|'{_KEY}'|{_KEY})[ \t]*(=>|[:=])"
BENIGN = f"^[ \t]*[])}}>/]*[ \t]*($|#|//|<|[,;][ \t]*($|#|//|[])}}]|{_NEXT})|{_KEY}=)"
"""What may follow a quoted value without being a part of it."""
NEXT_KEY = f"^[ \t]*{_NEXT}"
BLOCK = "^([!&][A-Za-z0-9_!/-]*[ \t]+)*[|>][0-9+-]*[ \t]*(#|$)"
OPENERS = "^(array|dict|list|tuple|set)?[ \t]*[({[]+[ \t]*$"
CLOSED = "^([{][ \t]*[}]|\\[[ \t]*[]]|[(][ \t]*[)])"
CONTINUED_CALL = "^[A-Za-z_.]+[(].*[({,[]$"

PEM_PRIVATE = "^-----BEGIN [A-Z0-9 ]*PRIVATE KEY"
JOINER = "[+.\\\\]$"
"""The end of a line that goes on in the next."""
BLOB = "[A-Za-z0-9+_]+"
SECTION = "^\\[[A-Za-z0-9_.: /-]+[]][ \t]*$"
NESTED = "^[ \t]*(- )?[\"']?[A-Za-z0-9_./-]+[\"']?[ \t]*:([ \t]+|$)"
INI_KEY = "^[ \t]*[A-Za-z0-9_.-]+[ \t]*[=:][ \t]*"
CLOSERS_ONLY = "^[ \t]*[])}]+[,;]?[ \t]*$"

BEARER = "(bearer|basic)[ \t]+[A-Za-z0-9+/=._~-]+"
DRIVER_SIGN = "@(tcp|unix)[(]|thin:"
DRIVER_ADDRESS = "[^ \t\"'=:]+:[^ \t\"']*@(tcp|unix)[(]"
ORACLE_ADDRESS = "thin:[^ \t\"'@]*@"
REDIS_USER = "^[ \t]*user[ \t]+[^ \t]+[ \t]"
LONGEST_LINE = 4096
"""A longer line is masked whole: nothing about it is told."""
