// The page: puts the line, the bubbles and what one types together.

import { sizeOf, upload } from "./files.js";
import { Line, newId } from "./line.js";
import { Log, make } from "./log.js";
import { load, save } from "./store.js";
import { Unread } from "./unread.js";

const TEXT_LIMIT = 4096; // characters
const FRAME_LIMIT = 7900; // bytes; the server closes the line above 8 kB
const TYPING_AFTER = 400; // milliseconds
const NOTICE_FOR = 8000;

const $ = (id) => document.getElementById(id);
const link = /^\/c\/([kg])\/([A-Za-z0-9_-]{1,62})$/.exec(location.pathname); // of a person, or a TPS
let code = link ? (link[1] === "g" ? "g_" : "") + link[2] : "";
const legible = (payload) => payload.replace(/^k_(\d{4})_\d+$/, "kelas $1").replace(/^g_/, "");
const shownCode = () => legible(code);
let state = "menyambung";
let settled = false; // once everything kept was shown
const known = load("halo", "") !== ""; // this phone was here before
let typingTimer = 0;
let noticeTimer = 0;

const unread = new Unread($("log"), (seq) => line.read(seq));
const log = new Log($("log"), $("pill"), unread, say, send);

// --- texts of own bubbles, kept here

function ownText(event) {
  if (event.teks) return event.teks;
  if (event.kontak) return `Nomor: ${event.kontak}`;
  return event.mulai === undefined ? "" : `Mulai ${legible(event.mulai)}`.trim();
}

function keep(id, text) {
  save("milik", { ...load("milik", {}), [id]: text });
}

function say(event) {
  unread.rule.remove();
  const id = line.say(event);
  const text = ownText(event);
  if (text) {
    keep(id, text);
    log.own(id, text, true);
    log.toEnd();
  }
  showTyping();
  arrange();
  return id;
}

// A file is not kept for later: where it cannot be sent now, that is said at once.
function send(file) {
  const id = newId();
  const text = `Berkas: ${file.name} (${sizeOf(file)})`;
  log.own(id, text, true);
  log.toEnd();
  line
    .token()
    .then((token) => upload(token, id, file, (part) => log.progress(id, part)))
    .then(() => {
      keep(id, text);
      log.progress(id, 1);
      log.mark(id, "terkirim");
    })
    .catch((problem) => {
      log.remove(id);
      notice(problem.message);
    })
    .finally(() => log.free(id));
  return id;
}

// --- what the line tells

const replayed = new Set();

const line = new Line({
  state(name) {
    state = name;
    arrange();
    showTyping();
    if (name !== "menyambung") away();
    else unread.settled = false;
  },
  turn(id, whole) {
    replayed.add(id);
    const text = load("milik", {})[id];
    if (!text) return;
    if (!log.has(id)) log.own(id, text, false);
    else if (whole) log.toLast(id);
    log.mark(id, "terkirim");
  },
  message(message) {
    log.show(message);
    arrange();
  },
  settled(whole, parting) {
    if (whole) forgetOthers();
    if (parting && log.empty) log.show(parting);
    line.queue.forEach(({ id }) => log.toLast(id));
    settled = true;
    $("log").setAttribute("aria-busy", "false");
    if (log.quiet) {
      log.quiet = false;
      log.toEnd();
    }
    line.read(load("baca", 0)); // it may not have arrived
    log.resume(...unread.again(whole));
  },
  accepted(id) {
    log.mark(id, "terkirim");
    log.free(id);
    showTyping();
  },
  refused(id, why) {
    log.remove(id);
    log.free(id);
    notice(why);
    showTyping();
    arrange();
  },
  notice,
  forget() {
    settled = false;
    log.clear();
    ["baca", "saya", "tanda"].forEach((name) => save(name, null));
    log.quiet = true;
    $("log").setAttribute("aria-busy", "true");
    showQueue();
  },
});

