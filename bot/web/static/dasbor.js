"use strict";
// Brings the parts of an open page that change (data-langsung) up to date over one WebSocket.
// Nothing here is needed to use the page: without it, it is loaded again.

(() => {
  const named = ({ langsung, wilayah }) => (wilayah ? `${langsung}:${wilayah}` : langsung);
  const parts = new Map(
    [...document.querySelectorAll("[data-langsung]")].map((one) => [named(one.dataset), one]),
  );
  if (!parts.size || !("WebSocket" in window)) return;

  const OVER = 4001; // the visit has ended
  const TOO_MANY = 4002;
  const FIRST_WAIT = 1000;
  const LONGEST_WAIT = 30000;
  const waiting = new Map(); // what came for a part in which somebody is at work
  let socket = null;
  let wait = FIRST_WAIT;
  let timer = 0;

  const status = document.createElement("p");
  status.className = "note langsung";
  status.setAttribute("role", "status");
  parts.values().next().value.before(status);

  function show(state, text) {
    if (status.textContent === text) return; // said once, not every time
    status.dataset.keadaan = state;
    status.textContent = text;
  }

  // Details that were opened stay open, and a scrolled table stays where it is.
  function swap(part, html) {
    const open = [...part.querySelectorAll("details")].map((one) => one.open);
    const boxes = [part, ...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
    part.innerHTML = html;
    part.querySelectorAll("details").forEach((one, n) => { one.open = Boolean(open[n]); });
    [part, ...part.querySelectorAll(".scroll")].forEach((one, n) => { one.scrollLeft = boxes[n] || 0; });
  }

  function take(name, html) {
    const part = parts.get(name);
    if (!part) return;
    if (part.contains(document.activeElement) && part !== document.activeElement) {
      waiting.set(name, html);
      return;
    }
    waiting.delete(name);
    swap(part, html);
  }

  document.addEventListener("focusout", () => {
    setTimeout(() => { for (const [name, html] of [...waiting]) take(name, html); }, 0);
  });

  function open() {
    if (socket || document.hidden) return;
    clearTimeout(timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/dasbor/langsung`);
    socket.onopen = () => socket.send(JSON.stringify({ bagian: [...parts.keys()] }));
    socket.onmessage = (event) => {
      const told = JSON.parse(event.data);
      wait = FIRST_WAIT;
      show("langsung", "✓ Langsung: angka di halaman ini memperbarui dirinya sendiri.");
      take(told.bagian, told.isi);
    };
    socket.onclose = (event) => {
      socket = null;
      if (event.code === OVER) {
        show("selesai", "✗ Sesi Anda sudah berakhir. Kirim /dasbor kepada bot untuk masuk lagi.");
      } else if (event.code === TOO_MANY) {
        show("terputus", "✗ Terlalu banyak halaman dasbor terbuka. Tutup sebagian, lalu muat ulang halaman ini.");
      } else if (!document.hidden) {
        again();
      }
    };
  }

  function again() {
    show("terputus", "○ Terputus: angka di halaman ini bisa sudah lama. Sedang mencoba menyambung lagi.");
    timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  // A page nobody looks at costs the office's server nothing.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) open();
    else if (socket) socket.close(1000);
  });
  addEventListener("online", open);
  open();
})();
