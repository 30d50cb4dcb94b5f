// The bubbles: what was said, the buttons under it, and where the reader is.

const TAGS = new Set(["B", "I", "U", "S", "CODE", "BLOCKQUOTE", "A", "BR"]);
const LINK = /^(https?:|tel:|mailto:)/;
const NEAR = 60; // pixels from the bottom that still count as being there
const TOGETHER = 2000; // milliseconds; closer ones are one answer

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Copy what is allowed, node by node; of anything else only its words stay.
export function copy(from, to) {
  from.childNodes.forEach((node) => {
    if (node.nodeType === Node.TEXT_NODE) to.append(besideQuote(node));
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    let element = to;
    if (TAGS.has(node.tagName)) {
      element = to.appendChild(document.createElement(node.tagName));
      if (node.tagName === "A") link(element, node.getAttribute("href") || "");
    }
    copy(node, element);
  });
}

// A quotation begins and ends its own lines: the breaks around it would be seen twice.
function besideQuote(node) {
  let text = node.data;
  if ((node.previousSibling || {}).tagName === "BLOCKQUOTE") text = text.replace(/^\n/, "");
  if ((node.nextSibling || {}).tagName === "BLOCKQUOTE") text = text.replace(/\n$/, "");
  return text;
}

function link(element, href) {
  if (!LINK.test(href)) return;
  element.href = href;
  element.target = "_blank";
  element.rel = "noopener noreferrer";
}

// Short labels (A B C D) stand side by side, middling ones in pairs, long ones alone.
function room(label) {
  return label.length <= 3 ? 5 : label.length <= 14 ? 2 : 1;
}

function rows(choices) {
  const found = [];
  choices.forEach((choice) => {
    const row = found[found.length - 1];
    const fits = row && row.length < Math.min(room(choice.label), ...row.map((one) => room(one.label)));
    if (fits) row.push(choice);
    else found.push([choice]);
  });
  return found;
}

function picture(media, settle) {
  const frame = make("a", "picture");
  const image = frame.appendChild(new Image());
  image.onload = settle;
  image.alt = media.alt;
  image.src = frame.href = media.url;
  frame.target = "_blank";
  return frame;
}

function file(media) {
  const card = make("a", "file");
  card.append(make("span", "file-sign", "↓"), make("span", "file-name", media.name), make("span", "file-do", "Unduh"));
  card.setAttribute("aria-label", `Unduh ${media.name}. ${media.alt}`);
  card.href = media.url; // comes as an attachment; where it is gone, a page says so
  if (media.url) return card;
  card.href = URL.createObjectURL(new Blob([media.text], { type: "text/plain;charset=utf-8" }));
  card.download = media.name;
  return card;
}

export class Log {
  // `press(event)` and `attach(file)` return the id of the event that is sent.
  constructor(box, pill, unread, press, attach) {
    Object.assign(this, { box, pill, unread, press, attach });
    this.clear();
    this.quiet = true; // while everything is replayed
    box.addEventListener("scroll", () => this.moved(), { passive: true });
    pill.onclick = () => this.toEnd();
    // The keyboard of the phone opens, or the page is turned: stay at the end if one was there.
    new ResizeObserver(() => this.following && this.follow()).observe(box);
  }

  clear() {
    this.box.textContent = "";
    this.names = new Map(); // "12.0" → its element; an edited message keeps all its names
    this.busy = new Map(); // event id → the element whose button was pressed
    this.unread.clear();
    this.seen();
  }

  get empty() {
    return !this.box.firstChild;
  }

  // --- own bubbles

  own(id, text, waiting) {
    const bubble = make("article", "bubble mine");
    bubble.id = `m${id}`;
    bubble.append(make("span", "unseen", "Anda: "), make("span", "words", text), make("span", "mark"));
    this.box.append(bubble);
    this.mark(id, waiting ? "menunggu" : "terkirim");
  }

  has(id) {
    return document.getElementById(`m${id}`);
  }

  mark(id, state) {
    const bubble = this.has(id);
    if (!bubble) return;
    const mark = bubble.querySelector(".mark");
    bubble.classList.toggle("waiting", state === "menunggu");
    mark.textContent = { menunggu: "…", terkirim: "✓" }[state];
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", state);
  }

  // How much of a file has left: a bar in its bubble, gone when all has.
  progress(id, part) {
    const bubble = this.has(id);
    if (!bubble) return;
    const bar = bubble.querySelector("progress") || bubble.appendChild(make("progress"));
    bar.setAttribute("aria-label", "Terkirim");
    bar.value = part;
    bar.hidden = part >= 1;
  }

  remove(id) {
    const bubble = this.has(id);
    if (bubble) bubble.remove();
  }

  toLast(id) {
    const bubble = this.has(id);
    if (bubble) this.box.append(bubble);
  }

  // --- messages

  // Show `message`, or put it in the place of the one it replaces. Doubles are known by name.
  show(message) {
    const name = `${message.seq}.${message.n}`;
    if (this.names.has(name)) return;
    const element = this.build(message, name);
    const names = [name, message.ganti, ...(message.juga || [])];
    const old = names.map((one) => this.names.get(one)).find(Boolean);
    const answer = old && this.isBusy(old); // to the button the reader has just pressed
    if (old) this.replace(old, element);
    else this.box.append(element);
    names.forEach((one) => one && this.names.set(one, element));
    this.names.forEach((kept, one) => kept === old && this.names.set(one, element));
    this.unread.add(element, message, old);
    if (answer && !this.inView(element)) return this.follow(element);
    // Any other edit stays where it is; only at the very end there may be more of it to see.
    if (old && element.nextSibling) return;
    if (this.following) this.follow(element);
    else if (!old) this.pill.hidden = false;
  }