// Texts whose event the bot no longer keeps go here, too.
function forgetOthers() {
  const waiting = new Set(line.queue.map(({ id }) => id));
  const kept = Object.entries(load("milik", {})).filter(([id]) => {
    if (replayed.has(id) || waiting.has(id)) return true;
    log.remove(id);
    return false;
  });
  save("milik", Object.fromEntries(kept));
  replayed.clear();
}

function showQueue() {
  line.queue.forEach((event) => ownText(event) && log.own(event.id, ownText(event), true));
}

// --- what is shown around the bubbles

function showTyping() {
  clearTimeout(typingTimer);
  const names = { tersambung: "daring", menyambung: "menyambung…", putus: "tidak ada jaringan" };
  const rest = () => ($("status").textContent = names[state]);
  $("status").dataset.state = state;
  if (state !== "tersambung" || !line.queue.length) return rest();
  typingTimer = setTimeout(() => ($("status").textContent = "mengetik…"), TYPING_AFTER);
}

// What can be done without a network.
function away(act = (offline) => offline.tell(state === "putus", !settled || log.empty)) {
  import("./luring.js").then(({ offline }) => act(offline)).catch(() => {});
}

function arrange() {
  const lost = state === "putus";
  const fresh = log.empty && !line.queue.length;
  $("welcome").hidden = !fresh || !settled || state !== "tersambung";
  $("composer").hidden = fresh && !lost && (settled || !known);
  $("invite").hidden = !code || (!lost && (fresh || !settled));
  $("welcome-code").hidden = !code;
  $("welcome-code").textContent = `Kode: ${shownCode()}`;
  $("invite-code").textContent = shownCode();
  showBanner(lost);
}

function showBanner(lost) {
  const banner = $("banner");
  banner.hidden = state === "tersambung" || (!lost && !settled);
  if (banner.hidden || banner.lost === lost) return;
  banner.lost = lost;
  banner.textContent = lost ? "Tidak ada jaringan. Pesan Anda dikirim nanti." : "Menyambung kembali…";
  if (!lost) return;
  const key = make("button", "plain", "Buka tanpa jaringan");
  key.onclick = () => away((offline) => offline.open());
  banner.append(" ", key);
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => ($("notice").hidden = true), NOTICE_FOR);
}

// --- writing

const text = $("text");

function fits(value) {
  return value.length <= TEXT_LIMIT && new TextEncoder().encode(JSON.stringify(value)).length <= FRAME_LIMIT;
}

function clip(value) {
  let most = Math.min(value.length, TEXT_LIMIT);
  while (!fits(value.slice(0, most))) most = Math.floor(most * 0.95);
  return value.slice(0, most);
}

text.addEventListener("input", () => {
  if (!fits(text.value)) {
    text.value = clip(text.value);
    notice("Pesan paling panjang 4.096 karakter. Sisanya tidak ikut dikirim.");
  }
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  post();
});

function post() {
  const value = text.value.trim();
  text.value = "";
  text.style.height = "auto";
  if (value) say({ teks: value });
}

$("composer").onsubmit = (event) => {
  event.preventDefault();
  post();
  text.focus();
};

$("menu").onclick = () => say({ teks: "/menu" });

// --- beginning: only a pressed button uses up a link

function begin() {
  const payload = code;
  dismiss();
  say({ mulai: payload });
  $("log").focus({ preventScroll: true }); // not the text, which opens the keyboard
}

function dismiss() {
  code = "";
  history.replaceState(null, "", `/c/${location.search}`);
  arrange();
}

$("begin").onclick = begin;
$("invite-begin").onclick = begin;
$("invite-close").onclick = dismiss;
$("pocket").search = location.search;

document.addEventListener("visibilitychange", () => document.hidden || !settled || log.resume(...unread.again()));

showQueue();
arrange();
line.start();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/c/sw.js", { scope: "/c/" }).catch(() => {});
}
