// The service worker: the app opens without a network. It keeps the built files of one version and nothing else; what the
// server says under /v1/ is never kept here, for the tablet's own store is the one place where records lie.

declare const self: ServiceWorkerGlobalScope;

/** Put in by the build: the paths of this version, and a name that changes with any of them. */
declare const PRECACHE: readonly string[];
declare const LATE: readonly string[];
declare const VERSION: string;

const cacheName = `runup-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !isOurs(url, event.request)) {
    return;
  }
  event.respondWith(answer(event.request, url));
});

/** A new version waits until the page says that no check is open: a check is never swapped under a person's hands. */
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') {
    void self.skipWaiting();
  } else if (event.data === 'count') {
    void count().then((kept) => event.ports[0]?.postMessage({ kept, of: PRECACHE.length, version: VERSION }));
  }
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(PRECACHE.map(async (path) => cache.put(path, await fetched(path))));
  await takeLate(cache).catch(() => undefined); // set-up shows what is missing; a new version is not held up by it
}

/** A guest network answers with its own page: that is no file of ours, and with it the app would not open offline. */
async function fetched(path: string): Promise<Response> {
  const answer = await fetch(path, { cache: 'reload' });
  const page = answer.headers.get('Content-Type')?.startsWith('text/html') === true;
  if (!answer.ok || answer.redirected || page !== (path === '/')) {
    throw new Error(`${path} did not come`);
  }
  return answer;
}

/** What an older version kept late is kept by this one too: it may be wanted next where there is no signal. */
async function takeLate(cache: Cache): Promise<void> {
  for (const path of (await keptLate()) ? LATE : []) {
    await cache.put(path, (await caches.match(path)) ?? (await fetched(path)));
  }
}

async function keptLate(): Promise<boolean> {
  const olders = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return olders.flat().some((request) => request.url.endsWith('.wasm'));
}

async function dropOlder(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('runup-') && name !== cacheName) {
      await caches.delete(name);
    }
  }
}

/** How many of the files of this version are kept: set-up shows it before it says that the tablet works offline. */
async function count(): Promise<number> {
  const cache = await caches.open(cacheName);
  const kept = await Promise.all(PRECACHE.map((path) => cache.match(path)));
  return kept.filter((response) => response !== undefined).length;
}

/** Large and not for everybody: kept when set-up asks for it, or when it is first used. */
const isLate = (path: string): boolean => LATE.includes(path);

/** The app's own pages and files; the API, its pages and health are the server's. */
function isOurs(url: URL, request: Request): boolean {
  return PRECACHE.includes(url.pathname) || isLate(url.pathname) || (request.mode === 'navigate' && url.pathname === '/');
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request.mode === 'navigate' ? '/' : url.pathname);
  return kept ?? (isLate(url.pathname) ? keepLate(cache, url.pathname) : fetch(request));
}

async function keepLate(cache: Cache, path: string): Promise<Response> {
  const answer = await fetched(path);
  await cache.put(path, answer.clone()).catch(() => undefined); // on a full disk it is read all the same
  return answer;
}

export {};
