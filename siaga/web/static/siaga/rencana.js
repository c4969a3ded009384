// Two courses of the line and the spread of the second one; the picture can be saved, the page printed.
(() => {
  "use strict";
  const holder = document.querySelector("[data-chart]");
  const data = document.getElementById("rencana-data");
  if (holder && data && window.uPlot) {
    const said = JSON.parse(data.textContent);
    const numbers = new Intl.NumberFormat(document.documentElement.lang || "id");
    const colours = ["#6b7280", "#0b57d0"];
    const last = said.names.length - 1;
    const hidden = { stroke: "transparent", width: 0, points: { show: false } };
    const options = {
      width: holder.clientWidth,
      height: 280,
      series: [
        {},
        { ...hidden, label: "10 %" },
        { ...hidden, label: "90 %" },
        ...said.names.map((label, i) => ({ label, stroke: colours[said.names.length === 1 ? 1 : i], width: 2.5, points: { show: false } })),
      ],
      bands: [{ series: [2, 1], fill: "rgba(11, 87, 208, .14)" }],
      axes: [
        { values: (_u, ticks) => ticks.map((t) => new Date(t * 1000).toLocaleDateString(document.documentElement.lang || "id", { day: "numeric", month: "short" })) },
        { size: 70, values: (_u, ticks) => ticks.map((t) => numbers.format(t)) },
      ],
      scales: { y: { range: (_u, _low, high) => [0, Math.max(1, high)] } },
      legend: { live: false },
    };
    // A picture goes on by itself: it says of which office and day it is, what is supposed, and which line is which.
    const titled = (drawn) => {
      const sheet = document.createElement("canvas");
      const unit = drawn.width / holder.clientWidth;
      const told = [document.querySelector("h1").textContent.trim() + " · " + holder.dataset.office, document.getElementById("kurva").textContent, holder.dataset.told].filter(Boolean);
      sheet.width = drawn.width;
      sheet.height = drawn.height + (told.length + 2) * 22 * unit;
      const pen = sheet.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, sheet.width, sheet.height);
      pen.fillStyle = "#111";
      told.forEach((text, i) => {
        pen.font = (i ? "" : "bold ") + 14 * unit + "px sans-serif";
        pen.fillText(text, 12 * unit, (i + 1) * 22 * unit, sheet.width - 24 * unit);
      });
      pen.drawImage(drawn, 0, (told.length + 0.5) * 22 * unit);
      pen.font = 14 * unit + "px sans-serif";
      let x = 12 * unit;
      said.names.forEach((name, i) => {
        pen.fillStyle = colours[said.names.length === 1 ? 1 : i];
        pen.fillText("■ " + name, x, sheet.height - 10 * unit);
        x += pen.measureText("■ " + name).width + 24 * unit;
      });
      return sheet;
    };
    const chart = new uPlot(options, [said.days, said.band[0], said.band[1], ...said.lines], holder);
    window.addEventListener("resize", () => chart.setSize({ width: holder.clientWidth, height: 280 }));
    const save = document.querySelector("[data-save-chart]");
    if (save) {
      save.addEventListener("click", () => titled(chart.ctx.canvas).toBlob((picture) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(picture);
        link.download = "rencana.png";
        link.click();
        URL.revokeObjectURL(link.href);
      }));
    }
  }
  const print = document.querySelector("[data-print]");
  if (print) print.addEventListener("click", () => window.print());
})();
