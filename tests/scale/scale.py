"""Replicas behind nginx, one of them killed under load. Called by `run`."""

import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

REPLICAS = 3
CLIENTS = 16
TOKEN = "the-token-of-whoever-loads-replicas"
DROP = """\
diff --git a/db/migrate/20260302_drop_nickname.sql b/db/migrate/20260302_drop_nickname.sql
new file mode 100644
--- /dev/null
+++ b/db/migrate/20260302_drop_nickname.sql
@@ -0,0 +1 @@
+ALTER TABLE customers DROP COLUMN nickname;
"""
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream architect {{
{servers}
    keepalive 32;
  }}
  server {{
    listen 127.0.0.1:{port};
    client_max_body_size 64m;
    location / {{
      proxy_pass http://architect;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host localhost;
      proxy_buffering off;
      # A replica that takes no connection is passed over. A request that it was sent already is not sent again: it may
      # have been answered.
      proxy_next_upstream error timeout;
      proxy_connect_timeout 1s;
    }}
  }}
}}
"""

failures = []


def check(name, holds, detail=""):
    print(f"  {'ok   ' if holds else 'FAIL '} {name}" + (f": {detail}" if detail else ""))
    if not holds:
        failures.append(name)


class Replica:
    """A server on a port of its own, which it keeps when it is started again."""

    def __init__(self, binary, folder, number):
        self.binary, self.folder, self.number, self.port = binary, folder, number, 0
        self.start()

    def start(self):
        log = open(self.folder / f"replica-{self.number}.log", "w+")
        arguments = ["serve", "--http", f"127.0.0.1:{self.port}", "--tokens", self.folder / "tokens.toml"]
        arguments += ["--state-key-file", self.folder / "state.key", "--approvals", self.folder / "approvals.jsonl"]
        self.process = subprocess.Popen([self.binary, *map(str, arguments)], stderr=log)
        for _ in range(200):
            found = re.search(r"address=127\.0\.0\.1:(\d+)", Path(log.name).read_text())
            if found:
                self.port = int(found[1])
                return
            time.sleep(0.02)
        sys.exit(f"a replica did not start: {Path(log.name).read_text()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def calls(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        text = connection.getresponse().read().decode()
        return sum(int(count) for count in re.findall(r'architect_tool_calls_total{[^}]*} (\d+)', text))


def message(era, number, tool, arguments, more=None):
    params = {"name": tool, "arguments": arguments, **(more or {})}
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": era,
    }
    if era == "2026-07-28":
        headers |= {"Mcp-Method": "tools/call", "Mcp-Name": tool}
        params["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": era,
            "io.modelcontextprotocol/clientInfo": {"name": "scale", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
        }
    return headers, json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})


def send(port, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/mcp", body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"null")
    finally:
        connection.close()


def initialize(port):
    headers, _ = message("2025-11-25", 0, "", {})
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "scale", "version": "1"}}
    return send(port, headers, json.dumps({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}))


def load(port, client, end, results):
    """Calls until the end; half of the clients speak the one era, half the other."""
    era = ["2025-11-25", "2026-07-28"][client % 2]
    tables = [f"CREATE TABLE t{n} (id int PRIMARY KEY, other int REFERENCES t0);\n" for n in range(40)]
    if era == "2025-11-25":
        initialize(port)
    for number in itertools.count(1):
        if time.monotonic() >= end:
            return
        schema = {"content": "".join(tables[: number % 39 + 1]), "dialect": "postgresql"}
        tool, arguments = [("explain", {"topic": "openapi/no-success-response"}), ("lint_sql_schema", schema)][number % 2]
        headers, body = message(era, number, tool, arguments)
        began = time.monotonic()
        try:
            status, answer = send(port, headers, body)
            right = status == 200 and answer["id"] == number and "structuredContent" in answer["result"]
        except (OSError, ValueError, http.client.HTTPException) as error:
            status, right = repr(error), False
        results.append((began, time.monotonic(), era, right, status))


def approve(port, kill):
    """A question that one replica asks, and whose answer comes when that one is dead."""
    arguments = {"change": {"diff": DROP}, "trigger": "data_loss"}
    _, asked = send(port, *message("2026-07-28", 1, "request_approval", arguments))
    kill()
    form = {
        "decision": "approve", "approver": "Ada Lovelace", "role": "database owner", "expires": "2999-12-31",
        "reason": "the column is empty since March", "typed_target": "customers.nickname",
    }
    more = {
        "requestState": asked["result"]["requestState"],
        "inputResponses": {"approval": {"action": "accept", "content": form}},
    }
    answers = [send(port, *message("2026-07-28", 2 + n, "request_approval", arguments, more)) for n in range(REPLICAS)]
    return [answer["result"]["structuredContent"]["status"] for _, answer in answers]


def main(binary):
    folder = Path(tempfile.mkdtemp(prefix="scale-"))
    (folder / "tokens.toml").write_text(
        f'[[token]]\nname = "load"\ntoken = "{TOKEN}"\nscopes = ["architect:read", "architect:approve"]\n'
    )
    (folder / "state.key").write_text(os.urandom(32).hex())
    replicas = [Replica(binary, folder, number) for number in range(REPLICAS)]
    port = 18765
    servers = "\n".join(f"    server 127.0.0.1:{replica.port} fail_timeout=1s;" for replica in replicas)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=servers, port=port))
    nginx = subprocess.Popen(["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(100):
            try:
                if initialize(port)[0] == 200:
                    break
            except OSError:
                time.sleep(0.05)
        begin = time.monotonic()
        end, results = begin + 12, []
        clients = [threading.Thread(target=load, args=(port, client, end, results)) for client in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(4)
        killed = time.monotonic()
        replicas[0].kill()
        dead = time.monotonic()
        time.sleep(4)
        replicas[0].start()
        for client in clients:
            client.join()

        lost = [result for result in results if not result[3]]
        print(f"{REPLICAS} replicas, {CLIENTS} clients, {len(results)} calls in {time.monotonic() - begin:.1f} s")
        for era in ["2025-11-25", "2026-07-28"]:
            check(f"clients of {era} are answered", any(result[2] == era and result[3] for result in results))
        in_flight = [result for result in lost if result[0] <= dead and result[1] >= killed]
        check("nothing is lost but what was in flight when one was killed", lost == in_flight, f"{len(lost)} lost")
        for result in [result for result in lost if result not in in_flight][:5]:
            print(f"        {result[0] - killed:+.3f} s: {result[4]}")
        check("no more than one call of each client is lost", len(lost) <= CLIENTS, f"{len(lost)}")
        shares = [replica.calls() for replica in replicas]
        check("each replica works, also the one that came back", min(shares) > 0, f"{shares} calls")

        # nginx goes around: the first question goes to some replica; all but one are killed in turn until it is theirs.
        asked = [replica.calls() for replica in replicas]

        def kill_whoever_asked():
            counts = [replica.calls() for replica in replicas]
            which = next(n for n in range(REPLICAS) if counts[n] > asked[n])
            replicas[which].kill()
            print(f"        replica {which} asked, and is dead")

        statuses = approve(port, kill_whoever_asked)
        check("another replica takes the answer to what a dead one asked", statuses[0] == "approved", f"{statuses}")
        ledger = (folder / "approvals.jsonl").read_text().splitlines()
        check("it is recorded once", len(ledger) == 1, f"{len(ledger)} records")
    finally:
        nginx.terminate()
        nginx.wait()
        for replica in replicas:
            if replica.process.poll() is None:
                replica.process.kill()
    print("all held" if not failures else f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
