// Reads diagrams with Mermaid itself: `node parse.mjs FILE…`. One line a file, then `N passed, N failed`.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

let failed = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const text = readFileSync(file, "utf8");
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    // What was read must be what was written: as many entities and relationships as there are lines for them.
    const written = {
      entities: (text.match(/^    \S.* \{$/gm) ?? []).length,
      relationships: (text.match(/^    \S.* : "[^"]*"$/gm) ?? []).length,
      attributes: (text.match(/^        \S/gm) ?? []).length,
    };
    // A map, and in older versions an object.
    const known = diagram.db.getEntities();
    const entities = known instanceof Map ? [...known.values()] : Object.values(known);
    const read = {
      entities: entities.length,
      relationships: diagram.db.getRelationships().length,
      attributes: entities.map((entity) => entity.attributes.length).reduce((sum, count) => sum + count, 0),
    };
    if (JSON.stringify(written) !== JSON.stringify(read)) {
      throw new Error(`written ${JSON.stringify(written)}, read ${JSON.stringify(read)}`);
    }
    console.log(`ok     ${basename(file)}: ${JSON.stringify(read)}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${basename(file)}: ${String(error.message).slice(0, 400)}`);
  }
}
console.log(`${files.length - failed} passed, ${failed} failed`);
process.exit(failed || !files.length ? 1 : 0);
