import type { ComponentType } from 'preact';
import { match } from './route';

/** A screen: its own folder, its own words, loaded when it is first entered and kept by the service worker from the start. */
export interface Room {
  path: string;
  load: () => Promise<{ default: ComponentType<{ gaps: Record<string, string> }> }>;
}

export const rooms: readonly Room[] = [];

export function roomAt(path: string): { room: Room; gaps: Record<string, string> } | undefined {
  for (const room of rooms) {
    const gaps = match(room.path, path);
    if (gaps !== undefined) {
      return { room, gaps };
    }
  }
  return undefined;
}
