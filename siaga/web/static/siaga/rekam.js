// The recording desk and the adjudicator's case: Enter takes the fingers, digits choose a decision, a discard is asked once, a step that is jumped to unfolds.
"use strict";
(() => {
  const typing = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
  document.querySelectorAll("[data-ask]").forEach((button) => {
    button.addEventListener("click", (event) => { if (!window.confirm(button.dataset.ask)) event.preventDefault(); });
  });
  const unfold = () => {
    const step = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const body = step && step.querySelector(":scope > details");
    if (body) body.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const choice = document.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
    event.preventDefault();
  });
})();
