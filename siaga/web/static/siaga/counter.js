// The counter: one key for each deed (data-key), and a fresh ticket that prints itself once.
"use strict";
(() => {
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
  const ticket = document.querySelector("[data-print-now]");
  const printed = ticket && `siaga:nomor:${location.pathname}`;
  if (ticket && !sessionStorage.getItem(printed)) {
    sessionStorage.setItem(printed, "1");
    window.print();
  }
})();
