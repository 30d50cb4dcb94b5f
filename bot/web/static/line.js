// The line to the bot: who this page is, what waits to be sent, and coming back after a break.

import { load, save } from "./store.js";

const FIRST_WAIT = 500; // milliseconds; doubled at each failure
const LONGEST_WAIT = 30000;
const ANSWER_WAIT = 15000; // an event not taken by then: the line is dead
const PROBE_WAIT = 4000;
const ACCEPT_WAIT = 300;
const BAD_TOKEN = 4001;
const TOO_BIG = 1009;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Line {
  // `on` has: state(name), turn(key, whole), message(message), settled(whole, parting),
  // accepted(id), refused(id, why), notice(text), forget().
  constructor(on) {
    this.on = on;
    this.last = 0; // the seq of the newest turn shown
    this.lastKey = ""; // its event, where we know it
    this.failures = 0;
    this.socket = null;
    this.ready = false; // after the replay, until the line breaks
    this.timers = {};
  }

  start() {
    addEventListener("online", () => this.check());
    addEventListener("offline", () => this.check());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    this.connect();
  }

  get queue() {
    return load("antre", []);
  }

  // Keep `event` until the bot has it, and return its id.
  say(event) {
    const sent = { id: newId(), ...event };
    save("antre", [...this.queue, sent]);
    this.ready ? this.write(sent) : this.check();
    return sent.id;
  }

  drop(id) {
    save("antre", this.queue.filter((event) => event.id !== id));
    clearTimeout(this.timers.answer);
    if (this.ready && this.queue.length) this.expect();
  }

  async connect() {
    if (this.socket || this.connecting) return;
    clearTimeout(this.timers.retry);
    this.connecting = true;
    try {
      const token = await this.token();
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/c/ws`);
      this.socket = socket;
      socket.onopen = () => this.hello(token);
      socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
      socket.onclose = (event) => socket === this.socket && this.broken(event.code);
      this.timers.probe = setTimeout(() => this.hang(), ANSWER_WAIT);
    } catch (_) {
      this.broken(0);
    } finally {
      this.connecting = false;
    }
  }

  async token() {
    const kept = load("halo", "");
    if (kept) return kept;
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ANSWER_WAIT);
    const answer = await fetch("/c/sesi", { method: "POST", signal: stop.signal });
    if (!answer.ok) throw new Error(answer.status);
    const { token } = await answer.json();
    save("halo", token);
    return token;
  }

  hello(token) {
    // The last turn is asked for again: it may have been cut in its middle, and if it is not
    // there any more, the bot has forgotten what this page shows.
    this.whole = this.last === 0;
    this.found = this.whole;
    this.newest = this.last;
    this.socket.send(JSON.stringify({ halo: token, setelah: Math.max(0, this.last - 1) }));
  }

  receive(frame) {
    if (frame.lupa) this.again(frame.pesan);
    else if (frame.pesan) this.shown(frame.pesan);
    else if (frame.oleh !== undefined) this.turn(frame);
    else if (frame.siap !== undefined) this.settle();
    else if (frame.terima) this.taken(frame.terima);
    else if (frame.hidup) clearTimeout(this.timers.probe);
    else if (frame.kabar) this.on.notice(frame.kabar);
    else if (frame.tolak) {
      this.drop(frame.tolak);
      this.on.refused(frame.tolak, frame.alasan);
    }
  }

  shown(message) {
    if (this.ready && message.seq > this.last) {
      this.last = message.seq;
      this.lastKey = "";
    }
    this.on.message(message);
  }

  turn({ oleh, seq }) {
    if (seq === this.last && (!this.lastKey || this.lastKey === oleh)) this.found = true;
    if (seq >= this.newest) {
      this.newest = seq;
      this.newestKey = oleh;
    }
    const id = oleh.slice(1);
    this.on.turn(id, this.whole);
    if (this.queue.some((event) => event.id === id)) this.taken(id);
  }

  taken(id) {
    this.drop(id);
    this.on.accepted(id);
  }

  settle() {
    clearTimeout(this.timers.probe);
    if (!this.found) return this.again();
    this.last = this.newest;
    this.lastKey = this.newestKey || "";
    this.failures = 0;
    this.ready = true;
    this.on.settled(this.whole, this.parting);
    this.parting = null;
    this.on.state("tersambung");
    this.queue.forEach((event) => this.write(event));
  }

  // Erased, or older than what the bot keeps: begin again with what there is. The word with which
  // it was erased may be gone as well when we ask; it is shown then, under a name of no turn.
  again(parting) {
    this.parting = parting && { ...parting, seq: 0, n: 0, ganti: null };
    this.last = 0;
    this.lastKey = "";
    this.on.forget();
    const anew = () => (this.hang(), this.connect());
    // What asked for it is still being acknowledged: hung up on, it would be asked for again.
    if (parting) setTimeout(anew, ACCEPT_WAIT);
    else anew();
  }

  // Say that all up to `seq` was shown.
  read(seq) {
    if (this.ready) this.socket.send(JSON.stringify({ baca: seq }));
  }

  write(event) {
    this.socket.send(JSON.stringify(event));
    this.expect();
  }

  expect() {
    clearTimeout(this.timers.answer);
    this.timers.answer = setTimeout(() => this.hang(), ANSWER_WAIT);
  }

  // Is the line still there? Asked when the network or the page comes back.
  check() {
    if (!this.socket) {
      this.connect();
    } else if (this.ready) {
      this.socket.send('{"hidup":1}');
      clearTimeout(this.timers.probe);
      this.timers.probe = setTimeout(() => this.hang(), PROBE_WAIT);
    }
  }

  hang() {
    const socket = this.socket;
    if (!socket) return;
    this.broken(0);
    socket.close();
  }

  broken(code) {
    this.socket = null;
    this.ready = false;
    Object.values(this.timers).forEach(clearTimeout);
    if (code === BAD_TOKEN) save("halo", "");
    if (code === TOO_BIG && this.queue.length) {
      const { id } = this.queue[0];
      this.drop(id);
      this.on.refused(id, "Pesan itu terlalu panjang.");
    }
    this.failures += 1;
    // A page in the middle of a talk waits a little longer before it speaks of the network.
    const lost = !navigator.onLine || this.failures > (this.last ? 3 : 1);
    this.on.state(lost ? "putus" : "menyambung");
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1));
    this.timers.retry = setTimeout(() => this.connect(), wait * (0.5 + Math.random()));
  }
}
