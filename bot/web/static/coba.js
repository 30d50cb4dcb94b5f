// The try page: phones side by side, or one at a time; and the clock that can be moved.

const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 699px)");
const phones = [...document.querySelectorAll("section")];
const tabs = [...document.querySelectorAll("nav button")];

// --- phones

const frameOf = (phone) => phone.querySelector("iframe");

function load(phone, path) {
  frameOf(phone).src = `${path}?hp=${phone.dataset.phone}`;
}

function wake(phone) {
  if (!frameOf(phone).src) load(phone, "/c/");
}

function show(name) {
  phones.forEach((phone) => phone.classList.toggle("shown", phone.dataset.phone === name));
  tabs.forEach((tab) => tab.setAttribute("aria-current", tab.dataset.phone === name));
  phones.filter((phone) => !narrow.matches || phone.classList.contains("shown")).forEach(wake);
}

async function copy(phone, button) {
  try {
    await navigator.clipboard.writeText(phone.dataset.code);
    button.textContent = "Tersalin";
    setTimeout(() => (button.textContent = "Salin"), 2000);
  } catch (_) {
    getSelection().selectAllChildren(phone.querySelector("code")); // not allowed to: at least marked
  }
}

function forget(phone) {
  const frame = frameOf(phone);
  frame.onload = () => {
    frame.onload = null;
    const prefix = `bimtek:${phone.dataset.phone}:`;
    Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key));
    load(phone, "/c/");
  };
  frame.src = "about:blank"; // the page must be gone before what it keeps is
}

const understood = () => $("intro").classList.add("read");
$("understood").onclick = understood;

const acts = {
  open(phone) {
    load(phone, `/c/k/${encodeURIComponent(phone.dataset.code)}`);
    understood(); // on a small screen the phone needs the room
  },
  copy,
  reset: forget,
};

phones.forEach((phone) => {
  phone.querySelectorAll("[data-act]").forEach((button) => {
    button.onclick = () => acts[button.dataset.act](phone, button);
  });
});
tabs.forEach((tab) => (tab.onclick = () => show(tab.dataset.phone)));
const shown = () => document.querySelector("section.shown").dataset.phone;
if (phones.length) {
  narrow.addEventListener("change", () => show(shown()));
  show(shown());
}

// --- the clock: wall time of the office, wherever this browser is, so it is counted as if UTC

const now = $("now");
const told = $("told");
const moves = document.querySelector(".moves");
const jumps = [...moves.querySelectorAll("button[data-at]")];
let wall = 0;
let since = 0;

function set(iso) {
  wall = Date.parse(`${iso.slice(0, 19)}Z`);
  since = performance.now();
  tick();
}

function at() {
  return new Date(wall + performance.now() - since);
}

function spoken(time) {
  const length = narrow.matches ? "short" : "long";
  const day = { weekday: length, day: "numeric", month: length, year: "numeric", timeZone: "UTC" };
  const clock = time.toLocaleTimeString("id-ID", { timeZone: "UTC" });
  return `${time.toLocaleDateString("id-ID", day)} ${clock} ${now.dataset.zone}`.trim();
}

function tick() {
  now.textContent = spoken(at());
  // "(2) ": what a phone has not shown yet
  tabs.forEach((tab, n) => {
    const { title } = frameOf(phones[n]).contentDocument || document; // none: the bot is away
    tab.dataset.unread = /^\(\d+\) |/.exec(title)[0];
  });
  jumps.forEach((jump) => {
    const past = jump.dataset.at && Date.parse(`${jump.dataset.at.padEnd(16, "0")}:00Z`) <= at();
    jump.disabled = Boolean(past) || moves.dataset.busy === "yes";
    jump.title = past ? "Sudah lewat: jam hanya dapat dimajukan" : "";
  });
}

function tell(text, wrong) {
  told.textContent = text;
  told.classList.toggle("wrong", wrong);
}

async function move(target) {
  if (moves.dataset.busy === "yes") return;
  moves.dataset.busy = "yes";
  tell("Memajukan jam…", false);
  tick();
  try {
    const answer = await fetch("/coba/jam", { method: "POST", body: JSON.stringify({ at: target }) });
    const given = await answer.json();
    if (!answer.ok) throw new Error(given.galat);
    set(given.sekarang);
    tell("Jam sudah dimajukan.", false);
    setTimeout(() => tell("", false), 4000);
  } catch (problem) {
    tell(problem instanceof SyntaxError || problem instanceof TypeError ? "bimtek-bot tidak menjawab. Coba lagi." : problem.message, true);
  } finally {
    moves.dataset.busy = "";
    tick();
  }
}

jumps.forEach((jump) => {
  jump.onclick = () => move(jump.dataset.at || new Date(+at() + 86400000).toISOString().slice(0, 19));
});
$("move").onsubmit = (event) => {
  event.preventDefault();
  move(field.value);
};
const field = $("at");
field.min = field.value = now.dataset.now.slice(0, 16);
$("clock").open = !narrow.matches;
set(now.dataset.now);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) return; // a sleeping page loses time
  const answer = await fetch("/coba/jam").catch(() => null);
  if (answer && answer.ok) set((await answer.json()).sekarang);
});
