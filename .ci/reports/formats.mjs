// Holds the reports of one run against what their readers ask: formats.mjs SCHEMA OUT/NAME.
import { readFileSync, statSync } from "node:fs";
import assert from "node:assert/strict";
import Ajv2020 from "ajv/dist/2020.js";
import Ajv from "ajv";
import formats from "ajv-formats";
import har from "har-schema";
import draft06 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

const [, , schema, base] = process.argv;
const read = (format) => readFileSync(`${base}.${format}`, "utf8");
const run = JSON.parse(read("json"));

const described = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(schema, "utf8")));
assert(described(run), `json: ${JSON.stringify(described.errors?.slice(0, 5))}`);

const archive = new Ajv({ strict: false });
formats(archive);
archive.addMetaSchema(draft06);
for (const part of Object.values(har)) archive.addSchema(part);
const fits = archive.getSchema("har.json#");
const log = JSON.parse(read("har"));
assert(fits(log), `har: ${JSON.stringify(fits.errors?.slice(0, 5))}`);

// Markdown: below GitHub's limit, and nothing of what came from outside is an element, a link or an image.
assert(statSync(`${base}.markdown`).size < 1024 * 1024, "markdown: over 1 MiB");
const html = micromark(read("markdown"), { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1].toLowerCase()));
const allowed = ["h2", "h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code", "pre", "details", "summary", "em", "br"];
assert.deepEqual([...tags].filter((tag) => !allowed.includes(tag)), [], "markdown: elements");
assert(!/<[^>]*(\son\w+\s*=|(href|src)="javascript:)/i.test(html), "markdown: an attribute that acts");

// Workflow commands: at most ten of a level, one a line, nothing else.
const counts = { error: 0, warning: 0, notice: 0 };
for (const line of read("github").split("\n").filter(Boolean)) {
  const command = /^::(error|warning|notice) ((?:(?:file|line|col|title)=[^,:\r\n]*)(?:,(?:file|line|col|title)=[^,:\r\n]*)*)::([^\r\n]*)$/u.exec(line);
  assert(command, `github: ${line}`);
  counts[command[1]] += 1;
}
assert(counts.error <= 10 && counts.warning <= 10 && counts.notice <= 10, `github: ${JSON.stringify(counts)}`);

// GitHub's limits of code scanning, and fingerprints that tell results apart.
const sarif = JSON.parse(read("sarif"));
assert(sarif.runs.length <= 20 && sarif.runs[0].results.length <= 25000 && statSync(`${base}.sarif`).size < 10 * 1024 * 1024);
const lines = read("terminal").split("\n");
assert(!lines.some((line) => line.trimStart().startsWith("::") || line.includes("##[")), "terminal: a workflow command");
console.log(`json, har (${log.log.entries.length} entries), markdown, github ${JSON.stringify(counts)}, sarif (${sarif.runs[0].results.length} results): hold`);
