// The form of a life event: every change is kept as a draft at the server; sheets are scanned, photographed, turned and ordered in place.
"use strict";
(() => {
  const form = document.querySelector("form.paper");
  const kept = document.querySelector("[data-kept]");
  if (!form || !kept) return;
  const LARGEST = 10 * 1024 * 1024;
  const says = (box, text) => { box.querySelector("[data-scan-says]").textContent = text; };

  // One request at a time, so that an older draft never overtakes a newer one.
  let line = Promise.resolve();
  const send = (extra = {}) => {
    const job = line.then(async () => {
      const body = new FormData(form);
      [...body.keys()].filter((name) => name.startsWith("berkas_")).forEach((name) => body.delete(name));
      for (const [name, value] of Object.entries(extra)) [value].flat().forEach((one) => body.append(name, one));
      return fetch(location.pathname, { method: "POST", body, headers: { "X-Requested-With": "siaga" }, credentials: "same-origin" });
    });
    line = job.catch(() => undefined);
    return job;
  };

  // Drafts -------------------------------------------------------------------------------------------------------
  let timer = 0;
  let leaving = false;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    if (leaving) return;
    send().then((answer) => { kept.textContent = answer.ok ? kept.dataset.tKept : kept.dataset.tLost; }, () => { kept.textContent = kept.dataset.tLost; });
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("pagehide", () => {
    if (!timer || leaving) return;
    const body = new FormData(form);
    [...body.keys()].filter((name) => name.startsWith("berkas_")).forEach((name) => body.delete(name));
    fetch(location.pathname, { method: "POST", body, headers: { "X-Requested-With": "siaga" }, keepalive: true, credentials: "same-origin" });
  });

  // Sheets -------------------------------------------------------------------------------------------------------
  const show = async (box, answer) => {
    if (answer.status === 413) return says(box, kept.dataset.tBig);
    if (answer.status !== 200 && answer.status !== 422) return says(box, kept.dataset.tLost);
    box.querySelector("[data-sheets]").innerHTML = await answer.text();
    says(box, "");
    const ticked = box.querySelector("select");
    if (answer.status === 200 && ticked && !ticked.value && box.querySelector(".sheet-one")) ticked.value = "ada";
    cameras(box);
  };
  const change = (box, extra) => {
    says(box, kept.dataset.tSending);
    send(extra).then((answer) => show(box, answer), () => says(box, kept.dataset.tLost));
  };
  const upload = (box, files, instead = "") => {
    if (files.some((file) => file.size > LARGEST)) return says(box, kept.dataset.tBig);
    const need = box.dataset.need;
    const extra = { lembar: `tambah:${need}`, [`berkas_${need}`]: files };
    if (instead) extra.ganti = instead;
    change(box, extra);
  };
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-scan-file]")) return;
    const files = Array.from(event.target.files);
    const box = event.target.closest("[data-need]");
    const instead = event.target.matches("[data-scan-snap]") ? box.dataset.instead || "" : "";
    event.target.value = "";
    if (files.length) upload(box, files, instead);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const box = button && button.closest("[data-need]");
    if (!box) return;
    if (button.name === "lembar") {
      event.preventDefault();
      change(box, { lembar: button.value });
    } else if (button.matches("[data-scan-camera]")) open(box, "");
    else if (button.dataset.again) open(box, button.dataset.again);
  });

  // The camera ---------------------------------------------------------------------------------------------------
  const lens = document.querySelector("[data-lens]");
  const video = lens.querySelector("video");
  let stream = null;
  let aim = null;
  // A phone takes the picture with its own camera: sharper, and also over plain HTTP, where a page may not open one (iPhone).
  const phone = matchMedia("(pointer: coarse)").matches;
  const has = phone || Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  const cameras = (root) => root.querySelectorAll("[data-scan-camera], [data-again]").forEach((button) => { button.hidden = !has; });
  const close = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    lens.hidden = true;
    if (aim) aim.box.querySelector("[data-scan-camera]").focus();
  };
  const open = async (box, instead) => {
    if (phone) {
      box.dataset.instead = instead;
      return box.querySelector("[data-scan-snap]").click();
    }
    aim = { box, instead };
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 2560 }, height: { ideal: 1920 } } });
      video.srcObject = stream;
      lens.hidden = false;
      await video.play();
      lens.querySelector("[data-lens-take]").focus();
    } catch {
      close();
      says(box, kept.dataset.tCamera);
    }
  };
  lens.querySelector("[data-lens-take]").addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((picture) => {
      if (!picture) return;
      upload(aim.box, [new File([picture], "kamera.jpg", { type: "image/jpeg" })], aim.instead);
      if (aim.instead) close();
    }, "image/jpeg", 0.9);
  });
  lens.querySelector("[data-lens-end]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !lens.hidden) close(); });
  window.addEventListener("pagehide", close);
  cameras(form);
})();
