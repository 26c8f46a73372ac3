import type { ComponentType } from 'preact';
import type { IconName } from '../kit/Icon';
import type { Key } from '../words';
import { match } from './route';

/** A screen: its own folder, its own words, loaded when it is first entered and kept by the service worker from the start. */
export interface Room {
  path: string;
  load: () => Promise<{ default: ComponentType<{ gaps: Record<string, string> }> }>;
  /** Its place in the navigation, in the order of the list below. */
  nav?: { words: Key; icon: IconName; /** Said after the words where there is room for it. */ more?: Key };
  /** Entered with nobody signed in too: phone numbers and what is not sent yet are never behind a PIN. */
  open?: boolean;
  /** Works at a computer on a desk too, which is no tablet: it keeps nothing and asks the server. */
  desk?: boolean;
  /** Without the navigation, for what wants the whole screen: a check is left by its own buttons. */
  plain?: boolean;
}

export interface Found {
  room: Room;
  gaps: Record<string, string>;
}

export const rooms: readonly Room[] = [
  { path: '/', load: () => import('../rooms/today'), nav: { words: 'nav.today', icon: 'clock' } },
  { path: '/find', load: () => import('../rooms/start/Find'), nav: { words: 'nav.find', icon: 'scan' } },
  { path: '/start/:equipment', load: () => import('../rooms/start') },
  { path: '/restock', load: () => import('../rooms/today/Restock') },
  { path: '/report', load: () => import('../rooms/report'), nav: { words: 'nav.report', icon: 'out-of-tolerance', more: 'nav.report.more' } },
  { path: '/paper', load: () => import('../rooms/paper'), open: true },
  { path: '/labels', load: () => import('../rooms/paper/Labels') },
  { path: '/outbox', load: () => import('../rooms/outbox'), open: true },
  { path: '/desk', load: () => import('../rooms/desk'), nav: { words: 'nav.desk', icon: 'phone' }, desk: true },
  { path: '/desk/:id', load: () => import('../rooms/desk/One'), desk: true },
  { path: '/check/:id', load: () => import('../rooms/check'), plain: true },
  { path: '/alarm/:id', load: () => import('../rooms/alarm'), open: true, plain: true },
  { path: '/setup', load: () => import('../rooms/setup'), open: true, desk: true },
  { path: '/help', load: () => import('../rooms/help'), open: true, desk: true },
];

export function roomAt(path: string, among: readonly Room[] = rooms): Found | undefined {
  for (const room of among) {
    const gaps = match(room.path, path);
    if (gaps !== undefined) {
      return { room, gaps };
    }
  }
  return undefined;
}
