"""What an administrator has granted on a library in PostgreSQL: a rebuild makes schema and tables anew, and hands it on."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.index.engines import Connection

# What the owner of the old schema may do is a grant like any other where it is not who rebuilds and owns the new one.
_GRANTED = """
WITH objects AS (
    SELECT 'SCHEMA' AS kind, '' AS name, NULL::text AS part, coalesce(nspacl, acldefault('n', nspowner)) AS acl
    FROM pg_namespace WHERE nspname = ?
    UNION ALL
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname, NULL,
        coalesce(relacl, acldefault((CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", relowner))
    FROM pg_class WHERE relnamespace = to_regnamespace(?) AND relkind IN ('r', 'S')
    UNION ALL
    SELECT 'TABLE', relname, attname, attacl FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = to_regnamespace(?) AND relkind = 'r' AND attacl IS NOT NULL AND NOT attisdropped
)
SELECT kind, name, part, privilege_type, is_grantable,
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
FROM objects CROSS JOIN LATERAL aclexplode(acl)
WHERE grantee <> (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY 1, 2, 3, 4, 6
"""
_OBJECTS = """
SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname, '' FROM pg_class
WHERE relnamespace = to_regnamespace(?) AND relkind IN ('r', 'S')
UNION ALL
SELECT 'TABLE', relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = to_regnamespace(?) AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""


@dataclass(frozen=True, slots=True)
class _Right:
    """A privilege, on a column where there is a ``part``, and who has it; ``role`` is quoted as it needs."""

    privilege: str
    is_grantable: bool
    role: str
    part: str | None = None

    def statement(self, what: str) -> str:
        """The one that grants it."""
        column = f' ("{self.part}")' if self.part is not None else ""
        passed_on = " WITH GRANT OPTION" if self.is_grantable else ""
        return f"GRANT {self.privilege}{column} ON {what} TO {self.role}{passed_on}"


def hand_on_grants(connection: Connection, old: str, new: str) -> None:
    """Grants on the schema ``new`` and what is in it what is granted on ``old``; nothing where that is not there.

    A table that ``old`` does not have, since an earlier version of the program made it, is granted to who has the right on
    all of its tables.
    """
    granted: dict[tuple[str, str], list[_Right]] = {}
    for kind, name, part, privilege, is_grantable, role in connection.execute(_GRANTED, (old, old, old)):
        granted.setdefault((kind, name), []).append(_Right(privilege, is_grantable, role, part))
    if not granted:
        return
    before = {(kind, name) for kind, name, _ in connection.execute(_OBJECTS, (old, old))}
    now = {(kind, name, part) for kind, name, part in connection.execute(_OBJECTS, (new, new))}
    statements = [right.statement(f"SCHEMA {new}") for right in granted.get(("SCHEMA", ""), ())]
    for kind, name in sorted({(kind, name) for kind, name, _ in now}):
        rights = granted.get((kind, name), ()) if (kind, name) in before else _on_all(kind, before, granted)
        statements += [
            right.statement(f'{kind} {new}."{name}"')
            for right in rights
            if right.part is None or (kind, name, right.part) in now
        ]
    if statements:
        connection.execute("; ".join(statements))


def _on_all(kind: str, before: set[tuple[str, str]], granted: dict[tuple[str, str], list[_Right]]) -> Iterator[_Right]:
    """The rights that are granted on everything of a kind."""
    of_each = [set(granted.get(each, ())) for each in before if each[0] == kind]
    shared: set[_Right] = set.intersection(*of_each) if of_each else set()
    return iter(sorted(shared, key=lambda right: (right.role, right.privilege)))
