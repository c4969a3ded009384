// The frame: "/" to search, J K Enter X in lists, choosing many, copying, printing, and submitting once.
"use strict";
(() => {
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // Lists -------------------------------------------------------------------------------------------------------
  const rows = () => all("[data-list] tr[data-row]");
  const here = () => rows().findIndex((row) => row.classList.contains("is-here"));
  const stand = (index) => {
    const list = rows();
    if (!list.length) return;
    const at = Math.max(0, Math.min(list.length - 1, index));
    list.forEach((row, i) => row.classList.toggle("is-here", i === at));
    list[at].focus({ preventScroll: true });
    list[at].scrollIntoView({ block: "nearest" });
  };
  const open = (row) => {
    const link = row.querySelector("a[href]");
    const target = row.dataset.href || (link && link.getAttribute("href"));
    if (target) window.location.assign(target);
  };
  const keys = {
    j: () => stand(here() + 1),
    k: () => stand(Math.max(0, here() - 1)),
    x: () => {
      const box = here() >= 0 && rows()[here()].querySelector("[data-pick]");
      if (box) box.click();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
    if (typing(event.target)) {
      if (event.key === "Escape" && event.target.type === "search") event.target.blur();
      return;
    }
    if (event.key === "/") {
      const box = document.querySelector("[data-slash]") || document.getElementById("cari-daftar");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "Enter" && event.target.matches("tr[data-row]")) {
      event.preventDefault();
      open(event.target);
    } else if (keys[event.key.toLowerCase()] && rows().length) {
      event.preventDefault();
      keys[event.key.toLowerCase()]();
    }
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label, select, form, summary") && !String(getSelection())) open(row);
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.removeAttribute("open"); });
  });

  // Choosing many -----------------------------------------------------------------------------------------------
  const recount = () => {
    const form = document.querySelector("[data-bulk]");
    if (!form) return;
    const boxes = all("[data-pick]");
    const chosen = boxes.filter((box) => box.checked).length;
    const says = form.querySelector("[data-bulk-count]");
    if (!says.dataset.none) says.dataset.none = says.textContent;
    says.textContent = chosen ? says.dataset.tMany.replace("{n}", chosen) : says.dataset.none;
    all("button[type=submit]", form).forEach((button) => { button.disabled = !chosen; });
    const every = document.querySelector("[data-pick-all]");
    if (every) { every.checked = chosen > 0 && chosen === boxes.length; every.indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) all("[data-pick]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-pick], [data-pick-all]")) recount();
  });

  // Once: the server guards with the form's key, this only spares a nervous hand ---------------------------------
  const release = (form) => {
    delete form.dataset.sent;
    all("button[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => { all("form[data-sent]").forEach(release); recount(); });
  document.addEventListener("htmx:afterRequest", () => all("form[data-sent]").forEach(release));

  // Small things ------------------------------------------------------------------------------------------------
  const copied = (button) => {
    const before = button.textContent;
    button.textContent = button.dataset.tDone;
    setTimeout(() => { button.textContent = before; }, 1600);
  };
  const copy = (button) => {
    const text = button.dataset.copy || document.querySelector(button.dataset.copyFrom).innerText;
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text).then(() => copied(button));
    const box = document.createElement("textarea"); // office LANs serve plain http, where there is no clipboard API
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    button.focus();
    return copied(button);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (button) copy(button);
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-go]")) event.target.form.requestSubmit();
  });
  const rail = document.querySelector("[data-rail]");
  if (rail && matchMedia("(max-width: 60rem)").matches) rail.open = false;
  // A table wider than a phone is scrolled sideways: the keyboard must reach it. Where it fits it is no stop of the tab key, unless its
  // page says so. Its width changes with the window, and with the font when that comes in after the page.
  all(".sheet:not([tabindex])").forEach((box) => {
    const reach = new ResizeObserver(() => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
    [box, ...box.children].forEach((part) => reach.observe(part));
  });
  const faults = document.querySelector("[data-focus]");
  if (faults) faults.focus();
  if (document.body.hasAttribute("data-print-now")) window.print();
})();
