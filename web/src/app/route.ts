import { signal } from '@preact/signals';

/**
 * Where the person is: the path after #/. The hash keeps every page the one file that the service worker holds, so a reload
 * without a network opens where it was.
 */
export const route = signal(read());

function read(): string {
  const path = typeof location === 'undefined' ? '' : location.hash.replace(/^#/, '');
  return path.startsWith('/') ? path : '/';
}

export function go(path: string): void {
  location.hash = path;
}

/** Goes there without leaving a way back to what is finished. */
export function replace(path: string): void {
  history.replaceState(null, '', `#${path}`);
  route.value = read();
}

if (typeof addEventListener === 'function') {
  addEventListener('hashchange', () => {
    route.value = read();
  });
}

/** The gaps of a pattern like /check/:id, or undefined where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const want = pattern.split('/');
  const have = (path.split('?')[0] ?? '').split('/');
  if (want.length !== have.length) {
    return undefined;
  }
  const gaps: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    const given = have[i] ?? '';
    if (part.startsWith(':')) {
      gaps[part.slice(1)] = decodeURIComponent(given);
    } else if (part !== given) {
      return undefined;
    }
  }
  return gaps;
}
