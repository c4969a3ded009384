// The recording desk and the adjudicator's case: Enter takes the fingers, digits choose a decision, a discard is asked once.
"use strict";
(() => {
  const typing = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
  document.querySelectorAll("[data-ask]").forEach((button) => {
    button.addEventListener("click", (event) => { if (!window.confirm(button.dataset.ask)) event.preventDefault(); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const choice = document.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
    event.preventDefault();
  });
})();
