// A kiosk forgets: after data-reset-after seconds without a touch it goes back to its first page. Prints if asked to.
"use strict";
(() => {
  const { reset, resetAfter, printNow } = document.body.dataset;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => window.location.replace(reset || "/"), Number(resetAfter || 30) * 1000);
  };
  ["pointerdown", "keydown", "pageshow"].forEach((kind) => window.addEventListener(kind, wait));
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  if (printNow !== undefined) window.print();
  wait();
})();
