#!/usr/bin/env python3
"""Holds what recommend_indexes says against the planners of a loaded PostgreSQL and of SQLite.

A database with 1.77 million rows is made (workload/), the tool is asked for indexes for forty queries, from files alone and
with the live database, the indexes are made for real, and the plans of all queries are looked at:

* each index that the tool calls verified is taken by the planner for one of the queries;
* the estimated cost of the whole workload (calls times cost) is within 10 % of the best that is known: of an exhaustive
  search over every order of up to three columns for each query of one table, and of any indexes given with --rival;
* in SQLite each index that is called verified is in the plan of one of its queries.

Ends with `N passed, N failed`.
"""
import argparse, itertools, json, pathlib, re, sqlite3, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent
SCHEMA, ROWS, QUERIES = (HERE / "workload" / name for name in ("schema.sql", "rows.sql", "queries.sql"))
ENOUGH = 1.10

passed = failed = 0


def check(holds, what):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}")


class Server:
    def __init__(self, socket, user):
        self.socket, self.user = socket, user

    def run(self, text, database="workload"):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", self.user, "-d", database]
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def plans(self, queries, before=""):
        """Cost and indexes of each plan, in one session."""
        text = before + "".join(f"EXPLAIN (FORMAT JSON) {query};\n\\echo ----\n" for query in queries)
        parts = self.run(text).split("----\n")
        return [plan(part[part.index("[\n"):]) for part in parts[: len(queries)]]


def plan(text):
    root = json.loads(text)[0]["Plan"]
    waiting, indexes = [root], set()
    while waiting:
        node = waiting.pop()
        if "Index Name" in node:
            indexes.add(node["Index Name"])
        waiting += node.get("Plans", [])
    return root["Total Cost"], indexes


def workload():
    """Each query with its calls, with values in the place of its parameters, and its line."""
    found = []
    for match in re.finditer(r"-- calls: (\d+)(?:, values: (.*))?\n([^;]+);", QUERIES.read_text()):
        calls, values, text = int(match[1]), match[2], match[3].strip()
        for number, value in enumerate((values or "").split(", ") if values else [], 1):
            text = text.replace(f"${number}", value)
        found.append((calls, text))
    return found


