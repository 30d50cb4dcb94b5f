// Takes the code behind "#" into the form; without network the signature alone is looked at here.

const form = document.querySelector("form");
const field = document.querySelector("#isi");
const said = document.querySelector("#hasil");

const FIELDS = ["", "Kunci", "Nomor", "Dibuat", "Sesi selesai", "Pemungutan suara", "Nama", "Tugas", "Wilayah"];

function bytes(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const found = [];
  let bits = 0, held = 0;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) throw new Error("not Base32");
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) found.push((held >> (bits -= 8)) & 0xff);
  }
  return new Uint8Array(found);
}

async function look(text) {
  const kept = text.toUpperCase().replace(/[^A-Z0-9-]/g, "");
  const parts = /TSB1-([A-Z2-7]+)-([A-Z2-7]{103})/.exec(kept);
  if (!parts) return ["Terpotong, atau bukan tanda", "Salin sekali lagi sampai lengkap."];
  const raw = Uint8Array.from(atob(form.dataset.kunci), (c) => c.charCodeAt(0));
  const payload = bytes(parts[1]);
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  if (!await crypto.subtle.verify({ name: "Ed25519" }, key, bytes(parts[2]), payload)) {
    return ["Tanda tangannya tidak cocok", "Isinya diubah, atau dibuat dengan kunci lain."];
  }
  const lines = new TextDecoder().decode(payload).split("\n");
  return ["Tanda tangannya sah", "Diperiksa di peramban ini, tanpa jaringan: apakah sudah dicabut, belum ditanyakan.", lines];
}

async function alone() {
  let found;
  try {
    found = await look(field.value);
  } catch {
    found = ["Belum dapat diperiksa", "Peramban ini tidak dapat memeriksa tanpa jaringan. Coba lagi saat ada sinyal."];
  }
  const [title, meaning, lines] = found;
  const box = Object.assign(document.createElement("div"), { className: `verdict ${lines ? "good" : "bad"}` });
  const add = (tag, text) => box.append(Object.assign(document.createElement(tag), { textContent: text }));
  add("h2", `${lines ? "✓" : "✗"} ${title}`);
  add("p", meaning);
  lines?.forEach((line, n) => FIELDS[n] && add("p", `${FIELDS[n]}: ${line}`));
  said.replaceChildren(box);
}

form.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  alone();
});

if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  form.requestSubmit();
}
