#!/usr/bin/env python3
"""Holds what check_migration says of SQLite against the real library.

usage: alter.py --lint COMMAND [--verbose]

1. Every line of alter/statements.sql is run on the tables and rows of alter/setup.sql: what the library refuses must be told,
   what it runs must not be called refused, and the work must be the one that is told, by the pages of the file that it writes
   and the steps that it takes.
2. Every migration of alter/migrations.sql, and every bad example of the rules, is run while foreign keys are enforced: lost
   indexes and triggers, rows of other tables that are gone, and foreign keys that name no table must be told, and no others.
3. Every rewrite is run. It must run, keep all rows, indexes, triggers, views and the number that counts on, and pass the check.

The library is the one of this python (LD_LIBRARY_PATH chooses another); its version is given to the tool. Prints a line for
each difference and `N passed, N failed`.
"""
import argparse
import pathlib
import re
import sqlite3
import sys
import tempfile

from product import ask

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETUP, ROWS = (HERE / "alter/setup.sql").read_text().split("-- rows\n")
# What a statement that fails on rows which are there is told by.
ON_ROWS = {"sql/add-required-column", "sql/fails-on-existing-rows"}


def statements(text):
    """The statements of a text, as the shell of SQLite divides it."""
    found, current = [], ""
    for part in re.split(r"(;)", text):
        current += part
        if part == ";" and sqlite3.complete_statement(current):
            found.append(current.strip())
            current = ""
    return found + ([current.strip()] if current.strip() else [])


class Database:
    """A file of its own, in which whole pages can be compared."""

    def __init__(self, schema=SETUP, rows=ROWS):
        self.file = tempfile.NamedTemporaryFile(suffix=".db")
        self.link = sqlite3.connect(self.file.name, isolation_level=None)
        self.steps = 0
        for pragma in ("page_size = 1024", "journal_mode = MEMORY", "secure_delete = OFF", "synchronous = OFF"):
            self.link.execute(f"PRAGMA {pragma}")
        if error := self.run(schema + rows):
            raise RuntimeError(f"{error} in {schema}")

    def run(self, text):
        """Runs the statements; the message of the first that fails."""
        for statement in statements(text):
            try:
                self.link.execute(statement).fetchall()
            except sqlite3.Error as error:
                if self.link.in_transaction:
                    self.link.execute("ROLLBACK")
                return str(error)
        return None

    def measured(self, statement):
        before = pathlib.Path(self.file.name).read_bytes()
        self.steps = 0
        self.link.set_progress_handler(self.step, 10)
        error = self.run(statement)
        self.link.set_progress_handler(None, 0)
        after = pathlib.Path(self.file.name).read_bytes()
        pages = range(0, min(len(before), len(after)), 1024)
        written = sum(before[at : at + 1024] != after[at : at + 1024] for at in pages)
        return error, written, (len(after) - len(before)) // 1024

    def step(self):
        self.steps += 10

    def all(self, query):
        return self.link.execute(query).fetchall()

    def tables(self):
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return [name for (name,) in self.all(names)]

    def objects(self):
        return {(kind, name): table.lower() for kind, name, table in self.all(
            "SELECT type, name, tbl_name FROM sqlite_master WHERE type <> 'table' AND name NOT LIKE 'sqlite_%'")}

    def covered(self):
        """The table and the columns of each index."""
        lists = [(table, index[1]) for table in self.tables() for index in self.all(f'PRAGMA index_list("{table}")')]
        return {index: (table, tuple(part[2] for part in self.all(f'PRAGMA index_info("{index}")'))) for table, index in lists}

    def rows(self):
        """The number of rows, and of references that are not null, of each table."""
        found = {}
        for table in self.tables():
            columns = [key[3] for key in self.all(f'PRAGMA foreign_key_list("{table}")')]
            counts = "".join(f', count("{column}")' for column in columns)
            found[table.lower()] = self.all(f'SELECT count(*){counts} FROM "{table}"')[0]
        return found

    def dangling(self):
        tables = {table.lower() for table in self.tables()}
        return {(table, key[2]) for table in tables for key in self.all(f'PRAGMA foreign_key_list("{table}")') if key[2].lower() not in tables}


def check(lint, schema, text):
    return ask(lint, "check_migration", {"content": text, "schema": [schema], "dialect": "sqlite", "version": sqlite3.sqlite_version, "limit": 100})


def found(answer, severities=("error", "warning", "info")):
    return {finding["rule"] for finding in answer["findings"] if finding["severity"] in severities}


def real_work(database, written, grown):
    # Each table that is large has some fifty pages and more.
    if written > 25:
        return "rewrite"
    if grown > 20:
        return "index build"
    return "scan" if database.steps > 8000 else "none"


