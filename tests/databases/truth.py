#!/usr/bin/env python3
"""Loads schemas into real servers and compares what their catalogs say with what the linter says of the same files.

usage: truth.py --lint COMMAND --postgresql DIR --mariadb SOCKET [--dialect NAME] [--strict] PATH…

COMMAND is the built binary. A path is a file, or a folder of numbered migrations, which is one schema. The dialect is the
one that the product tells, unless it is said. What a server refuses (an extension or a role that is not there) is counted
and named; the tables that it concerns are left out of the comparison, and said. With --strict such a file fails.
In PostgreSQL the tables are also made again from what describe_schema says of them; see describe.py.
Prints one line a schema and `N passed, N failed`.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import Counter

import catalog
import describe
import judge

MOST = 30


def call(command, tool, arguments, root):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(arguments, file)
        file.flush()
        run = [command, "call", tool, "--args-file", file.name, "--root", str(root)]
        return subprocess.run(run, capture_output=True, text=True)


def named(path):
    """A path as the product is given it, and its root."""
    return path.name, path.parent


def lint(command, path, dialect):
    """The linter's answer as a counter of (rule, table, columns), and its report."""
    name, root = named(path)
    arguments = {"path": name, "limit": 100000, "select": sorted(judge.RULES)}
    if dialect:
        arguments["dialect"] = dialect
    answer = call(command, "lint_sql_schema", arguments, root)
    if answer.returncode:
        raise SystemExit(f"{path}: {(answer.stderr + answer.stdout)[:400]}")
    report = json.loads(answer.stdout)
    found, duplicates = Counter(), Counter()
    for finding in report["findings"]:
        subject = finding["subject"]
        match = re.fullmatch(r"(.*?)\((.*)\)", subject, re.DOTALL)
        table, columns = match.groups() if match else (subject, "")
        if finding["rule"] == judge.DUPLICATE:
            duplicates[table] += 1
        else:
            found[finding["rule"], table, normal(columns)] += 1
    for table, count in duplicates.items():
        found[judge.DUPLICATE, table, str(count)] += 1
    return found, report


def normal(columns):
    """Keys that are no columns are not compared by their text."""
    if not columns:
        return ""
    parts, depth = [""], 0
    for letter in columns:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return ", ".join(p.strip() if re.fullmatch(r"[^()|:+]+", p) and "->" not in p else "(expression)" for p in parts)


def bare(found):
    """Without schemas, since which one a name without one lies in depends on the session, and without case."""
    told = Counter()
    for (rule, table, columns), count in found.items():
        told[rule, table.rsplit(".", 1)[-1].lower(), columns.lower()] += count
    return told


def files_of(path):
    """The files of a schema in the order in which they run."""
    if path.is_file():
        return [path]
    natural = lambda file: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(file))]
    undoes = re.compile(r"(^|[._/])down\.sql$|^U\d", re.IGNORECASE)
    return sorted((file for file in path.rglob("*.sql") if not undoes.search(file.name)), key=natural)


def schemas(paths):
    """Each file is a schema of its own; a folder of numbered migrations is one."""
    for path in paths:
        if path.is_file():
            yield path
            continue
        files = sorted(path.rglob("*.sql"))
        numbered = [f for f in files if re.match(r"V?\d", f.name) or f.name in ("up.sql", "migration.sql")]
        if files and len(numbered) * 2 > len(files):
            yield path
        else:
            yield from files


