// Fields that help while typing: NIK and No. KK, dates, areas. Nothing here decides anything: the server checks again.
"use strict";
(() => {
  const says = (input) => {
    let line = input.parentElement.querySelector(".live");
    if (!line) {
      line = document.createElement("p");
      line.className = "live";
      line.setAttribute("aria-live", "polite");
      input.after(line);
    }
    return line;
  };
  const grouped = (digits) => [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 12), digits.slice(12)].filter(Boolean).join(" ");

  // Keep the caret behind the same digit when the groups move.
  const regroup = (input, clean, group) => {
    const behind = clean(input.value.slice(0, input.selectionStart)).length;
    const text = group(clean(input.value));
    if (text === input.value) return;
    input.value = text;
    let at = 0;
    for (let seen = 0; seen < behind && at < text.length; at += 1) if (clean(text[at])) seen += 1;
    if (document.activeElement === input) input.setSelectionRange(at, at);
  };
  const digitsOf = (text) => text.replace(/\D/g, "");
  const possible = (digits, kind) => {
    let day = Number(digits.slice(6, 8));
    if (kind === "nik" && day > 40) day -= 40;
    const month = Number(digits.slice(8, 10));
    return day >= 1 && month >= 1 && month <= 12 && day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  };
  const checkNumber = (input) => {
    regroup(input, digitsOf, grouped);
    const digits = digitsOf(input.value);
    const line = says(input);
    const gap = 16 - digits.length;
    const t = input.dataset;
    const good = gap === 0 && possible(digits, t.nik);
    line.className = `live${good ? " live--good" : gap < 0 || (gap === 0 && !good) ? " live--bad" : ""}`;
    if (!digits) line.textContent = "";
    else if (gap > 0) line.textContent = t.tLeft.replace("{n}", gap);
    else if (gap < 0) line.textContent = t.tOver.replace("{n}", -gap);
    else line.textContent = good ? t.tGood : t.tDate;
  };

  // "09092015" and "9/9/2015" become "09-09-2015" when the field is left; while typing only full groups get their dash.
  const tidyDate = (input) => {
    const parts = input.value.trim().split(/[^\d]+/).filter(Boolean);
    if (parts.length === 1 && parts[0].length === 8) parts.splice(0, 1, parts[0].slice(0, 2), parts[0].slice(2, 4), parts[0].slice(4));
    if (parts.length === 3 && parts[2].length === 4) input.value = `${parts[0].padStart(2, "0")}-${parts[1].padStart(2, "0")}-${parts[2]}`;
  };

  // An area by typing: a combobox over the code field. Answers come in any order, so only the newest question counts.
  const area = (box) => {
    const code = box.querySelector("[data-area-code]");
    const input = code.cloneNode(false);
    input.removeAttribute("name");
    input.value = code.dataset.areaShown || "";
    ["id", "aria-describedby", "aria-invalid", "required"].forEach((name) => code.removeAttribute(name));
    code.type = "hidden";
    box.append(input);
    const list = document.createElement("ul");
    list.className = "area__list";
    list.id = `${input.id}_list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels && input.labels[0] ? input.labels[0].textContent.trim() : "");
    list.hidden = true;
    box.append(list);
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
      .forEach(([key, value]) => input.setAttribute(key, value));
    let asked = 0, timer = 0, at = -1;
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (option) => {
      code.value = option.dataset.code;
      input.value = option.dataset.shown;
      says(input).textContent = "";
      close();
      code.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const point = (next) => {
      const options = Array.from(list.querySelectorAll("[role=option]"));
      if (!options.length) return;
      at = (next + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    };
    const show = (found) => {
      list.replaceChildren(...found.map((place, i) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `${list.id}_${i}`, textContent: place.name });
        option.setAttribute("role", "option");
        option.dataset.code = place.code;
        option.dataset.shown = place.path ? `${place.name}, ${place.path}` : place.name;
        if (place.path) { const small = document.createElement("small"); small.textContent = place.path; option.append(small); }
        option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(Boolean(found.length)));
      says(input).textContent = found.length ? box.dataset.tMany.replace("{n}", found.length) : box.dataset.tNone;
      at = -1;
      point(0);
    };
    const ask = async () => {
      const mine = ++asked;
      const answer = await fetch(`${box.dataset.area}?q=${encodeURIComponent(input.value.trim())}`, { headers: { Accept: "application/json" } });
      if (mine === asked && answer.ok) show(await answer.json());
    };
    input.addEventListener("input", () => {
      code.value = input.value.trim();
      clearTimeout(timer);
      if (input.value.trim().length < 2) { close(); return; }
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); point(at + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); point(at - 1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(list.children[at]); }
      if (event.key === "Escape") close();
    });
    input.addEventListener("blur", close);
    document.addEventListener("siaga:restored", () => { if (code.value && !input.value) input.value = code.value; });
  };

  const begin = (root) => {
    root.querySelectorAll("[data-nik]").forEach((input) => { if (input.value) checkNumber(input); });
    root.querySelectorAll("[data-area]").forEach(area);
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-nik]")) checkNumber(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target.matches("[data-tanggal]")) tidyDate(event.target); });
  document.addEventListener("siaga:restored", (event) => event.target.querySelectorAll("[data-nik]").forEach(checkNumber));
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
  begin(document);
})();