def ask(command, root, arguments, options=()):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(arguments, file)
        file.flush()
        run = [command, "call", "recommend_indexes", "--args-file", file.name, "--root", str(root), *options]
        done = subprocess.run(run, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def with_indexes(server, statements, queries):
    """Makes indexes, looks at the plans, and drops them again."""
    names = []
    try:
        for statement in statements:
            server.run(statement)
            names.append(re.search(r"INDEX (?:CONCURRENTLY )?(\S+) ON", statement)[1])
        server.run("VACUUM ANALYZE;")
        return server.plans(queries), names
    finally:
        server.run("".join(f"DROP INDEX IF EXISTS {name};" for name in names) or "SELECT 1;")


def total(plans, calls):
    return sum(times * cost for times, (cost, _) in zip(calls, plans))


def exhaustive(server, queries):
    """For each query of one table the least cost with any order of up to three of the columns it names."""
    columns = {}
    for line in server.run("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
                           "AND data_type NOT IN ('jsonb', 'ARRAY') ORDER BY 1, ordinal_position").split():
        table, column = line.split("|")
        columns.setdefault(table, []).append(column)
    best = {}
    for at, query in enumerate(queries):
        tables = [table for table in columns if re.search(rf"\b{table}\b", query)]
        if len(tables) != 1 or query.startswith(("INSERT", "UPDATE", "DELETE")):
            continue
        named = [column for column in columns[tables[0]] if re.search(rf"\b{column}\b", query.split("FROM")[1])]
        orders = [order for width in (1, 2, 3) for order in itertools.permutations(named, width)]
        text = f"EXPLAIN (FORMAT JSON) {query};\n\\echo ----\n"
        for order in orders:
            text += (f"SELECT 1 FROM hypopg_create_index('CREATE INDEX ON {tables[0]} ({', '.join(order)})') \\g /dev/null\n"
                     f"EXPLAIN (FORMAT JSON) {query};\n\\echo ----\nSELECT hypopg_reset() \\g /dev/null\n")
        parts = server.run(text).split("----\n")[:-1]
        best[at] = min(plan(part[part.index("[\n"):])[0] for part in parts)
    return best


def judge(server, name, answer, queries, calls, before, best, rivals):
    rows = answer["recommendations"]
    plans, names = with_indexes(server, [row["statement"] for row in rows], queries)
    after = total(plans, calls)
    used = set().union(*(indexes for _, indexes in plans))
    print(f"{name}: {len(rows)} indexes, cost {before:,.0f} -> {after:,.0f}, "
          f"{sum(index in used for index in names)} taken by the planner; judged by {answer['planner']}")
    for row, index in zip(rows, names):
        if row["verdict"] == "verified":
            check(index in used, f"{name}: no plan takes {row['statement']}")
        elif index not in used:
            print(f"  not verified, and not taken: {row['statement']}")
    check(after < before, f"{name}: the workload is not cheaper")
    small = sum(calls[at] * cost for at, cost in best.items())
    own = sum(calls[at] * plans[at][0] for at in best)
    print(f"  {len(best)} queries of one table: {own:,.0f}; the best of every order of up to three columns: {small:,.0f}")
    if any(row["verdict"] == "verified" for row in rows):
        check(own <= small * ENOUGH, f"{name}: more than 10 % above the exhaustive search")
        for rival, cost in rivals.items():
            check(after <= cost * ENOUGH, f"{name}: more than 10 % above {rival}")
    for at in best:
        if plans[at][0] > best[at] * 1.5 and (plans[at][0] - best[at]) * calls[at] > small * 0.01:
            print(f"    {plans[at][0]:,.0f} instead of {best[at]:,.0f}: {queries[at][:110]}")
    return after


def postgresql(arguments):
    server = Server(arguments.socket, arguments.user)
    server.run("DROP DATABASE IF EXISTS workload;", "postgres")
    server.run("CREATE DATABASE workload;", "postgres")
    server.run(SCHEMA.read_text() + ROWS.read_text())
    hypothetical = bool(server.run("SELECT 1 FROM pg_available_extensions WHERE name = 'hypopg'").strip())
    if hypothetical:
        server.run("CREATE EXTENSION hypopg;")
    asked = workload()
    calls, queries = [calls for calls, _ in asked], [query for _, query in asked]
    check(len(queries) == 40, f"{len(queries)} queries instead of 40")
    first = server.plans(queries)
    before = total(first, calls)
    best = exhaustive(server, queries) if hypothetical else {}
    rivals = {}
    for rival in arguments.rival:
        statements = [line for line in pathlib.Path(rival).read_text().splitlines() if line.startswith("CREATE INDEX")]
        plans, _ = with_indexes(server, statements, queries)
        rivals[rival] = total(plans, calls)
        print(f"{rival}: {len(statements)} indexes, cost {before:,.0f} -> {rivals[rival]:,.0f}")
    files = {"path": "schema.sql", "queries": ["queries.sql"], "dialect": "postgresql", "limit": 50}
    answer = ask(arguments.lint, HERE / "workload", files)
    check(not answer["gaps"], f"gaps: {answer['gaps']}")
    check(answer == ask(arguments.lint, HERE / "workload", files), "two calls differ")
    judge(server, "from files", answer, queries, calls, before, best, rivals)
    if hypothetical and arguments.live:
        url = f"postgresql://{arguments.user}@/workload?host={arguments.socket}"
        live = {"path": "database:workload", "queries": ["queries.sql"], "limit": 50}
        answer = ask(arguments.lint, HERE / "workload", live, ["--database", f"workload={url}"])
        judge(server, "with the live database", answer, queries, calls, before, best, rivals)
        for row in answer.get("dropped", []):
            print(f"  dropped: {row['statement']}")
    if arguments.write:
        pathlib.Path(arguments.write).write_text(json.dumps(answer, indent=1))


def sqlite(arguments):
    """The same schema and queries as far as SQLite has them."""
    schema = re.sub(r"jsonb|text\[\]", "text", SCHEMA.read_text())
    skip = re.compile(r"@>|@@|date_trunc|interval|timestamp '|->>|now\(\)")
    text = "".join(f"-- calls: {match[1]}\n{match[3]};\n"
                   for match in re.finditer(r"-- calls: (\d+)(, values: .*)?\n([^;]+);", QUERIES.read_text())
                   if not skip.search(match[3]))
    answer = ask(arguments.lint, HERE, {"content": schema, "queries": ["-- the workload\n" + text], "dialect": "sqlite", "limit": 50})
    check(not answer["gaps"], f"gaps: {answer['gaps']}")
    base = sqlite3.connect(":memory:")
    base.executescript(schema)
    for row in answer["recommendations"]:
        base.execute(row["statement"])
    taken = set()
    for query in text.split(";\n"):
        query = "\n".join(line for line in query.splitlines() if not line.startswith("--"))
        if query.strip():
            query = re.sub(r"\$(\d+)", r"?\1", query)
            count = len(set(re.findall(r"\?\d+", query)))
            for plan_row in base.execute("EXPLAIN QUERY PLAN " + query, [None] * count):
                taken.update(re.findall(r"INDEX (\w+)", plan_row[3]))
    rows = answer["recommendations"]
    for row in rows:
        name = re.search(r"INDEX (\S+) ON", row["statement"])[1]
        check(row["verdict"] == "verified", f"SQLite: not verified: {row['statement']}")
        check(name in taken, f"SQLite {sqlite3.sqlite_version}: no plan takes {row['statement']}")
    print(f"SQLite: {len(rows)} indexes, judged by {answer['planner']}; looked at with {sqlite3.sqlite_version}; "
          f"{len(answer.get('dropped', []))} dropped")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    parser.add_argument("--user", default="postgres")
    parser.add_argument("--lint", required=True)
    parser.add_argument("--no-live", dest="live", action="store_false", help="without the live database")
    parser.add_argument("--rival", action="append", default=[], help="a file of CREATE INDEX lines that another program gave")
    parser.add_argument("--write", help="where the last answer is written to")
    arguments = parser.parse_args()
    sqlite(arguments)
    postgresql(arguments)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
