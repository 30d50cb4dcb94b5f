// What this phone knows of its own person: the number, the TPS, and what the team has ticked.
// Nothing else is kept, and nothing of anybody else.

import { load, save } from "./store.js";

const AGAIN = 60000; // milliseconds between two questions to the bot, at least
const PAUSE = 3000; // after something was said

export class Mine {
  constructor() {
    this.asked = 0;
    this.turn = 0; // counts questions: only the answer to the last one is kept
  }

  // What was said may have changed it: ask, but not at every message.
  soon() {
    if (this.timer) return;
    const rest = load("saya", null) ? AGAIN : 0; // one is known as soon as one has registered
    const wait = Math.max(PAUSE, this.asked + rest - Date.now());
    this.timer = setTimeout(() => ((this.timer = 0), this.ask()), wait);
  }

  async ask() {
    const token = load("halo", "");
    const turn = ++this.turn;
    this.asked = Date.now();
    if (!token) return;
    try {
      const answer = await fetch("/c/luring/saya", { headers: { "X-Halo": token }, cache: "no-store" });
      const known = answer.ok ? await answer.json() : null;
      if (known && turn === this.turn) this.keep(known);
    } catch (_) {
      // the line is lost again: what was known stays
    }
  }

  keep(known) {
    const before = load("saya", null);
    if (before && (before.siapa !== known.siapa || before.hari !== known.hari)) save("tanda", null);
    save("saya", known.siapa ? { ...known, dilihat: Date.now() } : null);
  }

  // Whose steps to show, of these; what is chosen here counts until the page is gone.
  whom(names) {
    const known = load("saya", null);
    const wanted = [this.chosen, known && known.peran];
    return wanted.find((name) => names.includes(name)) || names[0];
  }

  choose(name) {
    this.chosen = name;
  }

  isOwn(whom) {
    const known = load("saya", null);
    return Boolean(known) && known.peran === whom;
  }

  note(whom) {
    const known = load("saya", null);
    if (!known) return "Pilih nomor Anda. Tanda hanya disimpan di ponsel ini.";
    if (known.peran !== whom) return `Ini langkah ${whom}; Anda ${known.peran}.`;
    const seen = new Date(known.dilihat);
    const at = `${seen.getDate()}/${seen.getMonth() + 1} pukul ${clock(seen)}`;
    return `${known.tempat}. ✓ dicatat tim, terakhir terlihat ${at}. ◐ hanya di ponsel ini.`;
  }

  // A sign, what it means, and whether it is this phone's own.
  state(id, whom) {
    const known = load("saya", null);
    const ticked = known && this.isOwn(whom) ? (known.tanda || {})[id] : "";
    if (ticked) return { sign: "✓", words: ` dicatat tim ${ticked}`, own: false };
    const own = (load("tanda", null) || {})[id];
    if (own) return { sign: "◐", words: ` ${own}, hanya di ponsel ini`, own: true };
    return { sign: "○", words: "", own: false };
  }

  mark(id, done) {
    const { [id]: _, ...others } = load("tanda", null) || {};
    save("tanda", done ? { ...others, [id]: clock(new Date()) } : others);
  }
}

function clock(at) {
  return [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, "0")).join(".");
}
