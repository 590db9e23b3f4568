"use strict";
const search = document.getElementById("search");
const state = document.getElementById("state");
const status = document.getElementById("shown");
const rows = Array.from(document.querySelectorAll("[data-state]"), (row) => [row, row.textContent.toLowerCase()]);
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    const fits = (!state.value || row.dataset.state === state.value) && words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  status.textContent = words.length || state.value ? `${shown} of ${rows.length} rows` : "";
  if (words.length || state.value) for (const part of document.querySelectorAll("details[data-list]")) part.open = true;
}
let waiting = 0;
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
state.addEventListener("change", filter);
const findings = Array.from(document.querySelectorAll(".finding"));
let at = -1;
function step(by) {
  const visible = findings.filter((finding) => !finding.hidden);
  if (!visible.length) return;
  at = Math.min(Math.max(at + by, 0), visible.length - 1);
  visible[at].focus();
  visible[at].scrollIntoView({ block: "center" });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === search || event.target === state;
  if (event.key === "Escape") { search.value = ""; state.value = ""; filter(); search.blur(); }
  else if (typing) return;
  else if (event.key === "/") { event.preventDefault(); search.focus(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});
document.querySelector(".bar").hidden = false;
