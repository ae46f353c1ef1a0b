#!/usr/bin/env python3
"""Loads DDL into a real PostgreSQL and compares what its catalog says with what the linter says of the same file.

It also makes the tables again from what describe_schema says of them, and compares both; see describe.py.

usage: compare.py --socket DIR [--lint COMMAND] [--strict] FILE…

COMMAND is the built binary; the linter is driven through its shell: `COMMAND call lint_sql_schema --args-file F --root DIR`.
A command that ends in `lint` is taken for the example of the crate and is given the file itself.
Prints one line a file and `N passed, N failed` at the end. With --strict a file that the server does not load whole fails.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import describe

RULES = {
    "none": "sql/missing-foreign-key-index",
    "partial_only": "sql/partial-foreign-key-index",
    "leading_subset": "sql/partly-indexed-foreign-key",
    "no_primary_key": "sql/no-primary-key",
    "duplicate": "sql/duplicate-index",
}
MOST = 30
HERE = pathlib.Path(__file__).resolve().parent


def psql(socket, database, *arguments, check=True):
    command = ["psql", "-X", "-q", "-h", socket, "-U", "postgres", "-d", database, *arguments]
    return subprocess.run(command, check=check, capture_output=True, text=True, errors="replace")


def truth(socket, path, database, command):
    """The catalog's answer: a set of (rule, table, columns), how many keys there are, the server's errors, and how its
    tables differ from their description, with the number of facts that were compared."""
    psql(socket, "postgres", "-c", f"DROP DATABASE IF EXISTS {database}")
    psql(socket, "postgres", "-c", f"CREATE DATABASE {database} TEMPLATE template0")
    loaded = psql(socket, database, "-f", str(path), check=False)
    errors = [line for line in loaded.stderr.splitlines() if "ERROR:" in line]
    answer = psql(socket, database, "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\t", "-f", str(HERE / "truth.sql"))
    differences, facts = described(socket, path, database, command)
    psql(socket, "postgres", "-c", f"DROP DATABASE {database}")
    found, keys = set(), 0
    for line in answer.stdout.splitlines():
        status, table, columns = line.split("\t")
        keys += status in ("covered", "none", "partial_only", "leading_subset")
        if status in RULES:
            found.add((RULES[status], table, columns))
        elif status in ("indexes", "tables"):
            found.add((status, "", columns))
    return found, keys, errors, differences, facts


def described(socket, path, database, command):
    """How the tables of a loaded file differ from what describe_schema says of them, and the number of facts."""
    if command.endswith("lint"):
        return [], 0
    tables = describe.facts(command, path)
    schemas = psql(socket, database, "-A", "-t", "-c", "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(describe.statements(tables, schemas.stdout.splitlines())))
        file.flush()
        pathlib.Path(file.name).chmod(0o644)
        made = psql(socket, database, "-f", file.name, check=False)
    shape = psql(socket, database, "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\t", "-f", str(HERE / "shape.sql"))
    original, again = describe.shape(shape.stdout)
    errors = [f"made again: {line}" for line in made.stderr.splitlines() if "ERROR:" in line]
    return errors + list(describe.differences(original, again, tables)), len(original)


def lint(command, path):
    """The linter's answer in the same form."""
    if command.endswith("lint"):
        run = [command, str(path), "--dialect", "postgresql"]
        output = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    else:
        arguments = {"path": path.name, "dialect": "postgresql", "limit": 100000, "select": sorted(RULES.values())}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(arguments, file)
            file.flush()
            run = [command, "call", "lint_sql_schema", "--args-file", file.name, "--root", str(path.parent)]
            output = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    report = json.loads(output)
    found, duplicates = set(), {}
    for finding in report["findings"]:
        rule = finding["rule"]
        if rule not in RULES.values():
            continue
        subject = finding["subject"]
        match = re.fullmatch(r"(.*?)\((.*)\)", subject)
        table, columns = match.groups() if match else (subject, "")
        if rule == "sql/duplicate-index":
            duplicates[table] = duplicates.get(table, 0) + 1
        else:
            found.add((rule, table, columns))
    found.update({("tables", "", str(report["tables"])), ("indexes", "", str(report["indexes"]))})
    for table, count in duplicates.items():
        found.add(("sql/duplicate-index", table, str(count)))
    return found, report


def bare(found):
    """Without schemas: which one a name without one lies in depends on the session."""
    return {(rule, table.rsplit(".", 1)[-1], columns) for rule, table, columns in found}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--socket", required=True)
    arguments.add_argument("--lint", required=True)
    arguments.add_argument("--strict", action="store_true")
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    passed = failed = 0
    for path in arguments.files:
        database = f"architect_truth_{os.getpid()}"
        expected, keys, errors, differences, facts = truth(
            arguments.socket, path.resolve(), database, arguments.lint
        )
        said, report = lint(arguments.lint, path.resolve())
        missed, invented = bare(expected) - bare(said), bare(said) - bare(expected)
        wrong = bool(missed or invented or differences or (errors and arguments.strict))
        failed += wrong
        passed += not wrong
        gaps = sum(gap.get("count") or 1 for gap in report["gaps"])
        print(
            f"{'FAILED' if wrong else 'ok    '} {path.name}: {report['tables']} tables, {keys} foreign keys, "
            f"{len(expected) - 2} expected findings, {facts} facts, {gaps} gaps, {len(errors)} errors of the server"
        )
        for rule, table, columns in sorted(missed):
            print(f"    missed:   {rule} {table}({columns})")
        for rule, table, columns in sorted(invented):
            print(f"    invented: {rule} {table}({columns})")
        for difference in differences[:MOST]:
            print(f"    {difference}")
        if len(differences) > MOST:
            print(f"    and {len(differences) - MOST} more")
        for error in errors[:5] if wrong else []:
            print(f"    server:   {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
