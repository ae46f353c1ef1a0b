#!/usr/bin/env python3
"""Holds what the tools say of live databases against the servers, and against what they say of files.

usage: live.py --lint COMMAND [FILE…]

A private PostgreSQL with TLS and a password is started, and a private MariaDB where it is installed; SQLite comes with
python. For each schema:

1. it is loaded, and what the linter says of `database:NAME` has to be what it says of the file;
2. in PostgreSQL, the tables are made again from what describe_schema says of `database:NAME`, and the server has to see no
   difference.

Then every example of the rules about live databases is run, every form of `sslmode` tried, and all that was printed and
logged searched for the password. Prints one line for each difference and `N passed, N failed` at the end.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

import describe

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SECRET = "s@cret/of:this?run"
WRITTEN = "s%40cret%2Fof%3Athis%3Frun"
# Files say what the catalog does not keep, or the catalog says in other words.
EXPLAINED = {
    "sql/missing-parent": "a server does not take such a foreign key",
    "sql/parent-not-unique": "a server does not take such a foreign key",
    "sql/foreign-key-not-enforced": "depends on the sessions, of which a file may tell",
}
# The same for one subject of one file.
EXPLAINED_SUBJECTS = {
    "sql/timestamp-2038 log_copy(at)": "columns that CREATE TABLE … LIKE copies are told where they were written",
}
said = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user(user):
    return ["runuser", "-u", user, "--"] if os.getuid() == 0 else []


class Postgres:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))[-1]
        self.user = as_user("postgres")
        if self.user:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*self.user, self.bin / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"], **quiet)
        (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
        self.certificates(data)
        options = f"-p {self.port} -c ssl=on -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*self.user, self.bin / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **quiet)
        self.sql("postgres", f"ALTER USER postgres PASSWORD '{SECRET}'")
        self.sql("postgres", f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")

    def certificates(self, data):
        """An authority, and a certificate of it for localhost."""
        run = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=data)
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=authority")
        run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
        (data / "names").write_text("subjectAltName=DNS:localhost")
        run("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.crt")
        for file in ("server.key", "server.crt"):
            (data / file).chmod(0o600)
            if self.user:
                shutil.chown(data / file, "postgres")
        # Only the authority's own certificate is for everybody to read.
        shutil.copy(data / "ca.crt", self.folder / "ca.crt")

    def sql(self, database, text, check=True):
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database]
        return subprocess.run(command, input=text, check=check, capture_output=True, text=True, errors="replace")

    def fresh(self, database):
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database}")
        self.sql("postgres", f"CREATE DATABASE {database} TEMPLATE template0")

    def url(self, database, user="postgres", query=""):
        return f"postgres://{user}:{WRITTEN}@localhost:{self.port}/{database}{query}"

    def stop(self):
        subprocess.run([*self.user, self.bin / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"], stdout=subprocess.DEVNULL)


class MariaDb:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        user = ["--user=mysql"] if os.getuid() == 0 else []
        if user:
            shutil.chown(folder, "mysql")
        install = shutil.which("mariadb-install-db")
        subprocess.run([install, "--no-defaults", *user, f"--datadir={folder}/data", "--auth-root-authentication-method=normal"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        self.process = subprocess.Popen(
            [server, "--no-defaults", *user, f"--datadir={folder}/data", f"--socket={folder}/sock", f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={folder}/pid"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            if self.sql("", "SELECT 1", check=False).returncode == 0:
                break
            time.sleep(0.2)
        self.sql("", f"CREATE USER reader@localhost IDENTIFIED BY '{SECRET}'; GRANT SELECT, SHOW VIEW ON *.* TO reader@localhost")

    def sql(self, database, text, check=True):
        command = ["mariadb", "--no-defaults", f"--socket={self.folder}/sock", "-u", "root", "--batch", "--skip-column-names", "--force", *([database] if database else [])]
        return subprocess.run(command, input=text, check=check, capture_output=True, text=True, errors="replace")

    def fresh(self, database):
        self.sql("", f"DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database} CHARACTER SET utf8mb4")

    def url(self, database):
        return f"mysql://reader:{WRITTEN}@127.0.0.1:{self.port}/{database}"

    def stop(self):
        self.process.terminate()
        self.process.wait()


def call(command, tool, arguments, options=(), database=None):
    """A tool's answer; what was printed and logged on the way is kept."""
    named = ["--database", f"shop={database}"] if database else []
    run = [command, "call", tool, "--args", json.dumps(arguments), *options, *named]
    done = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "ARCHITECT_LOG": "trace"})
    said.append(done.stdout + done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else {"error": done.stderr}


def findings(answer):
    """Rule, subject and severity of each finding, with schemas as statements of files have them."""
    found = {}
    for finding in answer["findings"]:
        for place in [finding["subject"]]:
            key = (finding["rule"], place)
            found[key] = found.get(key, 0) + 1
    return {f"{rule} {subject}" for (rule, subject) in found if rule not in EXPLAINED}


def same_as_file(command, path, dialect, url, live_rules):
    options = ["--root", str(path.parent)]
    wanted = {"limit": 100000, "dialect": dialect}
    from_file = call(command, "lint_sql_schema", {**wanted, "path": path.name}, options)
    from_server = call(command, "lint_sql_schema", {"limit": 100000, "path": "database:shop", "ignore": live_rules}, (), url)
    if "error" in from_server:
        return [f"{path.name}: {from_server['error']}"]
    one, other = findings(from_file), findings(from_server)
    gaps = [f"{path.name}: gap of the server only: {gap}" for gap in from_server["gaps"]]
    return [f"{path.name}: only of the file: {line}" for line in sorted(one - other)] + [
        f"{path.name}: only of the server: {line}" for line in sorted(other - one - EXPLAINED_SUBJECTS.keys())] + gaps


def made_again(command, server, path, database):
    tables = describe.tables(command, {"path": "database:shop"}, ["--database", f"shop={server.url(database)}"])
    schemas = server.sql(database, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'").stdout.splitlines()
    made = server.sql(database, "\n".join(describe.statements(tables, schemas)), check=False)
    original, again = describe.shape(server.sql(database, (HERE / "shape.sql").read_text()).stdout)
    errors = [f"made again: {line}" for line in made.stderr.splitlines() if "ERROR:" in line]
    differences = errors + list(describe.differences(original, again, tables))
    return [f"{path.name}: {difference}" for difference in differences]


def examples(command, rule):
    text = call(command, "explain", {"topic": rule})["text"]
    for kind in ("Bad", "Good"):
        section = re.search(rf"## {kind}\n(.*?)(?=\n## )", text, re.S).group(1)
        for example in re.findall(r"```sql live\n(.*?)```", section, re.S):
            yield kind, example


def live_rules(command):
    """The rules whose examples are for a live database."""
    answer = subprocess.run([command, "rules", "--format", "json"], check=True, capture_output=True, text=True).stdout
    rules = json.loads(answer)
    rules = rules["rules"] if isinstance(rules, dict) else rules
    names = [rule["id"] for rule in rules if rule["id"].startswith("sql/")]
    return [name for name in names if "```sql live" in call(command, "explain", {"topic": name})["text"]]


def example_differences(command, server, rule, kind, example):
    server.fresh("example")
    # Each statement in a session of its own: what a session counts is told when it ends.
    for statement in example.splitlines():
        server.sql("example", statement, check=False)
    defaults = call(command, "lint_sql_schema", {"path": "database:shop", "limit": 1000}, (), server.url("example"))
    alone = call(command, "lint_sql_schema", {"path": "database:shop", "select": [rule]}, (), server.url("example"))
    named = {finding["rule"] for finding in defaults["findings"] + alone["findings"]}
    expected = {rule} if kind == "Bad" else set()
    return [] if named == expected else [f"{kind.lower()} example of {rule}: {sorted(named)}"]


def doors(command, server):
    """Every way in and every way that is closed: what is expected of the answer, by its URL."""
    authority = server.folder / "ca.crt"
    socket_url = f"postgres://postgres@{str(server.folder).replace('/', '%2F')}:{server.port}/doors"
    yield "the socket", socket_url, True
    for mode, opens in [("", True), ("?sslmode=require", True), ("?sslmode=prefer", True), ("?sslmode=disable", False),
                        ("?sslmode=verify-full", False), (f"?sslmode=verify-full&sslrootcert={authority}", True)]:
        yield f"TLS {mode}", server.url("doors", "reader", mode), opens
    yield "a name that is not the certificate's", server.url("doors", "reader", f"?sslmode=verify-full&sslrootcert={authority}").replace("localhost", "127.0.0.1"), False
    yield "a wrong password", server.url("doors").replace(WRITTEN, WRITTEN + "x"), False
    yield "a closed port", f"postgres://me:{WRITTEN}@localhost:1/doors", False
    yield "a file that is not there", f"sqlite:{server.folder}/nothing.db", False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lint", required=True)
    arguments.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = arguments.parse_args()
    command = str(pathlib.Path(arguments.lint).resolve())
    passed = failed = 0

    def count(what, differences):
        nonlocal passed, failed
        if differences:
            failed += 1
            print(f"FAILED {what}")
            for difference in differences[:20]:
                print(f"  {difference}")
        else:
            passed += 1

    rules = live_rules(command)
    work = pathlib.Path(tempfile.mkdtemp(prefix="architect-live."))
    work.chmod(0o755)
    servers = []
    try:
        (work / "pg").mkdir()
        postgres = Postgres(work / "pg")
        servers.append(postgres)
        schemas = arguments.files or [*sorted((HERE / "schemas").glob("*.sql")), ROOT / "examples/shop/db/schema.sql"]
        for path in schemas:
            postgres.fresh("loaded")
            postgres.sql("loaded", path.read_text(errors="replace"), check=False)
            count(f"{path.name} in PostgreSQL", same_as_file(command, path, "postgresql", postgres.url("loaded"), rules))
            count(f"{path.name} made again", made_again(command, postgres, path, "loaded"))
        for rule in rules:
            for kind, example in examples(command, rule):
                count(f"{kind.lower()} example of {rule}", example_differences(command, postgres, rule, kind, example))
        postgres.fresh("doors")
        postgres.sql("doors", "CREATE TABLE orders (id bigint PRIMARY KEY)")
        for what, url, opens in doors(command, postgres):
            answer = call(command, "describe_schema", {"path": "database:shop"}, (), url)
            right = ("1 table described" in answer["summary"]) == opens
            count(what, [] if right else [answer["summary"]])
        with sqlite3.connect(work / "shop.db") as database:
            path = HERE / "sqlite" / "01_layout.sql"
            database.executescript(path.read_text())
        database.close()
        before = (work / "shop.db").read_bytes()
        count("SQLite", same_as_file(command, path, "sqlite", f"sqlite:{work}/shop.db", rules))
        count("SQLite's file stays as it was", [] if (work / "shop.db").read_bytes() == before else ["it changed"])
        if shutil.which("mariadb-install-db"):
            (work / "maria").mkdir()
            maria = MariaDb(work / "maria")
            servers.append(maria)
            for path in sorted((HERE / "mariadb").glob("*.sql")):
                maria.fresh("loaded")
                maria.sql("loaded", path.read_text(errors="replace"), check=False)
                count(f"{path.name} in MariaDB", same_as_file(command, path, "mariadb", maria.url("loaded"), rules))
        leaks = [text[:300] for text in said if SECRET in text or WRITTEN in text]
        count(f"no password in {len(said)} answers and logs", leaks)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
