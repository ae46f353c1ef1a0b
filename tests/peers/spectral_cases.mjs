// Turns the rule tests of Spectral and of its OWASP ruleset into one JSON list of cases.
//
//   node spectral_cases.mjs <checkout of stoplightio/spectral> <checkout of stoplightio/spectral-owasp-ruleset>
//
// The test files are bundled and run with a `testRule` that only keeps what it is given, so the list holds exactly what
// the tests hold. Needs the package `esbuild` where this runs. Prints the list; nothing of the tests is kept here.

import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const require = createRequire(path.join(process.cwd(), "package.json"));
const esbuild = require("esbuild");

/** What the tests import, as far as they need it. */
const STAND_INS = {
  "@stoplight/types":
    "export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };",
  "@stoplight/path": "export const join = (...parts) => globalThis.__join(...parts);",
  "@stoplight/spectral-parsers": "export const Json = 'json'; export const Yaml = 'yaml';",
  "@stoplight/spectral-core": `export class Document {
    constructor(input, parser, source) { this.input = input; this.source = source; }
    get data() { return JSON.parse(this.input); }
  }`,
};
const TESTER = "export default (rule, tests) => globalThis.__record(rule, tests); export const createWithRules = () => {};";

const standIns = {
  name: "stand-ins",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path: name }) => {
      if (/__helpers__\/(tester|helper)$/.test(name)) return { path: "tester", namespace: "stand-in" };
      if (name in STAND_INS) return { path: name, namespace: "stand-in" };
      return undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path: name }) => ({
      contents: name === "tester" ? TESTER : STAND_INS[name],
      loader: "ts",
    }));
  },
};

function bundle(file) {
  return esbuild.build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    logLevel: "error",
    plugins: [standIns],
  });
}

/** The case as the harness reads it: the text, its place, the other files, what is expected. */
function record(suite, root, file, rule, number, test) {
  const relative = (name) => path.relative(path.dirname(file), name);
  const isText = typeof test.document?.input === "string";
  const name = isText && test.document.source ? relative(test.document.source) : "document.json";
  const files = {};
  for (const [place, data] of Object.entries(test.mocks ?? {})) {
    files[path.isAbsolute(place) ? relative(place) : place] = JSON.stringify(data);
  }
  return {
    id: `${rule}#${number}`,
    suite,
    rule,
    name: test.name,
    test: path.relative(root, file),
    file: name,
    text: isText ? test.document.input : JSON.stringify(test.document, null, 2),
    files,
    errors: test.errors.map(({ path: at, severity, message, code, source }) => ({
      path: at?.map(String),
      severity,
      message: typeof message === "string" ? message : undefined,
      code,
      source: source ? relative(source) : undefined,
    })),
  };
}

async function cases(suite, root, folder) {
  const found = [];
  const names = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith(".test.ts")).sort();
  for (const name of names) {
    const file = path.join(root, folder, name);
    const counts = new Map();
    globalThis.__join = path.join;
    globalThis.expect = new Proxy({}, { get: () => () => undefined });
    globalThis.__record = (rule, tests) => {
      for (const test of tests) {
        const number = (counts.get(rule) ?? 0) + 1;
        counts.set(rule, number);
        found.push(record(suite, root, file, rule, number, test));
      }
    };
    const { outputFiles } = await bundle(file);
    const run = new Function("require", "module", "exports", "__dirname", outputFiles[0].text);
    const module = { exports: {} };
    run(require, module, module.exports, path.dirname(file));
  }
  return found;
}

const [spectral, owasp] = process.argv.slice(2).map((root) => path.resolve(root));
const all = [
  ...(await cases("spectral", spectral, "packages/rulesets/src/oas/__tests__")),
  ...(await cases("owasp", owasp, "__tests__")),
];
process.stdout.write(JSON.stringify(all, null, 1));
