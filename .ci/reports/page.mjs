// The page in a real browser: page.mjs PAGE.html RUN.json. Content, search, filter, keys, copying, no error, no request, accessibility.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [, , file, json] = process.argv;
const run = JSON.parse(readFileSync(json, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const cases = run.apis.flatMap((api) => api.cases);
const findings = cases.flatMap((one) => one.outcome.fail ?? []);
const words = { conforms: "Conforms", "does-not-conform": "Does not conform", aborted: "Aborted", "nothing-checked": "Nothing checked" };

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  const page = await browser.newPage();
  const trouble = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`script: ${error.message}`));
  page.on("request", (request) => request.url() !== url && !request.url().startsWith("data:") && trouble.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  const url = pathToFileURL(file).href;
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url, { waitUntil: "load" });
  const [navigation] = await page.evaluate(() => performance.getEntriesByType("navigation").map((entry) => ({ ready: entry.domContentLoadedEventEnd, load: entry.loadEventEnd })));
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);

  // What it says.
  assert.equal(await page.$eval("h1", (h1) => h1.textContent.trim()), run.verdict === "does-not-conform" && run.gate?.passes ? "Passes the gate" : words[run.verdict]);
  assert.equal(await page.$$eval("main > section > h2", (all) => all.length), run.apis.length + (findings.length ? 1 : 0));
  const cards = await page.$$eval("article.finding", (all) => all.length);
  assert.equal(cards, Math.min(findings.length, 1000), "findings");
  assert.equal(await page.$$eval(".clauses > li", (all) => all.length), run.apis.reduce((sum, api) => sum + api.clauses.length, 0), "clauses");
  const listed = await page.$$eval(".checks > li", (all) => all.length);
  assert.equal(listed, run.apis.reduce((sum, api) => sum + Math.min(api.cases.length, 10000), 0), "checks");
  assert.equal(await page.$$eval("script, link[rel=stylesheet], img, iframe, object, embed", (all) => all.length), 1, "elements that load");
  const bodyText = await page.$eval("body", (body) => body.textContent);
  assert(!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u.test(bodyText), "a harmful character");

  const visible = (selector) => page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility()).length);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 400));
  // Search: by a clause, then what nobody has; Esc brings all back.
  const clause = run.apis.find((api) => api.clauses.length)?.clauses[0].id;
  if (clause) {
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "search", "/ goes to the search");
    await page.keyboard.type(clause);
    await settle();
    const found = await visible("[data-state]");
    const texts = await page.$$eval("[data-state]", (all) => all.filter((one) => !one.hidden).map((one) => one.textContent.toLowerCase()));
    assert(found > 0 && texts.every((text) => text.includes(clause)), "search shows what holds the words");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("zzz-nothing-holds-this");
    await settle();
    assert.equal(await visible("[data-state]"), 0);
    assert.match(await page.$eval("#shown", (shown) => shown.textContent), /^0 of /);
    await page.keyboard.press("Escape");
    await settle();
    assert.equal(await page.$eval("#shown", (shown) => shown.textContent), "", "Esc clears");
  }
  // Filter by state.
  for (const state of ["fail", "none", "pass", ""]) {
    await page.$eval(`input[name=state][value="${state}"]`, (choice) => choice.click());
    await settle();
    const states = await page.$$eval("[data-state]", (all) => [...new Set(all.filter((one) => !one.hidden).map((one) => one.dataset.state))]);
    assert(state ? states.every((own) => own === state) : true, `filter ${state}: ${states}`);
  }
  // j, k, Enter, ?.
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  await page.keyboard.press("j");
  const first = await page.evaluate(() => document.activeElement.matches("[data-stop]") && document.activeElement.outerHTML.slice(0, 200));
  assert(first, "j goes to the first stop");
  await page.keyboard.press("j");
  const second = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  await page.keyboard.press("k");
  const back = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  assert.equal(back, first, "k goes back");
  if ((await page.$$("[data-stop]")).length > 1) assert.notEqual(second, first);
  const open = () => page.evaluate(() => { const own = document.activeElement; return own.tagName === "DETAILS" ? own.open : own.querySelector("details")?.open; });
  const before = await open();
  await page.keyboard.press("Enter");
  if (before !== undefined) assert.notEqual(await open(), before, "Enter opens or closes");
  await page.keyboard.press("?");
  assert(await page.$eval("#help", (help) => help.open), "? shows the keys");
  await page.keyboard.press("Escape");
  assert(!(await page.$eval("#help", (help) => help.open)), "Esc closes them");
  // A link within the page opens what it leads into.
  const link = await page.$("main a[href^='#']");
  if (link) {
    const target = await link.evaluate((own) => { own.click(); return document.getElementById(own.getAttribute("href").slice(1))?.checkVisibility(); });
    assert(target, "a link leads to something that shows");
  }
  // Without a hole at phone width, in the dark, and nothing serious for those who use other means.
  for (const [width, scheme] of [[1280, "light"], [390, "dark"]]) {
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(url);
    assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `wider than ${width}`);
    if (cases.length < 3000) {
      await page.$$eval("main details", (all) => all.slice(0, 40).forEach((one) => { one.open = true; }));
      const isolated = await page.createCDPSession();
      await isolated.send("Page.setBypassCSP", { enabled: true });
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      const serious = result.violations.filter((one) => ["serious", "critical"].includes(one.impact));
      assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes.length}× ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary}`), [], `axe-core, ${width} ${scheme}`);
      const minor = result.violations.map((one) => `${one.id} (${one.impact})`);
      if (minor.length) console.log(`axe-core, ${width} ${scheme}: ${minor.join(", ")}`);
    }
  }
  assert.deepEqual(trouble, []);
  // A second is meant for an idle machine.
  const limit = Number(process.env.PAGE_LIMIT_MS ?? 1000);
  const pdf = cases.length < 3000 ? (await page.pdf()).length : 0;
  console.log(`${cases.length} checks, ${cards} findings: painted after ${Math.round(painted)} ms, loaded after ${Math.round(navigation.load)} ms, printed ${pdf} bytes`);
  assert(navigation.load < limit, `loaded after ${navigation.load} ms`);
} finally {
  await browser.close();
}
