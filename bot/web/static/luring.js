// What one can do without a network: the pocket card, the steps of the day, the tree, search.
// It lies over the talk while the line is lost, and goes by itself when the line is back.

import { copy, make } from "./log.js";
import { Mine } from "./luring-saya.js";
import { find } from "./luring-cari.js";
import { load, save } from "./store.js";

const $ = (id) => document.getElementById(id);
const TABS = { saku: "Kartu saku", langkah: "Langkah", pohon: "Pemilih ini?", cari: "Cari" };
const DAYS = { "-1": "Sehari sebelumnya", 0: "Hari pemungutan suara", 1: "Sehari sesudahnya" };
const FOUND = 8; // pages a search shows

export class Offline {
  constructor() {
    this.box = make("section", "away");
    this.box.hidden = true;
    this.box.tabIndex = -1;
    this.box.setAttribute("aria-label", "Tanpa jaringan");
    const head = this.box.appendChild(make("div", "away-line"));
    this.line = head.appendChild(make("p"));
    this.line.setAttribute("role", "status");
    head.append(this.key("Chat", () => this.leave(), "plain"));
    this.tabs = this.box.appendChild(make("nav", "away-tabs"));
    this.tabs.setAttribute("aria-label", "Bagian");
    this.view = this.box.appendChild(make("div", "away-view"));
    this.place = "saku";
    this.path = []; // of the tree: the nodes gone through
    this.words = ""; // looked for
    this.mine = new Mine();
    const style = make("link");
    Object.assign(style, { rel: "stylesheet", href: new URL("luring.css", import.meta.url).href });
    document.head.append(style);
    document.querySelector(".talk").append(this.box);
    // What is written meanwhile waits: say how much. What the bot says may have news of the team.
    const heard = () => (this.draft(), this.lost ? this.count() : this.mine.soon());
    new MutationObserver(heard).observe($("log"), { childList: true });
    $("text").value = $("text").value || load("draf", "");
    $("text").addEventListener("input", () => this.draft());
  }

  // What is written and not sent outlives the page.
  draft() {
    const written = $("text").value;
    if (written !== load("draf", "")) save("draf", written);
  }

  // The line is lost or back; `empty`: there is no talk to look at. Told at each failure, too.
  tell(lost, empty) {
    this.lost = lost;
    if (lost && empty && this.box.hidden && !this.left) this.open();
    if (lost) return;
    this.left = false;
    this.close();
    this.mine.ask();
  }

  async open() {
    try {
      this.data = this.data || (await this.read());
    } catch (_) {
      // nothing of it is kept on this phone: said below
    }
    if (!this.lost) return;
    this.show();
    this.count();
    this.box.hidden = false;
    document.body.classList.add("is-away");
  }

  // Back to the talk, without a network as well.
  leave() {
    this.left = true;
    this.close();
  }

  close() {
    this.box.hidden = true;
    document.body.classList.remove("is-away");
  }

