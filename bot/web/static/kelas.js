"use strict";
// Brings the projector's page up to date over one WebSocket. Without it, the page is loaded again.

(() => {
  const FIRST_WAIT = 500; // milliseconds; doubled at each failure
  const LONGEST_WAIT = 10000;
  const TOO_MANY = 4002;
  const wall = document.getElementById("isi");
  const news = document.getElementById("kabar");
  let wait = FIRST_WAIT;

  function tell(text) {
    news.textContent = text;
    news.hidden = !text;
  }

  function open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const path = location.pathname.replace(/\/$/, "");
    const socket = new WebSocket(`${scheme}//${location.host}${path}/langsung`);
    socket.onmessage = (event) => {
      wait = FIRST_WAIT;
      tell("");
      wall.innerHTML = JSON.parse(event.data).isi;
    };
    socket.onclose = (event) => {
      if (event.code === TOO_MANY) {
        tell("Terlalu banyak layar kelas ini yang terbuka. Tutup sebagian, lalu muat ulang.");
        return;
      }
      tell("Terputus. Sedang mencoba menyambung lagi.");
      setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  open();
})();
