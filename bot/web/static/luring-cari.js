// Search in the pages this phone keeps: every word counts, more in a title than in the text.

const TITLE = 3;
const SHORTEST = 3; // letters; numbers may be shorter

export function find(pages, typed) {
  const words = plain(typed).split(" ").filter((word) => word.length >= SHORTEST || /^\d+$/.test(word));
  if (!words.length) return [];
  const scored = pages.map((page) => [score(page, words), page]).filter(([points]) => points > 0);
  return scored.sort(([one], [other]) => other - one).map(([, page]) => page);
}

function score(page, words) {
  const title = plain(page.judul);
  page.polos = page.polos || plain(page.html.replace(/<[^>]*>/g, " "));
  // All words, before any of them: a page with every word stands above one with a single one.
  const hits = words.map((word) => (title.includes(word) ? TITLE : page.polos.includes(word) ? 1 : 0));
  const all = hits.every(Boolean) ? 10 : 0;
  return all + hits.reduce((sum, hit) => sum + hit, 0);
}

function plain(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
}
