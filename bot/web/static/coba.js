// The try page: phones side by side, or one at a time; and the clock that can be moved.

const narrow = matchMedia("(max-width: 699px)");
const phones = [...document.querySelectorAll("section[data-phone]")];
const tabs = [...document.querySelectorAll("nav button")];

// --- phones

function load(phone, path) {
  phone.querySelector("iframe").src = `${path}?hp=${phone.dataset.phone}`;
}

function wake(phone) {
  if (!phone.querySelector("iframe").src) load(phone, "/c/");
}

function show(name) {
  phones.forEach((phone) => phone.classList.toggle("shown", phone.dataset.phone === name));
  tabs.forEach((tab) => (tab.dataset.phone === name ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current")));
  phones.filter((phone) => !narrow.matches || phone.classList.contains("shown")).forEach(wake);
}

async function copy(phone, button) {
  const code = phone.querySelector(".code code");
  try {
    await navigator.clipboard.writeText(phone.dataset.code);
    button.textContent = "Tersalin";
    setTimeout(() => (button.textContent = "Salin"), 2000);
  } catch (_) {
    getSelection().selectAllChildren(code); // not allowed to: then it is at least marked
  }
}

function forget(phone) {
  const frame = phone.querySelector("iframe");
  frame.onload = () => {
    frame.onload = null;
    const prefix = `bimtek:${phone.dataset.phone}:`;
    Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key));
    load(phone, "/c/");
  };
  frame.src = "about:blank"; // the page must be gone before what it keeps is
}

const intro = document.getElementById("intro");
function understood() {
  intro.classList.add("read");
}
document.getElementById("understood").onclick = understood;

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

const now = document.getElementById("now");
const told = document.getElementById("told");
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

const two = (number) => String(number).padStart(2, "0");

function spoken(time) {
  const length = narrow.matches ? "short" : "long";
  const day = { weekday: length, day: "numeric", month: length, year: "numeric", timeZone: "UTC" };
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(".");
  return `${time.toLocaleDateString("id-ID", day)} ${clock} ${now.dataset.zone}`.trim();
}

function tick() {
  now.textContent = spoken(at());
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
    const answer = await fetch("/coba/jam", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ at: target }),
    });
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
document.getElementById("move").onsubmit = (event) => {
  event.preventDefault();
  move(field.value);
};
const field = document.getElementById("at");
field.min = field.value = now.dataset.now.slice(0, 16);
document.getElementById("clock").open = !narrow.matches;
set(now.dataset.now);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) return; // a sleeping page loses time
  const answer = await fetch("/coba/jam").catch(() => null);
  if (answer && answer.ok) set((await answer.json()).sekarang);
});
