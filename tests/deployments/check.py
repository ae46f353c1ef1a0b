"""Generates deployments and asks other tools about them. Exits with 1 when one of them finds something that is not explained below."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
SHOP = HERE.parent.parent / "examples" / "shop"

# Checks that the generator answers otherwise, each with its reason.
EXPLAINED = {
    "CKV_K8S_43": "a digest is known only once the image is pushed; the comment at the image says so",
    "CKV_K8S_35": "the code reads the variable; a file would need other code",
    "CKV_K8S_40": "the user is that of the image, which for Node.js is 1000",
    "The container is running with a low user ID": "the user is that of the image, which for Node.js is 1000",
    "The container running with a low group ID": "the group is that of the image, which for Node.js is 1000",
    "Container has the same readiness and liveness probe": "no path for health was found, and the answer asks for one",
    "deployment/identical-probes": "no path for health was found, and the answer asks for one",
}

DJANGO = {
    "requirements.txt": "django==5.2\ngunicorn==23.0\npsycopg[binary]==3.2\nredis==5.2\n",
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n",
    "site/settings.py": "import os\nSECRET_KEY = os.environ['SECRET_KEY']\nWSGI_APPLICATION = 'site.wsgi.application'\n",
    "site/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
    "shop/migrations/0001_initial.py": "",
}


def call(binary, tool, root, **arguments):
    command = [binary, "call", tool, "--root", str(root), "--args", json.dumps(arguments)]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        sys.exit(f"{tool} {arguments}: {answer.stdout}{answer.stderr}")
    return json.loads(answer.stdout)


def lines(*command):
    if not shutil.which(command[0]):
        return None
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def told(binary, folder, files):
    """What each tool says of the manifests, a line a finding; `None` when the tool is not there."""
    score = lines("kube-score", "score", "-o", "ci", *files)
    yield "kube-score", score and [line for line in score if not line.startswith(("[OK]", "[SKIPPED]"))]
    linter = lines("kube-linter", "lint", *files)
    yield "kube-linter", linter and [line for line in linter if "(check:" in line or "object:" in line]
    checkov = lines("checkov", "--framework", "kubernetes", "--compact", "--output", "json", *[w for f in files for w in ("-f", f)])
    if checkov is not None:
        report = json.loads("\n".join(checkov))
        failed = report.get("results", {}).get("failed_checks", [])
        yield "checkov", [f"{check['check_id']} {check['check_name']} {check['resource']}" for check in failed]
    report = call(binary, "lint_deployment", folder, path=".", limit=1000)
    yield "lint_deployment", [f"{finding['rule']} {finding['message']}" for finding in report["findings"]]


def compose_faults(path):
    schema = os.environ.get("COMPOSE_SCHEMA")
    document = yaml.safe_load(path.read_text())
    if not schema:
        return []
    import jsonschema

    validator = jsonschema.Draft7Validator(json.loads(pathlib.Path(schema).read_text()))
    return [f"{list(error.path)} {error.message[:200]}" for error in validator.iter_errors(document)]


def main():
    binary, out = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(out, ignore_errors=True)
    django = out / "django"
    for path, text in DJANGO.items():
        (django / path).parent.mkdir(parents=True, exist_ok=True)
        (django / path).write_text(text)
    cases = [
        ("shop", SHOP, {"path": ".", "expose": "ingress"}),
        ("shop-kustomize", SHOP, {"path": ".", "kustomize": True}),
        ("django", django, {"path": ".", "expose": "gateway"}),
        ("django-kustomize", django, {"path": ".", "expose": "ingress", "kustomize": True}),
        ("image", django, {"image": "registry.example/api:2.1.0", "service": "api", "port": 9000, "databases": ["postgres"]}),
    ]
    for stack in ("node", "python", "go", "java", "rust"):
        cases.append((f"stack-{stack}", django, {"stack": stack, "service": "api", "databases": ["postgres", "redis"]}))
    unexplained = 0
    for name, root, arguments in cases:
        folder = out / name
        for file in call(binary, "generate_deployment", root, **arguments)["files"]:
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file["content"])
        faults = [("compose", fault) for path in folder.rglob("compose.yaml") for fault in compose_faults(path)]
        manifests = [path for path in folder.rglob("*.yaml") if "deploy" in path.parts and path.name != "kustomization.yaml"]
        for path in manifests:
            list(yaml.safe_load_all(path.read_text()))
        missing = []
        if arguments.get("kustomize"):
            overlay = next(folder.rglob("overlays/production"))
            built = lines("kustomize", "build", str(overlay))
            if built is None:
                missing.append("kustomize")
                manifests = []
            else:
                path = out / f"{name}-built" / "built.yaml"
                path.parent.mkdir()
                path.write_text("\n".join(built) + "\n")
                folder, manifests = path.parent, [path]
        if manifests:
            for tool, found in told(binary, folder, [str(path) for path in manifests]):
                if found is None:
                    missing.append(tool)
                    continue
                faults += [(tool, line) for line in found]
        new = [(tool, line) for tool, line in faults if not any(known in line for known in EXPLAINED)]
        unexplained += len(new)
        absent = f"; not installed: {', '.join(missing)}" if missing else ""
        print(f"{name}: {len(faults) - len(new)} explained, {len(new)} new{absent}")
        for tool, line in new:
            print(f"  {tool}: {line}")
    sys.exit(1 if unexplained else 0)


main()
