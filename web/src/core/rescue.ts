import { base64url } from './bytes';
import { waiting } from './outbox';
import type { OutboxRow, PhotoRow } from './rows';

/** The file that somebody carries away when the tablet cannot send: operations exactly as they would be pushed, and photos. */
export function rescueFile(device: { id: string; name: string } | null, rows: readonly OutboxRow[], photos: readonly PhotoRow[], drafts: readonly unknown[], at: number): Blob {
  const ops = rows.filter(waiting).sort((a, b) => a.seq - b.seq).map(({ opId, payload, signature }) => ({ opId, payload, signature }));
  const unsent = photos.filter((p) => !p.sent).map((p) => ({ sha256: p.sha256, type: p.type, bytes: base64url(p.bytes) }));
  const text = JSON.stringify({ runup: 'rescue', version: 1, at: new Date(at).toISOString(), device, ops, drafts, photos: unsent }, null, 1);
  return new Blob([text], { type: 'application/json' });
}

/** Reads what can be read of a store that could not be opened as usual, in whatever version it is. Nothing is made or changed. */
export function salvage(name: string): Promise<{ outbox: OutboxRow[]; photos: PhotoRow[]; drafts: unknown[] }> {
  return new Promise((answer, fail) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction?.abort(); // there is none, and none is made
    opening.onerror = () => fail(opening.error ?? new Error('the store cannot be opened'));
    opening.onsuccess = () => {
      const db = opening.result;
      const read = <T>(from: string): Promise<T[]> =>
        new Promise((rows) => {
          if (!db.objectStoreNames.contains(from)) {
            rows([]);
            return;
          }
          const all = db.transaction(from).objectStore(from).getAll();
          all.onsuccess = () => rows(all.result as T[]);
          all.onerror = () => rows([]);
        });
      void Promise.all([read<OutboxRow>('outbox'), read<PhotoRow>('photos'), read<unknown>('drafts')])
        .then(([outbox, photos, drafts]) => answer({ outbox, photos, drafts }))
        .finally(() => db.close());
    };
  });
}
