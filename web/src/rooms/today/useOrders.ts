import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import type { Tablet } from '../../core/tablet';

export type Order = components['schemas']['StockLine'];

/** The server's list, which reaches further back and knows what was ordered: null while it cannot be asked. */
export interface Orders {
  lines: readonly Order[] | null;
  /** The line that is being acted on. */
  busy: string | null;
  failed: boolean;
  act: (id: string, action: 'ordered' | 'restocked' | 'reopened') => Promise<void>;
}

export function useOrders(tablet: Tablet, area: string): Orders {
  const [lines, set] = useState<readonly Order[] | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, fail] = useState(false);
  const session = tablet.people.holder.value?.session ?? false;
  const heard = tablet.view.pulledAt.value;
  useEffect(() => {
    let gone = false;
    const api = session ? tablet.people.api() : null;
    if (api === null) {
      set(null);
    } else {
      api.GET('/v1/stock/restock', { params: { query: { limit: 500, ...(area === '' ? {} : { area }) } } }).then(
        ({ data }) => void (gone || data === undefined || set(data.items)),
        () => void (gone || set(null)), // without an answer the checks of today say it
      );
    }
    return () => {
      gone = true;
    };
  }, [tablet, area, session, heard]);
  const act: Orders['act'] = async (id, action) => {
    const api = tablet.people.api();
    if (busy !== null || api === null) {
      return;
    }
    setBusy(id);
    const { data } = await api.POST('/v1/stock/{stockId}/act', { params: { path: { stockId: id } }, body: { action } }).catch(() => ({ data: undefined }));
    fail(data === undefined);
    if (data !== undefined) {
      set((all) => all && all.map((l) => (l.id === id ? data : l)));
    }
    setBusy(null);
  };
  return { lines, busy, failed, act };
}
