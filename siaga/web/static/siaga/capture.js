// Signature drawn and photo taken in the browser, put as a data URL into a hidden field.
// Pictures go through bitmaps and canvases, never through data: or blob: addresses: the pages' CSP stays `default-src 'self'`.
"use strict";
(() => {
  const bitmap = (dataUrl) => {
    const [head, body] = dataUrl.split(",");
    const bytes = Uint8Array.from(atob(body || ""), (c) => c.charCodeAt(0));
    return createImageBitmap(new Blob([bytes], { type: head.slice(5).split(";")[0] }));
  };
  const pad = (box) => {
    const canvas = box.querySelector("canvas");
    const field = box.querySelector("input[type=hidden]");
    const pen = canvas.getContext("2d");
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#0b1f24" });
    const clear = () => { pen.clearRect(0, 0, canvas.width, canvas.height); field.value = ""; };
    const draw = () => {
      if (!field.value) return;
      bitmap(field.value).then((image) => pen.drawImage(image, 0, 0, canvas.width, canvas.height), clear);
    };
    const place = (event) => {
      const r = canvas.getBoundingClientRect();
      return [(event.clientX - r.left) * canvas.width / r.width, (event.clientY - r.top) * canvas.height / r.height];
    };
    let down = false;
    canvas.addEventListener("pointerdown", (event) => {
      down = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...place(event));
      pen.lineTo(...place(event));
      pen.stroke();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!down) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    const up = () => {
      if (!down) return;
      down = false;
      field.value = canvas.toDataURL("image/png");
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    box.querySelector("[data-sign-clear]").addEventListener("click", () => { clear(); field.dispatchEvent(new Event("change", { bubbles: true })); });
    box.closest("form").addEventListener("siaga:restored", draw);
    draw();
  };

  // A portrait of at most 480 × 640 (3:4), cut from the middle, as JPEG: small enough for a thin line.
  const portrait = (canvas, source, width, height) => {
    const cut = Math.min(width, height * 3 / 4);
    canvas.getContext("2d").drawImage(source, (width - cut) / 2, (height - cut * 4 / 3) / 2, cut, cut * 4 / 3, 0, 0, 480, 640);
  };
  const camera = (box) => {
    const [video, canvas, field] = ["video", "canvas", "input[type=hidden]"].map((selector) => box.querySelector(selector));
    const take = box.querySelector("[data-camera-take]");
    const start = box.querySelector("[data-camera-start]");
    const says = box.querySelector("[data-camera-says]");
    let stream = null;
    const stop = () => { if (stream) stream.getTracks().forEach((track) => track.stop()); stream = null; };
    const live = (yes) => { video.hidden = !yes; take.hidden = !yes; start.hidden = yes; canvas.hidden = yes || !field.value; };
    const keep = (source, width, height) => {
      portrait(canvas, source, width, height);
      field.value = canvas.toDataURL("image/jpeg", 0.88);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      says.textContent = "";
      stop();
      live(false);
    };
    const refused = () => { says.textContent = box.dataset.tRefused; };
    start.addEventListener("click", async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 960 } });
        video.srcObject = stream;
        await video.play();
        live(true);
        says.textContent = "";
      } catch { refused(); }
    });
    take.addEventListener("click", () => keep(video, video.videoWidth, video.videoHeight));
    box.querySelector("[data-camera-file]").addEventListener("change", (event) => {
      const file = event.target.files[0];
      if (file) createImageBitmap(file).then((image) => keep(image, image.width, image.height), refused);
    });
    const again = () => {
      if (field.value) bitmap(field.value).then((image) => { portrait(canvas, image, image.width, image.height); live(false); }, refused);
    };
    box.closest("form").addEventListener("siaga:restored", again);
    window.addEventListener("pagehide", stop);
    again();
  };
  document.querySelectorAll("[data-sign]").forEach(pad);
  document.querySelectorAll("[data-camera]").forEach(camera);
})();
