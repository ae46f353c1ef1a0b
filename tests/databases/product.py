"""Asks the product what it says: the one way in for the scripts beside this one."""
import json
import subprocess
import tempfile


def ask(lint, name, arguments):
    """The answer of a tool as its JSON; raises what the program wrote to standard error when it gave none."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(arguments, file)
        file.flush()
        done = subprocess.run([lint, "call", name, "--args-file", file.name], capture_output=True, text=True)
    if not done.stdout.strip():
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)
