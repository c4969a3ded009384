// Drafts of forms: kept in this browser per officer, form and page; they survive a power cut, a logout and the back button.
// A draft keeps the form's key (`kunci`): if the lost answer was a "done", the server says so and nothing happens twice.
"use strict";
(() => {
  const DAY = 86_400_000;
  const KEEP = 3 * DAY;
  const LIMIT = 400_000; // characters of one field: a signature fits, a film does not
  const user = document.body.dataset.user || "";
  const name = (form) => `siaga:draf:${user}:${location.pathname}:${form.dataset.draft}`;
  const forms = () => Array.from(document.querySelectorAll("form[data-draft]"));

  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const write = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the form still works */ }
  };
  const kept = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !/^(password|file|submit|button)$/.test(field.type)
    && !field.hasAttribute("data-no-draft") && String(field.value).length < LIMIT;

  const collect = (form) => Array.from(form.elements).filter(kept)
    .map((field) => [field.name, field.value, /^(checkbox|radio)$/.test(field.type) ? field.checked : null]);

  const restore = (form, values) => {
    for (const [field, value, checked] of values) {
      for (const el of Array.from(form.elements).filter((e) => e.name === field && kept(e))) {
        if (checked === null) el.value = value;
        else if (el.value === value) el.checked = checked;
      }
    }
    form.dispatchEvent(new CustomEvent("siaga:restored", { bubbles: true }));
  };

  const tell = (form) => {
    const note = document.createElement("p");
    note.className = "draft";
    note.setAttribute("role", "status");
    note.append(`${form.dataset.tRestored} `);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = form.dataset.tDiscard;
    button.addEventListener("click", () => { localStorage.removeItem(name(form)); location.reload(); });
    note.append(button);
    form.before(note);
  };

  const begin = (form) => {
    const before = JSON.stringify(collect(form));
    const draft = read(name(form));
    if (draft && Date.now() - draft.at < KEEP && !form.hasAttribute("data-has-errors")) {
      restore(form, draft.values);
      tell(form);
    }
    let timer = 0;
    const save = () => {
      clearTimeout(timer);
      const values = collect(form);
      if (JSON.stringify(values) !== before) write(name(form), { at: Date.now(), values });
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
    form.addEventListener("change", save);
    window.addEventListener("pagehide", () => { if (timer && !form.dataset.sent) save(); });
    form.addEventListener("submit", () => { save(); sessionStorage.setItem("siaga:dikirim", name(form)); });
  };

  // The page after a submit: ours, not the form again and not a problem or login page, so the draft has done its work.
  const sent = sessionStorage.getItem("siaga:dikirim");
  if (sent && !document.body.hasAttribute("data-keep-drafts") && !forms().some((form) => name(form) === sent)) {
    localStorage.removeItem(sent);
    sessionStorage.removeItem("siaga:dikirim");
  }
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith("siaga:draf:"))) {
    const draft = read(key);
    if (!draft || Date.now() - draft.at >= KEEP) localStorage.removeItem(key);
  }
  forms().forEach(begin);
})();
