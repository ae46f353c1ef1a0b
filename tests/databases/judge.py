"""What a linter should say of tables, judged from what the catalog of a server says of them.

A table is a dictionary as `catalog.sql` gives it; the other servers give the same form. Nothing here reads SQL text.
"""
from collections import Counter

UNINDEXED = "sql/missing-foreign-key-index"
PARTIAL = "sql/partial-foreign-key-index"
PARTLY = "sql/partly-indexed-foreign-key"
KEYLESS = "sql/no-primary-key"
DUPLICATE = "sql/duplicate-index"
REDUNDANT = "sql/redundant-index"
NULLABLE = "sql/nullable-unique"
MISMATCH = "sql/foreign-key-type-mismatch"
RULES = (UNINDEXED, PARTIAL, PARTLY, KEYLESS, DUPLICATE, REDUNDANT, NULLABLE, MISMATCH)
DEFAULT_SCHEMAS = {"postgresql": "public", "sqlite": "main"}


def shown(table, dialect):
    schema = table["schema"]
    return table["name"] if schema in (None, DEFAULT_SCHEMAS.get(dialect)) else f"{schema}.{table['name']}"


def columns(index):
    return [key["column"] for key in index["keys"]]


def keys(index):
    """The keys as a subject shows them; one that is no column is not compared by its text."""
    return ", ".join(column if column else "(expression)" for column in columns(index))


def ordered(index):
    return index["method"] == "btree"


def coverage(table, key):
    """How far the indexes of a table serve a foreign key."""
    wanted, partial, leading = set(key["columns"]), False, False
    for index in table["indexes"]:
        if index["method"] not in ("btree", "hash") or not index["valid"]:
            continue
        first = columns(index)[: len(wanted)]
        if len(first) == len(wanted) and set(first) == wanted:
            if index["predicate"] is None or [index["not_null_only"]] == key["columns"]:
                return "covered"
            partial = True
        elif index["predicate"] is None and first and first[0] in wanted:
            leading = True
    if partial:
        return "partial"
    return "leading" if leading and len(wanted) > 1 else "none"


def same(index):
    """Everything that makes an index what it is, but for its name."""
    parts = [key["same"] for key in index["keys"]], index["include"] or []
    return str((index["method"], index["unique"], index["nulls_not_distinct"], index["predicate"], parts))


def duplicates(table):
    """How many indexes are the same as another. Those of a partition that belong to its parent's are told there."""
    groups = {}
    for index in table["indexes"]:
        groups.setdefault(same(index), []).append(index)
    more = 0
    for group in groups.values():
        own = sum(not index["attached"] for index in group)
        more += own - (own == len(group))
    return more


def needless(index, table):
    """Whether another index does the work of this one."""
    candidate = not (index["unique"] or index["constraint"] or index["include"] or index["attached"]) and ordered(index)
    if not candidate:
        return False
    own = [key["same"] for key in index["keys"]]
    for other in table["indexes"]:
        if other is index or not ordered(other):
            continue
        theirs = [key["same"] for key in other["keys"]]
        same_rows = other["predicate"] == index["predicate"]
        if other["unique"] and theirs == own and (same_rows or (other["predicate"] is None and not other["primary"])):
            return True
        if len(theirs) > len(own) and theirs[: len(own)] == own and same_rows:
            return True
    return False


def partner(table, nullable):
    """Whether another unique index is for the rows with null there."""
    predicates = [(index["predicate"] or "").lower().replace('"', "") for index in table["indexes"] if index["unique"]]
    return any(f"{column} is null".lower() in predicate for column in nullable for predicate in predicates)


def expected(tables, dialect):
    """The findings as a counter of (rule, table, columns), and how many tables and indexes there are."""
    found = Counter()
    known = {(table["schema"], table["name"]): table for table in tables}
    by_oid = {table.get("oid"): table for table in tables}
    for table in tables:
        name = shown(table, dialect)
        has_key = any(index["primary"] for index in table["indexes"])
        partitions = [by_oid[oid] for oid in table["partitions"] or [] if oid in by_oid]
        by_partition = partitions and all(any(i["primary"] for i in part["indexes"]) for part in partitions)
        if not (has_key or by_partition or table["partition"] or table["foreign"]):
            found[KEYLESS, name, ""] += 1
        if more := duplicates(table):
            found[DUPLICATE, name, str(more)] += 1
        for index in table["indexes"]:
            if needless(index, table):
                found[REDUNDANT, name, keys(index)] += 1
            if not index["unique"] or index["primary"] or index["predicate"] is not None or table["partition"]:
                continue
            nullable = {column["name"] for column in table["columns"] if column["nullable"]}
            admits = nullable & set(columns(index))
            # One column alone is mostly meant so.
            if admits and len(index["keys"]) > 1 and not index["nulls_not_distinct"] and not partner(table, admits):
                found[NULLABLE, name, keys(index)] += 1
        if table["partition"] or table["foreign"]:
            continue
        for key in table["foreign_keys"]:
            subject = ", ".join(key["columns"])
            served = "covered" if dialect == "mariadb" else coverage(table, key)
            rule = {"none": UNINDEXED, "partial": PARTIAL, "leading": PARTLY}.get(served)
            if rule:
                found[rule, name, subject] += 1
            parent = known.get(tuple(key["parent"]))
            types = {column["name"]: column["type"] for column in table["columns"]}
            theirs = {column["name"]: column["type"] for column in parent["columns"]} if parent else {}
            for own, other in zip(key["columns"], key["parent_columns"]):
                if own in types and other in theirs and not agree(types[own], theirs[other], dialect):
                    found[MISMATCH, name, own] += 1
    counts = {
        "tables": len(tables),
        "indexes": sum(not i["excludes"] for t in tables if not t["foreign"] for i in t["indexes"]),
    }
    return found, counts


FAMILIES = {
    "postgresql": [
        {"text", "character varying", "character", "bpchar", "citext", "public.citext"},
        {"real", "double precision"},
    ],
    "mariadb": [
        {"char", "varchar", "tinytext", "text", "mediumtext", "longtext"},
        {"float", "double"},
    ],
    "sqlite": [{"INTEGER", "NUMERIC", "REAL"}],
}


def agree(one, two, dialect):
    """Whether values of two types compare without conversion."""
    if dialect == "sqlite" and "BLOB" in (one, two):
        return True
    return one == two or any(one in family and two in family for family in FAMILIES[dialect])
