// What was shown here: the count in the title, the line above what is new, what the bot is told.

import { make } from "./log.js";
import { load, save } from "./store.js";

const PAUSE = 500; // milliseconds; what is shown meanwhile is told at once

export class Unread {
  // `tell(seq)` tells the bot that all up to `seq` was shown.
  constructor(box, tell) {
    this.tell = tell;
    this.rule = make("p", "notice");
    const look = (seen) => { // the end of a message is looked at
      if (document.hidden || !this.settled) return;
      seen.forEach((one) => one.isIntersecting && this.waiting.delete(one.target.parentNode));
      this.soon();
    };
    this.eye = new IntersectionObserver(look, { root: box, rootMargin: "0px 0px -24px" });
    this.clear();
    addEventListener("storage", () => this.soon()); // another page of this phone may have shown it
  }

  clear() {
    this.waiting = new Map(); // element → seq, of what was not shown yet
    this.newest = 0;
    this.settled = false;
  }

  // An edit is nothing new: of what was shown before, it counts as shown.
  add(element, { seq, juga }, old) {
    if (!old || this.waiting.delete(old)) this.waiting.set(element, parseInt(juga || seq));
    this.newest = Math.max(this.newest, seq);
    this.eye.observe(element.lastChild);
    this.soon();
  }

  soon() {
    if (!this.timer) this.timer = setTimeout(() => this.count(), PAUSE);
  }

  count() {
    this.timer = 0;
    const shown = load("baca", 0);
    this.waiting.forEach((seq, element) => seq <= shown && this.waiting.delete(element));
    document.title = (this.waiting.size ? `(${this.waiting.size}) ` : "") + "bimtek-bot";
    const seq = Math.min(this.newest, ...[...this.waiting.values()].map((one) => one - 1));
    if (!this.settled || seq <= shown) return;
    save("baca", seq);
    this.tell(seq);
  }

  // All is there, or the reader is back: return the line above what is new, and the last of it.
  again(whole) {
    const shown = load("baca", null);
    // Nothing is new to a phone that begins, or where the bot has forgotten.
    if (whole && (shown === null || shown > this.newest)) save("baca", this.newest);
    this.settled = true;
    this.count();
    const fresh = [...this.waiting.keys()].sort((one, other) => one.offsetTop - other.offsetTop);
    fresh.forEach(({ lastChild }) => (this.eye.unobserve(lastChild), this.eye.observe(lastChild)));
    this.rule.textContent = `${fresh.length} pesan baru`;
    fresh.length ? fresh[0].before(this.rule) : this.rule.remove();
    return [this.rule, fresh.pop()];
  }
}
