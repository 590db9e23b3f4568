// What the SARIF validator found: sarif.mjs VERDICT.sarif. That there is no page about the tool to link to is known.
import { readFileSync } from "node:fs";
const known = new Set(["SARIF2005"]);
const results = JSON.parse(readFileSync(process.argv[2], "utf8")).runs.flatMap((run) => run.results ?? []);
const wrong = results.filter((one) => one.level === "error" || !known.has(one.ruleId));
for (const one of wrong) console.error(`${one.ruleId}: ${JSON.stringify(one.message)} ${JSON.stringify(one.locations?.[0]?.physicalLocation?.region)}`);
console.log(`sarif: ${wrong.length} problems`);
process.exit(wrong.length ? 1 : 0);