  replace(old, element) {
    const focused = old.contains(document.activeElement);
    this.busy.forEach((pressed, id) => pressed === old && this.busy.delete(id));
    old.replaceWith(element);
    if (focused) element.focus({ preventScroll: true });
  }

  build(message, name) {
    const bubble = make("article", "bubble");
    bubble.tabIndex = -1;
    const words = make("div", "words");
    copy(new DOMParser().parseFromString(message.html, "text/html").body, words);
    if (message.media) {
      const settle = () => this.following && this.follow();
      bubble.append(message.media.kind === "picture" ? picture(message.media, settle) : file(message.media));
    }
    bubble.append(words);
    if (message.choices.length) bubble.append(this.keyboard(bubble, message.choices, name));
    if (message.ask_contact) bubble.append(this.contact(bubble, message.ask_contact));
    if (message.ask_file) bubble.append(this.chooser(bubble, message.ask_file));
    if (bubble.querySelector(".keys")) bubble.classList.add("wide");
    return bubble;
  }

  keyboard(bubble, choices, name) {
    const board = make("div", "keys");
    rows(choices).forEach((row) => {
      const line = board.appendChild(make("div", "row"));
      row.forEach((choice) => line.append(choice.url ? this.go(choice) : this.key(bubble, choice, name)));
    });
    return board;
  }

  go(choice) {
    const key = make("a", "key out", choice.label);
    link(key, choice.url);
    key.append(make("span", "unseen", " (membuka halaman lain)"));
    return key;
  }

  key(bubble, choice, name) {
    const key = make("button", "key", choice.label);
    const press = () => this.hold(this.press({ ketuk: choice.action, pada: name }), bubble, key);
    key.onclick = () => this.isBusy(bubble) || press(); // busy: pressed twice
    return key;
  }

  // One button alone; `act` is told its board.
  lone(bubble, label, act) {
    const board = make("div", "keys");
    board.append(make("button", "key", label));
    board.firstChild.onclick = () => this.isBusy(bubble) || act(board);
    return board;
  }

  chooser(bubble, label) {
    const input = make("input");
    Object.assign(input, { type: "file", hidden: true, tabIndex: -1 });
    input.setAttribute("aria-label", label);
    const board = this.lone(bubble, label, () => input.click());
    board.append(input);
    board.firstChild.classList.add("attach");
    input.onchange = () => {
      const file = input.files[0];
      if (file && !this.isBusy(bubble)) this.hold(this.attach(file), bubble, board.firstChild);
      input.value = ""; // the same file, corrected, may be chosen again
    };
    return board;
  }

  contact(bubble, label) {
    return this.lone(bubble, label, (board) => {
      board.replaceWith(this.contactForm(bubble));
      bubble.querySelector("input").focus();
      if (this.following) this.follow();
    });
  }

  contactForm(bubble) {
    const form = make("form", "keys contact");
    const number = make("input");
    const kind = { type: "tel", name: "kontak", autocomplete: "tel", placeholder: "0812 3456 7890" };
    Object.assign(number, kind, { required: true, maxLength: 32 });
    number.setAttribute("aria-label", "Nomor telepon Anda");
    const send = make("button", "key", "Kirim nomor");
    form.append(number, send);
    form.onsubmit = (event) => {
      event.preventDefault();
      if (!this.isBusy(bubble)) this.hold(this.press({ kontak: number.value.trim() }), bubble, send);
    };
    return form;
  }

  // --- a pressed button is busy until the bot has it

  isBusy(bubble) {
    return [...this.busy.values()].includes(bubble);
  }

  hold(id, bubble, key) {
    this.fresh = null; // what comes now is the answer to this
    this.busy.set(id, bubble);
    bubble.classList.add("busy");
    key.setAttribute("aria-busy", "true");
  }

  free(id) {
    const bubble = this.busy.get(id);
    this.busy.delete(id);
    if (!bubble || this.isBusy(bubble)) return;
    bubble.classList.remove("busy");
    bubble.querySelectorAll("[aria-busy]").forEach((key) => key.removeAttribute("aria-busy"));
  }

  // --- where the reader is

  inView(element) {
    const top = element.offsetTop - this.box.scrollTop;
    return top >= 0 && top + element.offsetHeight <= this.box.clientHeight;
  }

  moved() {
    if (Math.abs(this.box.scrollTop - this.placed) < 2) return; // by us, not by the reader
    this.following = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    if (this.following) this.seen();
  }

  // Go to the end, but never past the beginning of what came together: it is read from its top.
  follow(element) {
    if (this.quiet) return;
    const now = performance.now();
    if (element && (!this.fresh || !this.fresh.isConnected || now - this.freshAt > TOGETHER)) this.fresh = element;
    if (element) this.freshAt = now;
    const end = this.box.scrollHeight - this.box.clientHeight;
    this.box.scrollTop = Math.min(end, this.fresh ? this.fresh.offsetTop - 8 : end);
    this.placed = this.box.scrollTop;
    const below = element && element.offsetTop > this.placed + this.box.clientHeight - NEAR / 2;
    this.pill.hidden = !below;
  }

  // Go on at `element`, the line above what is new; `last` is the end of that.
  resume(element, last) {
    if (!last || !this.following) return;
    this.fresh = element;
    this.freshAt = performance.now();
    this.follow(last);
  }

  seen() {
    this.fresh = null;
    this.following = true;
    this.pill.hidden = true;
  }

  toEnd() {
    this.seen();
    this.follow();
  }
}
