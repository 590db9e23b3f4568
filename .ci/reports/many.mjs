// A run with many checks, made from a small one: many.mjs RUN.json CHECKS.
import { readFileSync } from "node:fs";
const [, , file, wanted] = process.argv;
const run = JSON.parse(readFileSync(file, "utf8"));
const all = run.apis.reduce((sum, api) => sum + api.cases.length, 0);
const times = Math.ceil(Number(wanted) / all);
for (const api of run.apis) {
  const copy = (id, at) => (at ? `${id}.again-${at}` : id);
  const cases = api.cases;
  api.cases = [];
  for (let at = 0; at < times; at += 1) for (const one of cases) api.cases.push({ ...one, id: copy(one.id, at) });
  for (const clause of api.clauses) {
    const ids = clause.cases;
    clause.cases = [];
    for (let at = 0; at < times; at += 1) for (const id of ids) clause.cases.push(copy(id, at));
  }
}
process.stdout.write(JSON.stringify(run));
