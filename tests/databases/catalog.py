"""Servers: each loads files, names what it refused, and says what its catalog holds, in the form of `catalog.sql`."""
import json
import pathlib
import re
import sqlite3
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def text_of(path):
    return path.read_text(encoding="utf-8-sig", errors="replace")


def statement_from(path, line):
    """The text of the statement that begins in a line."""
    text = "".join(text_of(path).splitlines(keepends=True)[max(line - 1, 0) :])
    return text[: text.find(";") if ";" in text else len(text)]


def statement_to(path, line):
    """The text of the statement that ends in a line."""
    text = "".join(text_of(path).splitlines(keepends=True)[:line]).rstrip().rstrip(";")
    return text[max(text.rfind(";\n"), text.rfind(";\r"), -1) + 1 :]


class Postgresql:
    """A private PostgreSQL behind a socket."""

    dialect = "postgresql"

    def __init__(self, socket, database):
        self.socket, self.database = socket, database

    def run(self, database, *arguments, check=True):
        command = ["psql", "-X", "-q", "-h", self.socket, "-U", "postgres", "-d", database, *arguments]
        return subprocess.run(command, check=check, capture_output=True, text=True, errors="replace")

    def __enter__(self):
        self.run("postgres", "-c", f"DROP DATABASE IF EXISTS {self.database}")
        self.run("postgres", "-c", f"CREATE DATABASE {self.database} TEMPLATE template0")
        return self

    def __exit__(self, *_):
        self.run("postgres", "-c", f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)", check=False)

    def load(self, path):
        """The server's complaints: what it says, and the text that it says it of."""
        loaded = self.run(self.database, "-f", str(path), check=False)
        complaints = []
        for line in loaded.stderr.splitlines():
            if match := re.search(r":(\d+): (ERROR: .*)", line):
                complaints.append((match[2], statement_to(path, int(match[1]))))
            elif "ERROR:" in line:
                complaints.append((line, ""))
        return complaints

    def tables(self):
        answer = self.run(self.database, "-v", "ON_ERROR_STOP=1", "-A", "-t", "-f", str(HERE / "catalog.sql"))
        tables = [json.loads(line) for line in answer.stdout.splitlines()]
        for table in tables:
            for part in ("columns", "indexes", "foreign_keys"):
                table[part] = table[part] or []
        return tables