def examples(lint):
    """The bad examples of the rules for SQLite."""
    for path in sorted((ROOT / "tools/sql/src/migration/rules").glob("*.rs")):
        if path.stem in ("mod", "told"):
            continue
        rule = "sql/" + path.stem.replace("_", "-")
        page = ask(lint, "explain", {"topic": rule})["text"]
        bad = page.split("## Bad", 1)[1].split("## Good", 1)[0]
        for example in re.findall(r"```sql migration sqlite\n(.*?)```", bad, re.S):
            yield rule, example


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lint", required=True)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    passed = failed = rewritten = 0
    print(f"SQLite {sqlite3.sqlite_version}", file=sys.stderr)

    def judge(label, real, ours):
        nonlocal passed, failed
        if real == ours:
            passed += 1
            return
        failed += 1
        print(f"DIFFERS {label}\n  library {real}\n  ours    {ours}")

    def rewrite(label, schema, rows, answer):
        nonlocal rewritten
        database = Database(schema, rows)
        database.run("PRAGMA foreign_keys = ON;")
        before, objects = database.rows(), database.objects()
        counted = database.all("SELECT name, seq FROM sqlite_sequence") if "AUTOINCREMENT" in schema.upper() else []
        state = schema
        for file in answer["rewrite"]:
            error = database.run(file["sql"] if not file["transaction"] else "BEGIN;" + file["sql"] + "COMMIT;")
            judge(f"{label} {file['name']}: {file['sql']}", None, error)
            if error:
                return
            again = check(options.lint, state, file["sql"])
            judge(f"{label} {file['name']} passes", set(), found(again, ("error",)))
            state += "\n" + file["sql"]
        rewritten += 1
        after, kept = database.rows(), database.objects()
        judge(f"{label}: rows", {table: count[0] for table, count in before.items()}, {table: after.get(table, (0,))[0] for table in before})
        dropped = re.findall(r"DROP (?:INDEX|VIEW) (\w+)", " ".join(file["sql"] for file in answer["rewrite"]))
        lost = {name for name in objects if name not in kept and name[1] not in dropped}
        judge(f"{label}: objects", set(), lost)
        judge(f"{label}: references", [], database.all("PRAGMA foreign_key_check"))
        judge(f"{label}: whole", [("ok",)], database.all("PRAGMA integrity_check"))
        if counted:
            judge(f"{label}: counted", sorted(counted), sorted(database.all("SELECT name, seq FROM sqlite_sequence")))

    for line in (HERE / "alter/statements.sql").read_text().splitlines():
        database = Database()
        *before, statement = statements(line)
        database.run("".join(text if text.endswith(";") else text + ";" for text in before))
        error, written, grown = database.measured(statement)
        answer = check(options.lint, SETUP, line + ";")
        told = "sql/refused-statement" in found(answer, ("error",))
        if error:
            told |= bool(ON_ROWS & found(answer, ("error", "warning")))
        if options.verbose:
            print(line, "|", error, written, grown, database.steps, [row["work"] for row in answer["statements"]], sorted(found(answer)))
        judge(f"{line}: {error}", error is not None, told)
        rows = answer["statements"]
        if error is None and rows and not re.match(r"(DROP|REINDEX|VACUUM)\b", statement):
            judge(f"{line}: {written} pages written, {grown} more, {database.steps} steps", real_work(database, written, grown), rows[-1]["work"])
        if answer["rewrite"]:
            rewrite(line, SETUP, ROWS, answer)

    cases = [("alter/migrations.sql", SETUP, ROWS, text) for text in (HERE / "alter/migrations.sql").read_text().split("-- next\n")]
    for rule, example in examples(options.lint):
        schema, text = example.split("-- migration\n", 1) if "-- migration\n" in example else (SETUP, example)
        cases.append((rule, schema, ROWS if schema == SETUP else "", text))
    for number, (label, schema, rows, text) in enumerate(cases):
        database = Database(schema, rows)
        if not rows:
            # A row in each table, each referring to the one before.
            for table in database.tables():
                database.run(f'INSERT INTO "{table}" (id) VALUES (1);')
                for key in database.all(f'PRAGMA foreign_key_list("{table}")'):
                    database.run(f'UPDATE "{table}" SET "{key[3]}" = 1;')
        database.run("PRAGMA foreign_keys = ON;")
        objects, before, covered = database.objects(), database.rows(), database.covered()
        answer = check(options.lint, schema, text)
        rules = found(answer)
        error = database.run(text)
        label = f"{label} {number}: {error}"
        if options.verbose:
            print(label, sorted(rules))
        if error:
            cause = {"sql/refused-statement", "sql/foreign-keys-off-in-transaction", "sql/drop-cascades"} | ON_ROWS
            # An implicit deletion that a foreign key forbids is told where foreign keys are known to be enforced.
            judge(label, True, bool(rules & cause) or "FOREIGN KEY" in error)
        else:
            judge(label, False, "sql/refused-statement" in rules)
            after = database.rows()
            there = {table.lower() for table in database.tables()}
            lost = {name for name, table in objects.items() if name not in database.objects() and table in there and name[0] != "view"}
            # An index that another one does the work of is not missed.
            lost = {name for name in lost if covered.get(name[1]) not in set(database.covered().values())}
            named = set(re.findall(r"DROP (?:INDEX|TRIGGER) (\w+)", text))
            judge(f"{label}: lost {lost}", bool({name for _, name in lost} - named), "sql/rebuild-loses-objects" in rules)
            others = {table for table in before if table in after and not re.search(rf"\b(DROP TABLE|DELETE FROM|RENAME TO) {table}\b", text, re.I)}
            gone = {table for table in others if after[table] != before[table]}
            judge(f"{label}: rows gone of {gone}", bool(gone), "sql/drop-cascades" in found(answer))
            judge(f"{label}: names nothing {database.dangling()}", bool(database.dangling()) and "RENAME" in text, "sql/rebuild-renames-first" in rules)
        if answer["rewrite"] and rows:
            rewrite(label, schema, rows, answer)
    print(f"{rewritten} rewrites were run", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
