#!/usr/bin/env python3
"""Holds what check_migration says of MariaDB's ALTER TABLE against a real MariaDB.

usage: online.py --lint COMMAND [--measure]

1. Every statement of online/statements.sql is run on the tables of online/setup.sql with every ALGORITHM and every LOCK,
   the cheapest first: the first pair that the server accepts must be the one that the tool tells, and what the tool says
   fails must fail.
2. The rewrite of every bad example of the rules is run, file by file, and comes to the same tables as the migration does.

The server is private: its own folder, a socket, no port. Prints a line for each difference and `N passed, N failed`.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ALGORITHMS = ["INSTANT", "NOCOPY", "INPLACE", "COPY"]
LOCKS = ["NONE", "SHARED", "EXCLUSIVE"]


class Server:
    """A MariaDB of its own, on a socket."""

    def __init__(self):
        memory = "/dev/shm"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="architect-mariadb.", dir=memory if os.access(memory, os.W_OK) else None))
        os.chmod(self.folder, 0o755)
        owner = ["--user=mysql"] if os.getuid() == 0 else []
        if owner:
            shutil.chown(self.folder, "mysql")
        self.socket = self.folder / "socket"
        data = self.folder / "data"
        settings = ["--no-defaults", f"--datadir={data}", *owner]
        subprocess.run(["mariadb-install-db", *settings, "--auth-root-authentication-method=normal", "--skip-test-db"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        small = ["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-log-file-size=8M",
                 "--innodb-buffer-pool-size=32M", "--skip-networking", "--innodb-file-per-table=1", "--character-set-server=utf8mb4"]
        self.process = subprocess.Popen(["mariadbd", *settings, f"--socket={self.socket}", f"--log-error={self.folder}/log", *small],
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
    """The cheapest algorithm and lock that the server accepts, or why it accepts none at all."""
    before, statement = "", line.rstrip(";")
    if "; " in statement:
        before, statement = statement.rsplit("; ", 1)
        before += "; "
    plain = re.match(r"rename table|alter table \w+ rename to", statement, re.I)
    server.fresh(setup)
    if plain:
        return "INSTANT", "EXCLUSIVE"
    done = server.run(before + statement + ";", "run", "-vv")
    if done.returncode:
        return "FAILS", done.stderr.strip().splitlines()[-1]
    # A copy counts its rows; the server takes ALGORITHM=INSTANT for some statements that copy all the same.
    copies = re.findall(r"Query OK, (\d+) row", done.stdout)[-1:] not in ([], ["0"])
    server.fresh(setup)
    for algorithm in ["COPY"] if copies else ALGORITHMS:
        # The server may refuse a statement with these words that it runs without.
        if server.run(before + with_clauses(statement, algorithm, None)).returncode:
            continue
        for lock in LOCKS:
            server.fresh(setup)
            if not server.run(before + with_clauses(statement, algorithm, lock)).returncode:
                return algorithm, lock
        return algorithm, "?"
    return "?", "?"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lint", required=True)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    setup = (HERE / "online/setup.sql").read_text()
    server = Server()
    try:
        if options.measure:
            print(server.must("SELECT version()", "mysql"))
            for line in (HERE / "online/statements.sql").read_text().splitlines():
                print(line, *measure(server, setup, line), sep="\t", flush=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