class MariaDb:
    """A private MariaDB behind a socket."""

    dialect = "mariadb"

    def __init__(self, socket, database):
        self.socket, self.database = socket, database
        self.text = ""

    def run(self, *arguments, check=True, source=None):
        command = ["mariadb", "--no-defaults", "-S", self.socket, "-u", "root", "--batch", "-N", *arguments]
        return subprocess.run(command, check=check, stdin=source, capture_output=True, text=True, errors="replace")

    def databases(self):
        own = {"information_schema", "performance_schema", "mysql", "sys"}
        return [name for name in self.run("-e", "SHOW DATABASES").stdout.split("\n") if name and name not in own]

    def __enter__(self):
        self.__exit__()
        self.run("-e", f"CREATE DATABASE {self.database}")
        return self

    def __exit__(self, *_):
        for name in self.databases():
            self.run("-e", f"SET foreign_key_checks = 0; DROP DATABASE `{name}`", check=False)

    def load(self, path):
        self.text += text_of(path)
        with open(path, "rb") as source:
            loaded = self.run("--force", "--binary-mode", "-D", self.database, check=False, source=source)
        complaints = []
        for line in loaded.stderr.splitlines():
            if match := re.match(r"ERROR .*? at line (\d+)", line):
                complaints.append((line, statement_from(path, int(match[1]))))
            elif line.startswith("ERROR"):
                complaints.append((line, ""))
        return complaints

    def ask(self, query):
        return [line.split("\t") for line in self.run("--raw", "-e", query).stdout.splitlines()]

    def tables(self):
        there = "', '".join(self.databases())
        where = f"table_schema IN ('{there}')"
        tables = {}
        for schema, name in self.ask(
            f"SELECT table_schema, table_name FROM information_schema.tables WHERE {where} AND table_type = 'BASE TABLE'"
        ):
            home = None if schema == self.database else schema
            tables[schema, name] = dict(
                schema=home, name=name, foreign=False, partition=False, partitions=None, columns=[], indexes=[], foreign_keys=[]
            )
        for schema, name, column, nullable, data_type, whole in self.ask(
            "SELECT table_schema, table_name, column_name, is_nullable, data_type, column_type"
            f" FROM information_schema.columns WHERE {where} ORDER BY table_schema, table_name, ordinal_position"
        ):
            unsigned = " unsigned" if "unsigned" in whole else ""
            facts = dict(name=column, nullable=nullable == "YES", type=data_type + unsigned)
            if (schema, name) in tables:
                tables[schema, name]["columns"].append(facts)
        keys = {}
        for schema, name, key, column, parent_schema, parent, parent_column in self.ask(
            "SELECT table_schema, table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name,"
            f" referenced_column_name FROM information_schema.key_column_usage WHERE {where} AND"
            " referenced_table_name IS NOT NULL ORDER BY table_schema, table_name, constraint_name, ordinal_position"
        ):
            home = None if parent_schema == self.database else parent_schema
            facts = keys.setdefault(
                (schema, name, key), dict(name=key, columns=[], parent=[home, parent], parent_columns=[])
            )
            facts["columns"].append(column)
            facts["parent_columns"].append(parent_column)
        for (schema, name, _), facts in keys.items():
            tables[schema, name]["foreign_keys"].append(facts)
        indexes = {}
        for schema, name, index, repeated, column, prefix, direction, method in self.ask(
            "SELECT table_schema, table_name, index_name, non_unique, column_name, coalesce(sub_part, ''), coalesce(collation, ''),"
            f" index_type FROM information_schema.statistics WHERE {where} ORDER BY table_schema, table_name, index_name, seq_in_index"
        ):
            primary = index == "PRIMARY"
            facts = indexes.setdefault(
                (schema, name, index),
                dict(name=index, unique=repeated == "0", primary=primary, constraint=primary, excludes=False,
                     method=method.lower(), valid=True, attached=False, nulls_not_distinct=False, predicate=None,
                     not_null_only=None, include=None, keys=[]),
            )
            facts["keys"].append(dict(column=column, same=f"{column}({prefix}) {direction}"))
        for (schema, name, index), facts in indexes.items():
            if (schema, name) in tables and not self.is_of_engine(index, facts, tables[schema, name]):
                tables[schema, name]["indexes"].append(facts)
        return list(tables.values())

    def is_of_engine(self, index, facts, table):
        """InnoDB makes an index for a foreign key that has none, under its name."""
        columns = [key["column"] for key in facts["keys"]]
        of_key = any(key["name"] == index and key["columns"] == columns for key in table["foreign_keys"])
        of_column = any(key["columns"] == columns and index == columns[0] for key in table["foreign_keys"])
        of_table = re.compile(rf"\b(table|exists|on|\.) ?{re.escape(table['name'].lower())}\b")
        plain = " ".join(self.text.lower().replace("`", " ").split())
        plain = ";".join(statement for statement in plain.split(";") if of_table.search(statement))
        name, column = re.escape(index.lower()), re.escape(columns[0].lower())
        # Under its name, or without one, which is then the column's.
        written = re.search(rf"\b(key|index) (if not exists )?{name}[ (]", plain)
        unnamed = re.search(rf"(?<!foreign )(?<!primary )\b(key|index) ?\( ?{column}\b", plain)
        return (of_key or of_column) and not (written or unnamed)


