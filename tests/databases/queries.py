#!/usr/bin/env python3
"""Holds what the rules about queries say against real servers: PostgreSQL, MariaDB and SQLite.

Each file of queries/ has a schema, rows and queries. Of the queries below `-- plans` the server is asked for the plan: the
rules that say that all of a table is read must find something exactly where no index finds the rows. Of those below
`-- results` the rule that is named must find something, and what the server gives must be as the line above says. Of the
conditions below `-- parts` queries are made by chance: what is told of them must be so, whatever is not told.

Ends with `N passed, N failed`.
"""
import argparse, json, pathlib, random, re, sqlite3, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent / "queries"
READS_ALL = {"computed-condition", "implicit-conversion", "leading-wildcard", "or-without-index", "search-without-index"}

# Queries that are made by chance for each server, and how many are asked about in one call: so many places a finding shows.
CHANCES, AT_ONCE = 400, 7

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

    def plans(self, queries):
        """For each query whether an index finds the rows of every table, even where reading all would be as cheap."""
        text = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;\n"
        text += "".join(f"EXPLAIN (FORMAT JSON) {query};\n\\echo ----\n" for query in queries)
        parts = run([*self.command, "queries"], text).split("----\n")
        return [self.finds(json.loads(part)[0]["Plan"]) for part in parts[: len(queries)]]

    @staticmethod
    def finds(plan):
        waiting, scans = [plan], []
        while waiting:
            node = waiting.pop()
            if "Relation Name" in node:
                scans.append("Index Cond" in node or "Recheck Cond" in node)
            waiting += node.get("Plans", [])
        return all(scans)


class MariaDb:
    def __init__(self, arguments):
        self.command = ["mariadb", "--no-defaults", "-S", arguments.mariadb, "-u", "root", "-N", "-B", "--default-character-set=utf8mb4"]
        run(self.command, "DROP DATABASE IF EXISTS queries; CREATE DATABASE queries CHARACTER SET utf8mb4;")
        self.command += ["queries"]

    def rows(self, query):
        return run(self.command, query).splitlines()

    def plans(self, queries):
        parts = run(self.command, "".join(f"EXPLAIN {query};\nSELECT '----';\n" for query in queries)).split("----\n")
        # Where a condition is never true there is no plan to look at.
        kinds = [{line.split("\t")[3] for line in part.splitlines()} for part in parts[: len(queries)]]
        return [None if found == {"NULL"} else not {"ALL", "index"} & found for found in kinds]


class Sqlite:
    def __init__(self, _):
        self.base = sqlite3.connect(":memory:")

    def rows(self, text):
        if ";\n" in text:
            return self.base.executescript(text).fetchall()
        return [str(row) for row in self.base.execute(text)]

    def plans(self, queries):
        plan = lambda query: self.base.execute(f"EXPLAIN QUERY PLAN {query}")
        return [not any(row[3].startswith("SCAN") for row in plan(query)) for query in queries]


def ask(lint, schema, queries, dialect, only_plans=False):
    """The rules that say something of an index, or of the result, by line of the queries."""
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
        if only_plans and finding["rule"] == "sql/implicit-conversion" and "lies idle" not in finding["message"]:
            continue
        lines = [finding["location"]] + finding.get("related", [])
        for place in lines:
            if place.get("source") == "queries":
                found.setdefault(place["line"], set()).add(finding["rule"].removeprefix("sql/"))
    return found


def judge(name, server, lint, dialect):
    text = (HERE / f"{name}.sql").read_text()
    schema, rest = text.split("-- rows\n")
    rows, rest = rest.split("-- plans\n")
    plans, rest = rest.split("-- results\n")
    results, parts = re.split("-- parts.*\n", rest)
    server.rows(schema)
    server.rows(rows)
    queries = plans.splitlines()
    found = ask(lint, schema, plans, dialect)
    for number, (query, finds) in enumerate(zip(queries, server.plans([query.rstrip(";") for query in queries])), 1):
        told = found.get(number, set())
        finds = finds is not False
        check(bool(told & READS_ALL) != finds,
              f"{name}: {'an index finds the rows' if finds else 'all is read'}, and told is {sorted(told)}: {query}")
    found = ask(lint, schema, results, dialect)
    for number, line in enumerate(results.splitlines(), 1):
        told = found.get(number, set())
        if line.startswith("--"):
            rule, says = re.fullmatch(r"-- (?:sql/)?([a-z-]+): (.*)", line).groups()
            continue
        check(rule in told if rule != "none" else not told & {"not-in-nullable", "needless-union", "comparison-with-null"},
              f"{name}: {rule} is not what is told, but {sorted(told)}: {line}")
        judge_rows(name, server, line.rstrip(";"), says)
    judge_chance(name, server, lint, schema, dialect, parts.splitlines())


def by_chance(parts):
    """Queries of conditions that were joined by chance."""
    joined = any(part.startswith("o.") for part in parts)
    seen = set()
    while len(seen) < CHANCES:
        some = lambda most: " AND ".join(random.sample(parts, random.randint(1, most)))
        where = some(3)
        if random.random() < 0.5:
            where = "(" + " OR ".join(f"({some(2)})" for _ in range(random.randint(2, 3))) + ")"
            where += f" AND {some(2)}" if random.random() < 0.4 else ""
        tables = "customer c"
        if "o." in where or joined and random.random() < 0.3:
            tables = random.choice(["customer c{}JOIN orders o ON o.customer_id = c.id", "orders o{}JOIN customer c ON c.id = o.customer_id"])
            tables = tables.format(random.choice([" ", " LEFT "]))
        # No two are one but for their values.
        seen.add(f"SELECT 1 AS c{len(seen)} FROM {tables} WHERE {where}")
    return sorted(seen)


def judge_chance(name, server, lint, schema, dialect, parts):
    queries = by_chance(parts)
    plans = server.plans(queries)
    told_of = 0
    for at in range(0, CHANCES, AT_ONCE):
        some = queries[at:at + AT_ONCE]
        # What MySQL converts is another result as well, whatever an index finds.
        found = ask(lint, schema, ";\n".join(some) + ";\n", dialect, only_plans=True)
        for number, query in enumerate(some, 1):
            told = found.get(number, set()) & READS_ALL
            told_of += bool(told)
            if told:
                check(not plans[at + number - 1], f"{name}: an index finds the rows, and told is {sorted(told)}: {query}")
    check(told_of > CHANCES / 20, f"{name}: something is told of {told_of} of {CHANCES} queries only")
    print(f"{name}: {told_of} of {CHANCES} queries made by chance are said to read all of a table")


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
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    judge("sqlite", Sqlite(arguments), arguments.lint, "sqlite")
    if arguments.socket:
        judge("postgresql", PostgreSql(arguments), arguments.lint, "postgresql")
    if arguments.mariadb:
        judge("mariadb", MariaDb(arguments), arguments.lint, "mariadb")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
