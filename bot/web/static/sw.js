// The server puts VERSION, FILES and STATIC before this text. With what is kept here the chat page
// opens, and what can be done without any network is at hand (luring.js).

const CACHE = `bimtek-${VERSION}`;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    // What names its version may come from what the page has just loaded.
    const how = (url) => ({ cache: url.startsWith(STATIC) ? "default" : "no-cache" });
    await cache.addAll(FILES.map((url) => new Request(url, how(url))));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("bimtek-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

// The page is a shell without words of its own: kept ones open at once, also on a weak signal.
function kept(url) {
  if (/^\/c(\/|\/[kg]\/.*)?$/.test(url.pathname)) return "/c/";
  // A page opened before an update asks for files of its own version.
  const name = url.pathname.replace(/^\/c\/static\/[^/]+/, STATIC);
  return FILES.includes(name) ? name : "";
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const name = kept(url);
  if (!name) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(name)) || fetch(event.request);
  };
  event.respondWith(answer());
});
