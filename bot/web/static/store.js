// What this phone keeps: its token, what waits to be sent, and the texts of its own bubbles.
// The try page shows several phones in one browser; `hp` in the address tells them apart.

const phone = new URLSearchParams(location.search).get("hp") || "";
const prefix = `bimtek:${phone}:`;
const memory = {}; // where storage is refused or full, things last as long as the page

export function load(name, otherwise) {
  if (name in memory) return memory[name];
  try {
    const kept = localStorage.getItem(prefix + name);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch (_) {
    return otherwise;
  }
}

export function save(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
    delete memory[name];
  } catch (_) {
    memory[name] = value;
  }
}