  async read() {
    const answer = await fetch("/c/luring.json");
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  count() {
    const waiting = load("antre", []).length;
    const text = waiting
      ? `Tanpa jaringan: ${waiting} pesan Anda disimpan, dikirim begitu tersambung.`
      : "Tanpa jaringan: ini tersimpan di ponsel Anda; chat kembali sendiri.";
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  // --- the tabs

  // Show the place one is at; `top`: from its beginning.
  show(top) {
    const { halaman, langkah, pohon } = this.data || {};
    const there = { saku: halaman, langkah: langkah && Object.keys(langkah).length, pohon, cari: halaman };
    const names = Object.keys(TABS).filter((name) => there[name]);
    const keys = names.map((name) => this.key(TABS[name], () => this.go(name)));
    keys.forEach((key, n) => key.setAttribute("aria-current", names[n] === this.place));
    this.tabs.replaceChildren(...keys);
    const none = () => [make("p", "away-note", "Belum ada bahan yang tersimpan di ponsel ini.")];
    this.view.replaceChildren(...(there[this.place] ? this[this.place](this.data) : none()));
    if (top) this.view.scrollTop = 0;
  }

  go(name) {
    if (name === this.place) this.path = [];
    this.place = name;
    this.show(true);
  }

  key(label, act, className = "") {
    const key = make("button", className, label);
    key.type = "button";
    key.onclick = act;
    return key;
  }

  // Words of ours that are folded up under their title.
  fold(title, html) {
    const fold = make("details");
    fold.append(make("summary", "", title), this.text(html));
    return fold;
  }

  text(html) {
    const words = make("div", "words");
    copy(new DOMParser().parseFromString(html, "text/html").body, words);
    return words;
  }

  saku(data) {
    return data.halaman.filter((page) => page.saku).map((page) => this.fold(page.judul, page.html));
  }

  // --- the steps of the day

  langkah(data) {
    const whom = this.mine.whom(Object.keys(data.untuk));
    const choose = make("select");
    choose.setAttribute("aria-label", "Langkah untuk");
    choose.append(...Object.keys(data.untuk).map((name) => new Option(name, name, false, name === whom)));
    choose.onchange = () => (this.mine.choose(choose.value), this.show());
    const label = make("label", "away-choose", "Langkah untuk");
    label.append(choose);
    const steps = data.untuk[whom].map((id) => data.langkah[id]);
    return [label, make("p", "away-note", this.mine.note(whom)), ...this.days(steps, whom)];
  }

  days(steps, whom) {
    return ["-1", "0", "1"].flatMap((day) => {
      const those = steps.filter((step) => String(step.hari) === day);
      return those.length ? [make("h2", "", DAYS[day]), ...those.map((step) => this.step(step, whom))] : [];
    });
  }

  step(step, whom) {
    const { sign, words, own } = this.mine.state(step.id, whom);
    const fold = this.fold(`${sign} ${step.jam ? `${step.jam} ` : ""}${step.judul}`, step.html);
    fold.open = this.opened === step.id;
    fold.ontoggle = () => fold.open && (this.opened = step.id);
    if (words) fold.firstChild.append(make("small", "", words));
    const mark = () => (this.mine.mark(step.id, !own), this.show());
    if (sign !== "✓") fold.append(this.key(own ? "Hapus tanda di ponsel ini" : "Tandai di ponsel ini", mark, "key"));
    return fold;
  }

  // --- "Pemilih ini bagaimana?"

  pohon(data) {
    const { mulai, simpul } = data.pohon;
    const node = simpul[this.path[this.path.length - 1] || mulai];
    const to = (path) => () => ((this.path = path), this.show(true));
    const keys = (node.pilihan || []).map(([label, next]) => this.key(label, to([...this.path, next]), "key"));
    if (this.path.length) {
      keys.push(this.key("Kembali", to(this.path.slice(0, -1)), "key"));
      keys.push(this.key("Mulai lagi", to([]), "key"));
    }
    const board = make("div", "keys");
    board.append(...keys);
    return [this.text(node.html), board];
  }

  // --- search

  cari(data) {
    const form = make("form", "away-search");
    const words = make("input");
    Object.assign(words, { type: "search", value: this.words, placeholder: "Kata yang dicari", enterKeyHint: "search" });
    words.setAttribute("aria-label", "Kata yang dicari");
    const found = make("div");
    const look = () => {
      this.words = words.value;
      const pages = find(data.halaman, this.words).slice(0, FOUND);
      const none = this.words.trim() ? "Tidak ada halaman yang cocok. Coba kata lain." : "Cari di semua halaman materi.";
      found.replaceChildren(...(pages.length ? pages.map((page) => this.fold(page.judul, page.html)) : [make("p", "away-note", none)]));
    };
    words.oninput = look;
    form.onsubmit = (event) => (event.preventDefault(), words.blur());
    form.append(words);
    look();
    return [form, found];
  }
}

export const offline = new Offline();