def described(server, path, arguments):
    """How the tables of a loaded file differ from what describe_schema says of them, and the number of facts."""
    tables = describe.facts(arguments.lint, path)
    found = server.run(server.database, "-A", "-t", "-c", "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(describe.statements(tables, found.stdout.splitlines())))
        file.flush()
        pathlib.Path(file.name).chmod(0o644)
        made = server.run(server.database, "-f", file.name, check=False)
    shape = server.run(
        server.database, "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\t", "-f", str(catalog.HERE / "shape.sql")
    )
    original, again = describe.shape(shape.stdout)
    errors = [f"made again: {line}" for line in made.stderr.splitlines() if "ERROR:" in line]
    return errors + list(describe.differences(original, again, tables)), len(original)


def server_of(dialect, arguments):
    database = f"architect_truth_{os.getpid()}"
    if dialect == "postgresql":
        return catalog.Postgresql(arguments.postgresql, database)
    if dialect in ("mysql", "mariadb"):
        return catalog.MariaDb(arguments.mariadb, database)
    return catalog.Sqlite() if dialect == "sqlite" else None


def concerned(complaints, tables):
    """The tables that the text of a refused statement names, unless it is about rows."""
    comments = re.compile(r"--[^\n]*|/\*.*?\*/|^#[^\n]*", re.DOTALL | re.MULTILINE)
    texts = [comments.sub(" ", text).strip().lower() for _, text in complaints]
    of_rows = ("insert", "replace", "update", "delete", "select", "grant", "revoke", "copy", "set ")
    text = " ".join(text for text in texts if not text.startswith(of_rows))
    words = set(re.findall(r"[\w$]+", text))
    return {table for table in tables if table in words}


class Schema:
    """One comparison."""

    def __init__(self, path, arguments):
        said = arguments.dialect
        self.path, self.lines = path, []
        found, report = lint(arguments.lint, path, said)
        self.dialect = said or report["dialect"]
        server = server_of(self.dialect, arguments)
        if server is None:
            self.verdict = "none  "
            self.line = f"{report['tables']} tables: there is no server of {self.dialect} here to ask"
            return
        if server.dialect != self.dialect:
            # The server at hand is MariaDB: what is MySQL's own is judged by what MariaDB makes of it.
            found, report = lint(arguments.lint, path, server.dialect)
        with server:
            complaints = [complaint for file in files_of(path) for complaint in server.load(file)]
            tables = server.tables()
            expected, counts = judge.expected(tables, server.dialect)
            differences, facts = [], 0
            if server.dialect == "postgresql" and arguments.strict:
                differences, facts = described(server, path, arguments)
        self.compare(expected, counts, found, report, tables, complaints)
        for difference in differences[:MOST]:
            self.lines.append(f"    {difference}")
        if len(differences) > MOST:
            self.lines.append(f"    and {len(differences) - MOST} more")
        wrong = bool(self.wrong or differences or (complaints and arguments.strict))
        self.verdict = "FAILED" if wrong else "ok    "
        gaps = sum(gap.get("count") or 1 for gap in report["gaps"])
        keys = sum(len(table["foreign_keys"]) for table in tables)
        self.line = (
            f"{server.dialect}, {len(tables)} tables, {keys} foreign keys, {sum(expected.values())} findings, {facts} facts, "
            f"{gaps} gaps, {len(complaints)} refused"
        )
        for complaint, _ in complaints[:3]:
            self.lines.append(f"    refused: {complaint[:160]}")

    def compare(self, expected, counts, found, report, tables, complaints):
        expected, found = bare(expected), bare(found)
        there = {table["name"].lower() for table in tables}
        told = {table for _, table, _ in found}
        out = (told - there) | concerned(complaints, there | told) if complaints else set()
        within = lambda found: Counter({key: count for key, count in found.items() if key[1] not in out})
        missed, invented = within(expected) - within(found), within(found) - within(expected)
        for sign, some in (("missed:  ", missed), ("invented:", invented)):
            for rule, table, columns in sorted(some):
                self.lines.append(f"    {sign} {rule} {table}({columns})")
        if not complaints:
            for what, count in counts.items():
                if count != report[what]:
                    self.lines.append(f"    {what}: {count} there, {report[what]} told")
                    invented[what, "", ""] += 1
        if out:
            self.lines.append(f"    left out: {', '.join(sorted(out)[:12])}{' …' if len(out) > 12 else ''}")
        self.wrong = bool(missed or invented)


def main():
    arguments = argparse.ArgumentParser()
    for option in ("lint", "postgresql", "mariadb"):
        arguments.add_argument(f"--{option}", required=True)
    arguments.add_argument("--dialect", choices=["postgresql", "mysql", "mariadb", "sqlite"])
    arguments.add_argument("--strict", action="store_true")
    arguments.add_argument("paths", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    verdicts = Counter()
    for path in schemas([path.resolve() for path in arguments.paths]):
        schema = Schema(path, arguments)
        verdicts[schema.verdict] += 1
        print(f"{schema.verdict} {'/'.join(path.parts[-2:])}: {schema.line}")
        for line in schema.lines:
            print(line)
        sys.stdout.flush()
    rest = f", {verdicts['none  ']} without a server" if verdicts["none  "] else ""
    print(f"{verdicts['ok    ']} passed, {verdicts['FAILED']} failed{rest}")
    return 1 if verdicts["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
