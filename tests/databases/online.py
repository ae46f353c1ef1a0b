#!/usr/bin/env python3
"""Holds what check_migration says of MariaDB's ALTER TABLE against a real MariaDB.

usage: online.py --lint COMMAND [--server FOLDER] [--measure]

1. Every statement of online/statements.sql is run on the tables of online/setup.sql with every ALGORITHM and every LOCK,
   the cheapest first: the first pair that the server accepts must be the one that the tool tells, and what the tool says
   fails must fail.
2. The rewrite of every bad example of the rules is run, file by file, and comes to the same tables as the migration does.

The server is private: its own folder, a socket, no port. `--server` takes another than the installed one: a folder as the
archives of MariaDB unpack to, with bin/mariadbd and scripts/mariadb-install-db. Prints a line for each difference and `N passed, N failed`.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from product import ask

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ALGORITHMS = ["INSTANT", "NOCOPY", "INPLACE", "COPY"]
LOCKS = ["NONE", "SHARED", "EXCLUSIVE"]


class Server:
    """A MariaDB of its own, on a socket."""

    def __init__(self, home=None):
        command = lambda name, place: str(home / place / name) if home else name
        base = [f"--basedir={home}"] if home else []
        memory = "/dev/shm"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="architect-mariadb.", dir=memory if os.access(memory, os.W_OK) else None))
        os.chmod(self.folder, 0o755)
        owner = ["--user=mysql"] if os.getuid() == 0 else []
        if owner:
            shutil.chown(self.folder, "mysql")
        self.socket = self.folder / "socket"
        data = self.folder / "data"
        settings = ["--no-defaults", *base, f"--datadir={data}", *owner]
        subprocess.run([command("mariadb-install-db", "scripts"), *settings, "--auth-root-authentication-method=normal", "--skip-test-db"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        small = ["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-log-file-size=8M",
                 "--innodb-buffer-pool-size=32M", "--skip-networking", "--innodb-file-per-table=1", "--character-set-server=utf8mb4"]
        self.process = subprocess.Popen([command("mariadbd", "bin"), *settings, f"--socket={self.socket}", f"--log-error={self.folder}/log", *small],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            if self.socket.exists() and not self.run("SELECT 1", "mysql").returncode:
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError("the server did not start")

    def run(self, text, database="run", *more):
        return subprocess.run(["mariadb", "--no-defaults", *more, f"--socket={self.socket}", "-uroot", "-N", "-B", database],
                              input=text, capture_output=True, text=True)

    def must(self, text, database="run"):
        done = self.run(text, database)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def fresh(self, setup, database="run"):
        self.must(f"DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;", "mysql")
        self.must(setup, database)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def with_clauses(statement, algorithm, lock):
    """The statement with an algorithm and a lock, where its grammar has a place for them."""
    words = [f"ALGORITHM={algorithm}"] + ([f"LOCK={lock}"] if lock else [])
    if re.match(r"create .*index", statement, re.I):
        return f"{statement} {' '.join(words)};"
    if dropped := re.match(r"drop index (\w+) on (\w+)", statement, re.I):
        return f"ALTER TABLE {dropped.group(2)} {', '.join(words)}, DROP INDEX {dropped.group(1)};"
    head, rest = re.match(r"(alter table \w+) (.*)", statement, re.I | re.S).groups()
    comma = "" if re.match(r"(partition by|remove partitioning|add partition|drop partition|truncate partition|reorganize|coalesce)", rest, re.I) else ","
    return f"{head} {', '.join(words)}{comma} {rest};"


def measure(server, setup, line):
    """The cheapest algorithm and lock that the server accepts, or why it runs the statement in no way at all."""
    before, statement = "", line.rstrip(";")
    if "; " in statement:
        before, statement = statement.rsplit("; ", 1)
        before += "; "
    server.fresh(setup)
    done = server.run(before + statement + ";", "run", "-vv")
    if done.returncode:
        return "FAILS", done.stderr.strip().splitlines()[-1], []
    if re.match(r"rename table|alter table \w+ rename to", statement, re.I):
        return "INSTANT", "EXCLUSIVE", []
    # A copy counts its rows; the server takes ALGORITHM=INSTANT for some statements that copy all the same.
    copies = re.findall(r"Query OK, (\d+) row", done.stdout)[-1:] not in ([], ["0"])
    server.fresh(setup)
    refused = []
    for algorithm in ["COPY"] if copies else ALGORITHMS:
        for lock in LOCKS:
            text = with_clauses(statement, algorithm, lock)
            done = server.run(before + text)
            if not done.returncode:
                return algorithm, lock, refused
            # Partitions know no such clauses.
            if " 1064 " in done.stderr or " 1848 " in done.stderr:
                return "?", "?", []
            refused.append(before + text)
    return "?", "?", refused


def check(lint, schema, text, version):
    return ask(lint, "check_migration", {"content": text, "schema": [schema], "dialect": "mariadb", "version": version})


def told(answer, statement):
    table = re.search(r"(?:table|on) (\w+)", statement.rsplit("; ", 1)[-1], re.I).group(1)
    for row in answer["statements"]:
        locks = dict(lock.rsplit(": ", 1) for lock in row["locks"])
        if table in locks:
            return row.get("algorithm", "INSTANT"), locks[table]
    return "nothing", "told"


def found(answer):
    return {finding["rule"] for finding in answer["findings"]}


# What the tool must say of a statement that the server runs in no way, since rows or keys forbid it.
FORBIDDEN = {"sql/narrowing-change", "sql/fails-on-existing-rows", "sql/dropped-foreign-key-index", "sql/refused-algorithm"}


def state(server, database):
    """Every table as the server writes it, without the number that counts on, and its rows."""
    tables = server.must("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE';", database).splitlines()
    said = []
    for table in sorted(line.split("\t")[0] for line in tables):
        text = server.must(f"SHOW CREATE TABLE `{table}`;", database)
        said.append(re.sub(r" AUTO_INCREMENT=\d+", "", text))
        said.append(server.must(f"SELECT * FROM `{table}`;", database))
    return said


def cases(lint):
    """The bad examples of the rules, and the migrations beside this script."""
    folder = ROOT / "tools/sql/src/migration/rules"
    names = sorted(path.stem for path in folder.glob("*.rs") if path.stem not in ("mod", "told"))
    for rule in ("sql/" + name.replace("_", "-") for name in names):
        page = ask(lint, "explain", {"topic": rule})["text"]
        bad = page.split("## Bad", 1)[1].split("## Good", 1)[0]
        for example in re.findall(r"```sql migration mariadb\n(.*?)```", bad, re.S):
            yield rule, example
    for migration in (HERE / "online/migrations.sql").read_text().split("-- next\n"):
        yield "online/migrations.sql", migration


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lint", required=True)
    parser.add_argument("--server", type=lambda folder: pathlib.Path(folder).resolve())
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    setup = (HERE / "online/setup.sql").read_text()
    server = Server(options.server)
    passed = failed = unmeasured = rewritten = 0

    def judge(label, real, ours):
        nonlocal passed, failed
        if real == ours:
            passed += 1
        else:
            failed += 1
            print(f"DIFFERS {label}\n  server {real}\n  ours   {ours}")

    try:
        version = re.match(r"\d+\.\d+\.\d+", server.must("SELECT version();", "mysql")).group(0)
        print(f"MariaDB {version}", file=sys.stderr)
        for line in (HERE / "online/statements.sql").read_text().splitlines():
            algorithm, lock, refused = measure(server, setup, line)
            if options.measure:
                print(line, algorithm, lock, sep="\t", flush=True)
                continue
            if algorithm == "?":
                unmeasured += 1
                continue
            answer = check(options.lint, setup, line, version)
            if algorithm == "FAILS":
                judge(f"{line}: {lock}", True, bool(found(answer) & FORBIDDEN))
                continue
            judge(line, (algorithm, lock), told(answer, line))
            # The last that was refused, and the one that was taken, as the statement itself may say them.
            for text in refused[-1:]:
                judge(text, True, "sql/refused-algorithm" in found(check(options.lint, setup, text, version)))
            before, _, statement = line.rstrip(";").rpartition("; ")
            if (algorithm, lock) != ("INSTANT", "EXCLUSIVE"):
                text = (before + "; " if before else "") + with_clauses(statement, algorithm, lock)
                judge(text, False, "sql/refused-algorithm" in found(check(options.lint, setup, text, version)))
        if options.measure:
            return
        print(f"{unmeasured} statements take no ALGORITHM and no LOCK", file=sys.stderr)
        examples = (HERE / "online/examples.sql").read_text()
        for number, (rule, example) in enumerate(cases(options.lint)):
            schema, migration = example.split("-- migration\n", 1) if "-- migration\n" in example else (examples, example)
            answer = check(options.lint, schema, migration, version)
            for database in ("run", "plain"):
                server.fresh(schema, database)
                if schema == examples:
                    server.run((HERE / "online/rows.sql").read_text(), database)
            plain = server.run(migration, "plain")
            if plain.returncode:
                judge(f"{rule} {number}: {plain.stderr.strip()}", True, any(finding["severity"] == "error" for finding in answer["findings"]))
            if not answer["rewrite"]:
                continue
            rewritten += 1
            ran = True
            for file in answer["rewrite"]:
                done = server.run(file["sql"], "run")
                if done.returncode:
                    ran = False
                    judge(f"{rule} {number} {file['name']}: {file['sql']}", "runs", done.stderr.strip())
            if ran and not plain.returncode:
                judge(f"{rule} {number}: the end", state(server, "plain"), state(server, "run"))
            # The way back, of what has one.
            back = answer.get("rollback") or ""
            if ran and back and "-- " not in back:
                done = server.run(back, "run")
                judge(f"{rule} {number}: {back}", "runs", done.stderr.strip() or "runs")
        print(f"{rewritten} rewrites were run", file=sys.stderr)
        print(f"{passed} passed, {failed} failed")
    finally:
        server.stop()
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
