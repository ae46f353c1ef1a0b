#!/usr/bin/env python3
"""Holds what the rules about queries say against real servers: PostgreSQL, MariaDB and SQLite.

Each file of queries/ has a schema, rows and queries. Of the queries below `-- plans` the server is asked for the plan: the
rules that say that all of a table is read must find something exactly where no index finds the rows. Of those below
`-- results` the rule that is named must find something, and what the server gives must be as the line above says.

Ends with `N passed, N failed`.
"""
import argparse, json, pathlib, re, sqlite3, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent / "queries"
READS_ALL = {"computed-condition", "implicit-conversion", "leading-wildcard", "or-without-index", "search-without-index"}

passed = failed = 0


def check(holds, what):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}")


class Refused(Exception):
    pass


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise Refused(done.stderr.strip())
    return done.stdout


class PostgreSql:
    def __init__(self, arguments):
        self.command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", arguments.socket, "-U", arguments.user, "-d"]
        run([*self.command, "postgres"], "DROP DATABASE IF EXISTS queries;\nCREATE DATABASE queries;")

    def rows(self, query):
        return run([*self.command, "queries"], query).splitlines()

    def finds(self, query):
        """Whether an index finds the rows, even where reading all would be as cheap."""
        return any(" Cond:" in line and "Join" not in line for line in self.rows(f"SET enable_seqscan = off;\nEXPLAIN {query}"))


class MariaDb:
    def __init__(self, arguments):
        self.command = ["mariadb", "--no-defaults", "-S", arguments.mariadb, "-u", "root", "-N", "-B", "--default-character-set=utf8mb4"]
        run(self.command, "DROP DATABASE IF EXISTS queries; CREATE DATABASE queries CHARACTER SET utf8mb4;")
        self.command += ["queries"]

    def rows(self, query):
        return run(self.command, query).splitlines()

    def finds(self, query):
        kinds = [line.split("\t")[3] for line in self.rows(f"EXPLAIN {query}")]
        return not {"ALL", "index"} & set(kinds)


class Sqlite:
    def __init__(self, _):
        self.base = sqlite3.connect(":memory:")

    def rows(self, text):
        if ";\n" in text:
            return self.base.executescript(text).fetchall()
        return [str(row) for row in self.base.execute(text)]

    def finds(self, query):
        return not any(row[3].startswith("SCAN") for row in self.base.execute(f"EXPLAIN QUERY PLAN {query}"))


def ask(lint, schema, queries, dialect):
    """The rules that find something, by line of the queries."""
    arguments = {"content": schema, "queries": [queries], "dialect": dialect, "limit": 1000, "select": ["sql/*"]}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(arguments, file)
        file.flush()
        done = subprocess.run([lint, "call", "lint_sql_schema", "--args-file", file.name], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    answer = json.loads(done.stdout)
    gaps = [gap for gap in answer["gaps"] if gap["source"] == "queries"]
    check(not gaps, f"gaps: {gaps}")
    found = {}
    for finding in answer["findings"]:
        lines = [finding["location"]] + finding.get("related", [])
        for place in lines:
            if place.get("source") == "queries":
                found.setdefault(place["line"], set()).add(finding["rule"].removeprefix("sql/"))
    return found


def judge(name, server, lint, dialect):
    text = (HERE / f"{name}.sql").read_text()
    schema, rest = text.split("-- rows\n")
    rows, queries = rest.split("-- plans\n")
    plans = queries.split("-- results\n")[0].count("\n")
    server.rows(schema)
    server.rows(rows)
    found = ask(lint, schema, queries, dialect)
    promise = None
    for number, line in enumerate(queries.splitlines(), 1):
        told = found.get(number, set())
        if line.startswith("--"):
            promise = re.fullmatch(r"-- (?:sql/)?([a-z-]+): (.*)", line)
        elif number <= plans:
            reads_all = not server.finds(line.rstrip(";"))
            check(bool(told & READS_ALL) == reads_all,
                  f"{name}: {'all is read' if reads_all else 'an index finds the rows'}, and told is {sorted(told)}: {line}")
        else:
            rule, says = promise.groups()
            check(rule in told if rule != "none" else not told & {"not-in-nullable", "needless-union", "comparison-with-null"},
                  f"{name}: {rule} is not what is told, but {sorted(told)}: {line}")
            judge_rows(name, server, line.rstrip(";"), says)


def judge_rows(name, server, query, says):
    try:
        given = sorted(server.rows(query))
    except Refused:
        check(says == "refused", f"{name}: refused: {query}")
        return
    if says.startswith("empty"):
        check(not given, f"{name}: {len(given)} rows: {query}")
    other = re.search(r"(other than|equal to) (.*)", says)
    if other:
        same = sorted(server.rows(other[2])) == given
        check(same == (other[1] == "equal to"), f"{name}: not {says}: {query}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", help="the folder of PostgreSQL's socket")
    parser.add_argument("--mariadb", help="MariaDB's socket")
    parser.add_argument("--user", default="postgres")
    parser.add_argument("--lint", required=True)
    arguments = parser.parse_args()
    judge("sqlite", Sqlite(arguments), arguments.lint, "sqlite")
    if arguments.socket:
        judge("postgresql", PostgreSql(arguments), arguments.lint, "postgresql")
    if arguments.mariadb:
        judge("mariadb", MariaDb(arguments), arguments.lint, "mariadb")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
