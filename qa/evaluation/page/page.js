"use strict";
// Without scripts every case is shown in full; with them the details fold away and the filters appear.
const table = document.getElementById("cases");
if (table) {
  const rows = [...table.querySelectorAll("tbody tr.case")];
  const detailOf = (row) => document.getElementById(row.querySelector("button").getAttribute("aria-controls"));
  const filters = document.getElementById("filters");
  const kind = document.getElementById("filter-kind");
  const verdict = document.getElementById("filter-verdict");
  const words = document.getElementById("filter-words");
  const count = document.getElementById("filter-count");

  const fold = (row, open) => {
    row.querySelector("button").setAttribute("aria-expanded", String(open));
    detailOf(row).hidden = !open;
  };
  const apply = () => {
    const wanted = words.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = (!kind.value || row.dataset.kind === kind.value)
        && (!verdict.value || row.dataset.verdict === verdict.value)
        && (!wanted || row.textContent.toLowerCase().includes(wanted));
      row.hidden = !fits;
      if (!fits) fold(row, false);
      shown += fits ? 1 : 0;
    }
    count.textContent = `${shown} of ${rows.length} cases`;
  };
  for (const row of rows) {
    fold(row, false);
    row.querySelector("button").addEventListener("click", (event) => {
      fold(row, event.currentTarget.getAttribute("aria-expanded") !== "true");
    });
  }
  for (const control of [kind, verdict, words]) control.addEventListener("input", apply);
  filters.hidden = false;
  apply();
}
