"use strict";
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const search = document.getElementById("search");
const shown = document.getElementById("shown");
const help = document.getElementById("help");
const choices = all("input[name=state]");
const chosen = () => choices.find((choice) => choice.checked).value;
const rows = all("[data-state]").map((row) => ({ row, text: "" }));
const blocks = all("[data-block]").map((block) => ({ block, open: block.open, rows: all("[data-state]", block) }));

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const state = chosen();
  const active = words.length > 0 || state !== "";
  let count = 0;
  for (const entry of rows) {
    if (words.length && !entry.text) entry.text = entry.row.textContent.toLowerCase();
    const fits = (!state || entry.row.dataset.state === state) && words.every((word) => entry.text.includes(word));
    entry.row.hidden = !fits;
    if (fits) count += 1;
  }
  for (const entry of blocks) {
    const any = entry.rows.some((row) => !row.hidden);
    entry.block.hidden = active && !any;
    if (entry.block.tagName === "DETAILS") entry.block.open = active ? any : entry.open;
  }
  document.body.classList.toggle("filtered", active);
  shown.textContent = active ? `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown` : "";
}
function reset() {
  search.value = "";
  choices[0].checked = true;
  filter();
}

let waiting = 0;
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 60); });
for (const choice of choices) choice.addEventListener("change", filter);

const stops = all("[data-stop]");
let at = -1;
function step(by) {
  const visible = stops.filter((stop) => !stop.hidden && stop.checkVisibility());
  if (!visible.length) return;
  const now = visible.indexOf(document.activeElement.closest("[data-stop]"));
  at = Math.min(Math.max((now < 0 ? Math.min(at, visible.length) : now) + by, 0), visible.length - 1);
  visible[at].focus({ preventScroll: true });
  visible[at].scrollIntoView({ block: "center" });
}
function toggle(stop) {
  const parts = stop.tagName === "DETAILS" ? [stop] : all("details", stop);
  const open = parts.some((part) => !part.open);
  for (const part of parts) part.open = open;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { if (help.open) help.close(); else { reset(); document.activeElement.blur(); } return; }
  if (event.target === search) { if (event.key === "Enter") { filter(); search.blur(); step(1); } return; }
  if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") { if (help.open) help.close(); else help.showModal(); }
  else if (event.key === "Enter" && event.target.matches("[data-stop]")) { event.preventDefault(); toggle(event.target); }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) {
    const link = event.target.closest("a[href^='#']");
    const to = link && document.getElementById(link.getAttribute("href").slice(1));
    if (to && to.hidden) reset();
    for (let part = to; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    return;
  }
  if (button.id === "keys") help.showModal();
  else if (button.id === "theme") {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (document.documentElement.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  } else if (button.dataset.copy !== undefined) {
    const code = button.parentElement.querySelector("code");
    const select = () => getSelection().selectAllChildren(code);
    const done = () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = "Copy"; }, 1500); };
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, select); else select();
  }
});
addEventListener("beforeprint", () => { for (const part of all("article details")) part.open = true; });
for (const part of all("[data-script]")) part.hidden = false;
