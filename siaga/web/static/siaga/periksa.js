// The checking page: first here, with the keys that are kept, then at the register if there is a line.
"use strict";
(() => {
  const say = JSON.parse(document.getElementById("kata").textContent), form = document.getElementById("periksa");
  const code = document.getElementById("id_kode"), file = document.getElementById("id_berkas"), box = document.getElementById("jawaban");
  const state = document.getElementById("daftar-kunci"), DOTS = { hijau: "normal", biru: "asli", kuning: "tersendat", merah: "terputus" };
  const STORE = "siaga-kunci", OLD = 30 * 86400e3, PATIENCE = 6000;
  const patience = () => (AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined); // older telephones wait for the network itself
  let keys = null, turn = 0, sendNext = false, stopCamera = null;

  const make = (tag, text, cls) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (cls) element.className = cls;
    return element;
  };
  const day = (iso) => (iso ? new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso)) : "");

  // --- keys ---
  const kept = () => { try { return JSON.parse(localStorage.getItem(STORE)); } catch (_) { return null; } };
  async function loadKeys() {
    let list = kept(), warn = "";
    try {
      const answer = await fetch(say.keys, { signal: patience() });
      const came = await answer.json();
      SiagaVerify.openKeys(came);
      if (list && list.pusat && came.pusat !== list.pusat) warn = say.other_centre;
      else list = SiagaVerify.merge(list, came);
      try { localStorage.setItem(STORE, JSON.stringify(list)); } catch (_) { /* a full or private store: the worker's copy stays */ }
    } catch (_) { /* no line: what is kept holds */ }
    try { keys = SiagaVerify.openKeys(list); } catch (_) { keys = null; }
    if (!keys) { state.textContent = say.no_keys; return; }
    const offices = new Set(list.kunci.map((e) => e.kantor).filter((office) => office !== "pusat")).size, ready = !!(navigator.serviceWorker && navigator.serviceWorker.controller);
    if (!warn && Date.now() - Date.parse(list.dibuat) > OLD) warn = say.old_keys;
    state.textContent = [`${say.keys_of}: ${day(list.dibuat)}, ${offices} ${say.offices}.`, ready ? say.ready : "", warn].filter(Boolean).join(" ");
  }

  // --- the answer ---
  function show({ words, colour, rows, unproven, notes }) {
    const card = make("div", "", "card"), big = make("p", "", "big"), dot = make("span", "", `dot dot--${DOTS[colour] || "entah"}`);
    const mark = make("span", "", "dot__mark");
    mark.setAttribute("aria-hidden", "true");
    dot.append(mark, words);
    big.append(dot);
    card.append(big);
    const filled = rows.filter(([, value]) => value);
    if (filled.length) {
      if (unproven) card.append(make("p", say.unproven, "hint"));
      const list = make("dl");
      for (const [label, value] of filled) list.append(make("dt", label), make("dd", value));
      card.append(list);
    }
    for (const note of notes.filter(Boolean)) card.append(make("p", note));
    box.replaceChildren(card);
  }

  function local(found, notes) {
    const by = [found.officeName ? `${found.officeName} (${found.office})` : found.office, day(found.issued)].filter(Boolean).join(", ");
    const rows = [[say.kind, say.kinds[found.kind] || found.kind], [say.number, found.number], [say.holder, found.holder], [say.by, by], [say.revoked, day(found.revoked)]];
    if (found.content) rows.push([say.content, say.content_same]);
    const told = found.proven && found.holder ? say.compare : "";
    show({ words: say.verdicts[found.verdict], colour: found.colour, rows, unproven: !found.proven, notes: [told, ...notes] });
  }

  /** What the register says, or null without a line. */
  async function register(text) {
    let answer;
    try {
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      answer = await fetch(say.ask, { method: "POST", headers, body: JSON.stringify({ isi: text }), signal: patience() });
    } catch (_) { return null; }
    if (answer.status === 429) return { late: true };
    return answer.ok ? answer.json() : null;
  }

  function registered(told, notes) {
    const by = [told.kantor, day(told.terbit)].filter(Boolean).join(", ");
    const signer = [told.penanda_tangan, told.register_basah].filter(Boolean).join(", ");
    const rows = [[say.kind, say.kinds[told.jenis] || told.jenis], [say.number, told.nomor], [say.holder, told.pemegang], [say.by, by], [say.signer, signer], [say.detail, told.sebab]];
    show({ words: told.keterangan, colour: told.warna, rows, unproven: false, notes: [told.pemegang ? say.compare : "", ...notes] });
  }

  /** text: of a code or a number. found: what is known here already. */
  async function ask(text, found, notes) {
    const mine = ++turn;
    if (found) local(found, [say.asking, ...notes]);
    const told = await register(text);
    if (mine !== turn) return; // asked for another paper meanwhile
    if (told && told.late) return local(found, [say.wait, ...notes]);
    if (!told) return found && found.verdict !== "tidak_ada_kode" ? local(found, [say.not_asked, ...notes]) : local(found, [say.number_offline]);
    // Keys that came from elsewhere may know more than this server; a file that does not fit its code stays refused.
    const stays = found && (found.verdict === "isi_berubah" || (told.warna === "merah" && found.proven && found.colour !== "merah"));
    return stays ? local(found, notes) : registered(told, notes);
  }

  const isCode = (text) => text.trim().startsWith("SGA1:");
  const none = () => ({ verdict: "tidak_ada_kode", colour: "merah", proven: false });

  async function checkText(text) {
    const found = keys ? await SiagaVerify.check(text, keys) : none();
    await ask(text.trim(), found, !keys && isCode(text) ? [say.no_keys] : []);
  }

  // --- reading codes: the browser's own reader, or ours where it has none (Safari, Firefox), fetched only there ---
  let ours = null;
  const fetchOurs = () => (ours ||= new Promise((done, failed) => {
    const script = make("script");
    script.src = say.reader;
    script.onload = () => done(window.jsQR);
    script.onerror = () => { ours = null; script.remove(); failed(new Error("no reader")); };
    document.head.append(script);
  }));
  const pane = document.createElement("canvas"), pen = pane.getContext("2d", { willReadFrequently: true });

  /** The text of a code in a picture or in the camera's, "" of none. sides: longest sides in pixels at which ours looks, in turn. */
  async function codeIn(source, width, height, sides) {
    if ("BarcodeDetector" in window) {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source);
      return (found.find((each) => isCode(each.rawValue)) || { rawValue: "" }).rawValue;
    }
    const read = await fetchOurs();
    for (const side of sides) {
      const scale = Math.min(1, side / Math.max(width, height));
      pane.width = Math.max(1, Math.round(width * scale));
      pane.height = Math.max(1, Math.round(height * scale));
      pen.drawImage(source, 0, 0, pane.width, pane.height);
      const found = read(pen.getImageData(0, 0, pane.width, pane.height).data, pane.width, pane.height, { inversionAttempts: "dontInvert" });
      if (found && isCode(found.data)) return found.data;
    }
    return "";
  }

  async function codeInPicture(picture) {
    try {
      const drawn = await createImageBitmap(picture);
      return await codeIn(drawn, drawn.width, drawn.height, [1000, 1800, 600]);
    } catch (_) { return ""; }
  }

  async function checkFile(chosen) {
    const start = await chosen.slice(0, 1024).text();
    if (!start.includes("%PDF-")) {
      const text = await codeInPicture(chosen);
      if (text) return checkText(text);
    } else if (keys) {
      const found = await SiagaVerify.checkPdf(await chosen.arrayBuffer(), keys);
      const more = found.signed && navigator.onLine && form.method === "post" ? [say.send_signed] : [];
      sendNext = more.length > 0;
      if (found.claim) return ask(found.claim, found, more);
      return local(found, more);
    }
    sendNext = form.method === "post";
    return local(none(), [sendNext && navigator.onLine ? say.send : say.not_asked]);
  }

  form.addEventListener("submit", (event) => {
    if (sendNext && file.files.length) return; // the second press: the server is to look at the file itself
    event.preventDefault();
    if (file.files.length) checkFile(file.files[0]);
    else if (code.value.trim()) checkText(code.value);
    else box.replaceChildren(make("p", say.empty, "wrong"));
  });
  file.addEventListener("change", () => { sendNext = false; if (file.files.length) { code.value = ""; checkFile(file.files[0]); } });
  code.addEventListener("input", () => { if (code.value) { file.value = ""; sendNext = false; } });

  // --- the camera ---
  const scan = document.getElementById("pindai"), video = scan.querySelector("video"), [begin, end] = scan.querySelectorAll("button");
  async function start() {
    let stream;
    if (!("BarcodeDetector" in window)) {
      try { await fetchOurs(); } catch (_) { box.replaceChildren(make("p", say.no_reader, "wrong")); return; }
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (_) { box.replaceChildren(make("p", say.no_camera, "wrong")); return; }
    let running = true;
    stopCamera = () => { running = false; stream.getTracks().forEach((track) => track.stop()); video.hidden = end.hidden = true; begin.hidden = false; };
    video.srcObject = stream;
    video.hidden = end.hidden = false;
    begin.hidden = true;
    await video.play();
    while (running) {
      const mine = video.videoWidth ? await codeIn(video, video.videoWidth, video.videoHeight, [800]).catch(() => "") : "";
      if (mine) { stopCamera(); code.value = mine; checkText(mine); box.scrollIntoView({ block: "nearest" }); }
      await new Promise((next) => setTimeout(next, 150));
    }
  }
  if (navigator.mediaDevices) {
    scan.hidden = false;
    begin.addEventListener("click", start);
    end.addEventListener("click", () => stopCamera && stopCamera());
  }

  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register(say.worker).catch(() => {});
    navigator.serviceWorker.addEventListener("controllerchange", loadKeys);
  }
  loadKeys();
})();