class Sqlite:
    """A database in memory."""

    dialect = "sqlite"

    def __init__(self):
        self.database = None

    def __enter__(self):
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        return self

    def __exit__(self, *_):
        self.database.close()

    def load(self, path):
        complaints, statement = [], ""
        for line in text_of(path).splitlines(keepends=True):
            if not statement.strip() and line.startswith("."):
                continue
            # Several statements may stand on a line.
            for piece in re.split(r"(?<=;)", line):
                statement += piece
                if piece.endswith(";") and sqlite3.complete_statement(statement):
                    complaints += self.execute(statement)
                    statement = ""
        return complaints + (self.execute(statement) if statement.strip() else [])

    def execute(self, statement):
        try:
            self.database.execute(statement)
            return []
        except (sqlite3.Error, sqlite3.Warning) as error:
            return [(str(error), statement)]

    def pragma(self, which, argument):
        return list(self.database.execute(f"SELECT * FROM pragma_{which}(?)", (argument,)))

    def tables(self):
        there = (
            "SELECT s.name, s.sql FROM sqlite_master s JOIN pragma_table_list t ON t.name = s.name AND t.schema = 'main'"
            " WHERE s.type = 'table' AND t.type = 'table' AND s.name NOT LIKE 'sqlite_%'"
        )
        virtual = [name for name, in self.database.execute("SELECT name FROM pragma_table_list WHERE type = 'virtual' AND schema = 'main'")]
        plain = [self.table(name, sql or "") for name, sql in list(self.database.execute(there))]
        rest = dict(schema=None, foreign=True, partition=False, partitions=None, columns=[], indexes=[], foreign_keys=[])
        return plain + [dict(rest, name=name) for name in virtual]

    def table(self, name, sql):
        info = self.pragma("table_xinfo", name)
        primary = [column for column in sorted(info, key=lambda column: column[5]) if column[5]]
        rowid = not re.search(r"(?i)\)[^)]*\bWITHOUT\s+ROWID", sql)
        alias = rowid and len(primary) == 1 and primary[0][2].lower() == "integer"
        columns = [
            dict(name=c[1], nullable=not (c[3] or (alias and c[5])), type=affinity(c[2])) for c in info
        ]
        indexes = [self.index(*listed[1:5]) for listed in self.pragma("index_list", name)]
        if primary and not any(index["primary"] for index in indexes):
            # The row id itself.
            keys = [dict(column=column[1], same=f"{column[1]} 0 BINARY") for column in primary]
            indexes.append(index_facts("", True, True, True, None, keys))
        return dict(schema=None, name=name, foreign=False, partition=False, partitions=None, columns=columns,
                    indexes=indexes, foreign_keys=self.foreign_keys(name))

    def index(self, name, unique, origin, partial):
        keys = [
            dict(column=key[2], same=f"{key[2] if key[2] else (name, key[0])} {key[3]} {key[4]}")
            for key in self.pragma("index_xinfo", name)
            if key[5]
        ]
        predicate = None
        if partial:
            sql = self.database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            predicate = re.split(r"(?i)\bWHERE\b", sql)[-1].strip()
        return index_facts(name, bool(unique), origin == "pk", origin != "c", predicate, keys)

    def foreign_keys(self, name):
        keys = {}
        for key in self.pragma("foreign_key_list", name):
            keys.setdefault(key[0], []).append(key)
        names = {table.lower(): table for table, in self.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        told = []
        for parts in keys.values():
            parts.sort(key=lambda part: part[1])
            parent = names.get(parts[0][2].lower(), parts[0][2])
            theirs = self.pragma("table_xinfo", parent)
            of_key = [c[1] for c in sorted(theirs, key=lambda c: c[5]) if c[5]]
            named = {c[1].lower(): c[1] for c in theirs}
            columns = [named.get(part[4].lower(), part[4]) for part in parts] if parts[0][4] else of_key
            told.append(dict(name=None, columns=[part[3] for part in parts], parent=[None, parent], parent_columns=columns))
        return told


def index_facts(name, unique, primary, constraint, predicate, keys):
    match = re.fullmatch(r"[\"`\[(]*(\w+)[\"`\]]* IS NOT NULL\)?", predicate or "", re.IGNORECASE)
    return dict(name=name, unique=unique, primary=primary, constraint=constraint, excludes=False, method="btree", valid=True,
                attached=False, nulls_not_distinct=False, predicate=predicate, not_null_only=match and match[1], include=None,
                keys=keys)


def affinity(name):
    """What SQLite makes of a type's name, by its own rules in their order."""
    name = name.upper()
    for words, told in ((["INT"], "INTEGER"), (["CHAR", "CLOB", "TEXT"], "TEXT"), (["BLOB"], "BLOB"), (["REAL", "FLOA", "DOUB"], "REAL")):
        if any(word in name for word in words):
            return told
    return "NUMERIC" if name else "BLOB"
