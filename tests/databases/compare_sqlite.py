#!/usr/bin/env python3
"""Loads DDL into SQLite and compares what its pragmas say with what describe_schema says of the same file.

usage: compare_sqlite.py --describe COMMAND FILE…

Columns with type, null, default and key, foreign keys with their actions, and indexes with their columns. Prints one line
a file and `N passed, N failed` at the end.
"""
import argparse
import json
import pathlib
import re
import sqlite3
import subprocess
import sys


def told(command, path):
    arguments = json.dumps({"path": path.name, "dialect": "sqlite", "format": "json", "limit": 100000})
    run = [command, "call", "describe_schema", "--args", arguments, "--root", str(path.parent)]
    return json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)["tables"]


def type_of(text):
    """SQLite keeps a type's words; blanks within are its own."""
    return re.sub(r"\s+", "", text.lower())


def bare(key):
    """The column of an index's key."""
    key = re.sub(r"( COLLATE \w+)?( DESC)?( NULLS \w+)?$", "", key)
    return key[1:-1].replace('""', '"') if key.startswith('"') else key


def facts_told(table):
    facts = set()
    primary = [index for index in table["indexes"] if index["kind"] == "primary-key"]
    key = [bare(column) for column in primary[0]["keys"]] if primary else []
    for at, column in enumerate(table["columns"]):
        place = key.index(column["name"]) + 1 if column["name"] in key else 0
        default = re.sub(r"\s", "", column.get("default", ""))
        facts.add(("column", at, column["name"], type_of(column["type"]), column["nullable"], default, place))
    for key in table["relationships"]:
        actions = (key.get("on_delete", "no action"), key.get("on_update", "no action"))
        facts.add(("foreign key", tuple(key["columns"]), key["parent"], actions))
    for index in table["indexes"]:
        if index["kind"] != "primary-key":
            keys = tuple(bare(key) for key in index["keys"])
            facts.add(("index", index["kind"] != "index", keys, "where" in index))
    return facts


def facts_there(database, name):
    def pragma(which, argument):
        return list(database.execute(f"SELECT * FROM pragma_{which}(?)", (argument,)))

    facts = set()
    columns = pragma("table_xinfo", name)
    alone = sum(1 for column in columns if column[5]) == 1
    rowid = "WITHOUT ROWID" not in database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    for at, column, data_type, not_null, default, place, _ in columns:
        # The alias of the row id takes no null, though SQLite does not say so of it.
        alias = alone and place and rowid and data_type.lower() == "integer"
        default = re.sub(r"\s", "", default or "")
        facts.add(("column", at, column, type_of(data_type), not (not_null or alias), default, place))
    keys = {}
    for key in pragma("foreign_key_list", name):
        keys.setdefault(key[0], []).append(key)
    for key in keys.values():
        columns = tuple(part[3] for part in sorted(key, key=lambda part: part[1]))
        facts.add(("foreign key", columns, key[0][2], (key[0][6].lower(), key[0][5].lower())))
    for _, index, unique, origin, partial in pragma("index_list", name):
        if origin != "pk":
            facts.add(("index", bool(unique), tuple(part[2] for part in pragma("index_info", index)), bool(partial)))
    return facts


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--describe", required=True)
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = arguments.parse_args()
    passed = failed = 0
    for path in arguments.files:
        database = sqlite3.connect(":memory:")
        database.executescript(path.read_text(encoding="utf-8-sig"))
        there = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        expected = {(name, fact) for (name,) in database.execute(there) for fact in facts_there(database, name)}
        said = {(table["name"], fact) for table in told(arguments.describe, path.resolve()) for fact in facts_told(table)}
        wrong = expected != said
        failed += wrong
        passed += not wrong
        print(f"{'FAILED' if wrong else 'ok    '} {path.name}: {len(expected)} facts")
        for sign, facts in (("not told", expected - said), ("only told", said - expected)):
            for name, fact in sorted(facts, key=str):
                print(f"    {sign}: {name} {fact}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
