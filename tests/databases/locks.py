#!/usr/bin/env python3
"""Holds what check_migration says of locks and work against a real PostgreSQL.

usage: locks.py --socket DIR --lint COMMAND

1. Every statement of locks/statements.sql is run on the server, on the tables of locks/setup.sql. The locks come from
   pg_locks inside of the transaction, rewrites and index builds from the files of the relations and the server's debug
   messages. What the server refuses inside of a transaction is made to wait for another session and looked at from a third.
2. The rewrite of every bad example of the rules is run, file by file, and each statement is held against what the tool
   says of that file.

Prints one line for each difference and `N passed, N failed` at the end.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import time

from product import ask

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ORDER = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
         "EXCLUSIVE", "ACCESS EXCLUSIVE"]
ALONE = re.compile(r"^(vacuum|create database)|concurrently(?!\s+mv)", re.I)
# Emptying gives a table a new file, which is no work of the kind that is meant.
NO_WORK = re.compile(r"^(truncate|create table|drop table)", re.I)


# Operations that lock nothing, and those that this server has no way to.
NOT_MEASURED = {
    "adds a value to an enumeration": "locks no table",
    "renames a value of an enumeration": "locks no table",
    "constrains a domain for new values": "locks no table",
    "renames an index": "locks the index only",
    "drops a schema, or a database, and all that it holds": "its tables are not known",
    "adds a column that must be filled, without a value for the rows that are there": "fails",
}


# Where the end of a rewrite differs from that of its migration, by a part of what the catalog says.
EXPLAINED = {
    # The server leaves the bounds of a partition that is detached CONCURRENTLY behind as a CHECK.
    "sql/detach-partition-blocking": r"^con\tevent_2019\tevent_2019_at_check",
}


class Server:
    def __init__(self, socket):
        self.base = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-h", socket, "-U", "postgres"]

    def command(self, database):
        return [*self.base, "-d", database]

    def run(self, database, text, check=True):
        done = subprocess.run([*self.command(database), "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed")
        return done

    def fresh(self, name, template="template0"):
        self.run("postgres", f"DROP DATABASE IF EXISTS {name};\nCREATE DATABASE {name} TEMPLATE {template};")
        return name


RELATIONS = "SELECT 'rel', oid::regclass::text, relkind, relfilenode FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'i') " \
            "AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'other'));"
SCANS = "SELECT 'scan', oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace " \
        "AND pg_stat_get_xact_numscans(oid) > 0;"
LOCKS = "SELECT 'lock', relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = {pid};"


def rows(text, kind):
    return [line.split("\t")[1:] for line in text.splitlines() if line.startswith(kind + "\t")]


def title(mode):
    return re.sub(r"(?<!^)(?=[A-Z])", " ", mode.removesuffix("Lock")).upper()


def strongest(found, names):
    locks = {}
    for relation, mode in found:
        name, mode = names.get(relation, "").replace('"', ""), title(mode)
        if name and mode in ORDER and (name not in locks or ORDER.index(mode) > ORDER.index(locks[name])):
            locks[name] = mode
    return {name: mode for name, mode in locks.items() if mode != "ACCESS SHARE"}


def inside(server, database, statement, end):
    """Runs a statement in a transaction and tells its locks and its work."""
    names = dict((oid, name) for name, oid in rows(server.run(
        database, "SELECT 'name', oid::regclass::text, oid FROM pg_class WHERE relkind IN ('r', 'p', 'm');").stdout, "name"))
    tables = [name for name in names.values() if not name.startswith(("pg_", "information_schema."))]
    names = {oid: name for oid, name in names.items() if name in tables}
    before = {row[0]: row[2] for row in rows(server.run(database, RELATIONS).stdout, "rel")}
    kinds = {row[0]: row[1] for row in rows(server.run(database, RELATIONS).stdout, "rel")}
    text = f"BEGIN;\nSET LOCAL timezone = 'UTC';\nSET LOCAL client_min_messages = debug1;\n{statement}\nSET LOCAL client_min_messages = notice;\n" \
           + LOCKS.format(pid="pg_backend_pid()") + "\n" + SCANS + "\n" \
           + RELATIONS + f"\n{end};"
    done = server.run(database, text)
    locks = strongest(rows(done.stdout, "lock"), names)
    after = {row[0]: row[2] for row in rows(done.stdout, "rel")}
    changed = {kinds[name] for name in before if name in after and before[name] != after[name]}
    debug = [line for line in done.stderr.splitlines() if "pg_toast" not in line]
    said = lambda pattern: any(re.search(pattern, line) for line in debug)
    work = "none"
    if not NO_WORK.match(statement):
        built = [m.group(1) for line in debug if (m := re.search(r'building index "[^"]*" on table "([^"]*)"', line))]
        if changed & {"r", "m"} or said('rewriting table'):
            work = "rewrite"
        elif "i" in changed or any(table in tables for table in built):
            work = "index build"
        # Reading for a domain leaves no message, but is counted.
        elif said("verifying table") or said("validating foreign key") \
                or re.match("alter domain", statement, re.I) and rows(done.stdout, "scan"):
            work = "scan"
    return locks, work


def alone(server, database, statement):
    """Lets a statement wait for a session that holds a lock, and tells the locks that it has and wants."""
    names = dict((oid, name) for name, oid in rows(server.run(
        database, "SELECT 'name', oid::regclass::text, oid FROM pg_class WHERE relkind IN ('r', 'p', 'm') "
        "AND relnamespace = 'public'::regnamespace;").stdout, "name"))
    # What each waits for: writers, the users of the partition, others like itself, or everybody.
    mode, held = "ACCESS SHARE", [name for name in names.values() if name not in ("mv", "daily_revenue")]
    if re.match(r"create", statement, re.I):
        mode = "ROW EXCLUSIVE"
    elif detached := re.search(r"detach partition (\w+)", statement, re.I):
        held = [detached.group(1)]
    elif re.match(r"vacuum(?! full)", statement, re.I):
        mode = "SHARE UPDATE EXCLUSIVE"
    held = "; ".join(f"LOCK TABLE ONLY {name} IN {mode} MODE" for name in held)
    # A write makes those wait that wait for writers.
    holder = subprocess.Popen(server.command(database), stdin=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL)
    holder.stdin.write(f"BEGIN; {held}; SELECT pg_current_xact_id();\n")
    holder.stdin.flush()
    time.sleep(0.4)
    other = subprocess.Popen([*server.command(database), "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    other.stdin.write("SET application_name = 'watched';\n" + statement + "\n")
    other.stdin.flush()
    time.sleep(0.6)
    pid = "(SELECT pid FROM pg_stat_activity WHERE application_name = 'watched' AND datname = current_database())"
    locks = strongest(rows(server.run(database, LOCKS.format(pid=pid)).stdout, "lock"), names)
    holder.stdin.write("ROLLBACK;\n")
    holder.stdin.close()
    holder.wait()
    _, errors = other.communicate()
    if other.returncode:
        raise RuntimeError(errors.strip())
    return locks, "none"


def told(answer):
    """The locks and the work of the only statement that an answer has."""
    listed = answer["statements"]
    locks = dict(lock.rsplit(": ", 1) for row in listed for lock in row["locks"])
    work = listed[0]["work"] if listed else "none"
    if listed and any(word in listed[0]["does"] for word in ("VACUUM", "CONCURRENTLY")):
        work = "none"
    return {name: mode for name, mode in locks.items() if mode != "ACCESS SHARE"}, work


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    parser.add_argument("--lint", required=True)
    options = parser.parse_args()
    server = Server(options.socket)
    version = int(server.run("postgres", "SHOW server_version_num;").stdout) // 10000
    passed = failed = 0

    def judge(label, real, ours):
        nonlocal passed, failed
        if real == ours:
            passed += 1
            return
        failed += 1
        if isinstance(real, list):
            real, ours = [line for line in real if line not in ours], [line for line in ours if line not in real]
        print(f"DIFFERS {label}\n  server {real}\n  ours   {ours}")

    setup = (HERE / "locks/setup.sql").read_text()
    server.fresh("locks_template")
    server.run("locks_template", "CREATE SCHEMA other;\n" + setup)
    done = set()
    for statement in (HERE / "locks/statements.sql").read_text().splitlines():
        database = server.fresh("locks_run", "locks_template")
        try:
            runs_alone = ALONE.search(statement)
            real = alone(server, database, statement) if runs_alone else inside(server, database, statement, "ROLLBACK")
        except RuntimeError as error:
            failed += 1
            print(f"FAILS   {statement}\n  {error}")
            continue
        answer = ask(options.lint, "check_migration", {
            "content": "SET timezone = 'UTC';\n" + statement, "schema": [setup], "version": version, "dialect": "postgresql"})
        ours = told(answer)
        if runs_alone:
            ours = (ours[0], "none")
        done.update(part for row in answer["statements"] for part in row["does"].split("; "))
        judge(statement, real, ours)
    every = set(re.findall(r"/// (.*)\.\n    \w+: \w+, \w+, \w+;", (ROOT / "tools/sql/src/migration/locks.rs").read_text()))
    missing = sorted(every - done - NOT_MEASURED.keys())
    if missing or not every:
        failed += 1
        print("NOT MEASURED " + ", ".join(missing))
    print(f"{len(every & done)} of {len(every)} operations were measured", file=sys.stderr)

    examples = (HERE / "locks/examples.sql").read_text()
    rewritten = 0
    pages = [(rule, ask(options.lint, "explain", {"topic": rule})["text"]) for rule in rules()]
    bad = [(rule, page.split("## Bad", 1)[1].split("## Good", 1)[0]) for rule, page in pages]
    cases = [(rule, example) for rule, page in bad for example in re.findall(r"```sql migration\n(.*?)```", page, re.S)]
    own = (HERE / "locks/migrations.sql").read_text().split("-- next\n")
    cases += [("locks/migrations.sql", migration) for migration in own]
    for number, (rule, example) in enumerate(cases):
        schema, migration = example.split("-- migration\n", 1) if "-- migration\n" in example else (examples, example)
        arguments = {"content": migration, "schema": [schema], "version": version, "dialect": "postgresql"}
        files = ask(options.lint, "check_migration", arguments)["rewrite"]
        if not files:
            continue
        rewritten += 1
        database = server.fresh("locks_run")
        server.run(database, schema)
        plain = server.fresh("locks_plain")
        server.run(plain, schema)
        state = schema
        for file in files:
            for statement in split(file["sql"]):
                label = f"{rule} {number + 1} {file['name']}: {statement}"
                answer = ask(options.lint, "check_migration", {
                    "content": statement, "schema": [state], "version": version, "dialect": "postgresql"})
                state += "\n" + statement
                try:
                    if re.match(r"set |do ", statement, re.I):
                        server.run(database, statement)
                        continue
                    runs_alone = ALONE.search(statement)
                    real = alone(server, database, statement) if runs_alone else inside(server, database, statement, "COMMIT")
                except RuntimeError as error:
                    failed += 1
                    print(f"FAILS   {label}\n  {error}")
                    continue
                ours = told(answer)
                judge(label, real, (ours[0], "none") if runs_alone else ours)
        # The rewrite comes to the same end as the migration does.
        for statement in split(migration):
            if not re.match(r"(begin|commit);$", statement, re.I):
                server.run(plain, statement)
        kept = lambda end: [line for line in end if not (rule in EXPLAINED and re.search(EXPLAINED[rule], line))]
        judge(f"{rule} {number + 1}: the end", kept(end_of(server, database)), kept(end_of(server, plain)))
    print(f"{rewritten} rewrites were run", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def end_of(server, database):
    """What the catalog says of every table, and how many nulls each column has."""
    said = server.run(database, """
        SELECT 'col', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
          FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm') AND attnum > 0 AND NOT attisdropped;
        SELECT 'con', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace;
        SELECT 'ind', indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid FROM pg_index
         WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace);
        SELECT 'inh', inhrelid::regclass, inhparent::regclass FROM pg_inherits;""").stdout.splitlines()
    tables = {line.split("\t")[1] for line in said if line.startswith("col\t")}
    for table in sorted(tables):
        nulls = f"SELECT 'null', '{table}', key, count(*) FROM {table} t, jsonb_each(to_jsonb(t)) WHERE value = 'null' GROUP BY key;"
        said += server.run(database, nulls).stdout.splitlines()
    return sorted(said)


def rules():
    folder = ROOT / "tools/sql/src/migration/rules"
    names = sorted(path.stem for path in folder.glob("*.rs"))
    return ["sql/" + name.replace("_", "-") for name in names if name not in ("mod", "told")]


def split(text):
    """The statements of a rewritten file: it has no semicolon inside of one but in a block between dollar signs."""
    parts = re.split(r";\n", re.sub(r"^--.*\n", "", text, flags=re.M))
    statements, open_block = [], ""
    for part in parts:
        open_block += part
        if open_block.count("$$") % 2:
            open_block += ";\n"
            continue
        if open_block.strip():
            statements.append(open_block.strip() + ";")
        open_block = ""
    return statements


if __name__ == "__main__":
    main()
