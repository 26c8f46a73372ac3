import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../words';
import { Notice } from '../kit/Notice';

type Load = () => Promise<{ default: ComponentType<{ gaps: Record<string, string> }> }>;

const known = new Map<Load, ComponentType<{ gaps: Record<string, string> }>>();
let first = true;

/** A room that is fetched when it is first entered. Its heading takes the focus, so that a reader hears where one is. */
export function Lazy({ load, gaps }: { load: Load; gaps: Record<string, string> }) {
  const [Room, found] = useState(() => known.get(load));
  const [missing, fail] = useState(false);
  useEffect(() => {
    if (Room === undefined) {
      fetchRoom(load).then((room) => found(() => room), () => fail(true));
    }
  }, [load]);
  if (missing) {
    return <Notice kind="stop" alert>{t('shell.missing')}</Notice>;
  }
  return Room === undefined ? <p class="soft">{t('common.loading')}</p> : <Entered><Room gaps={gaps} /></Entered>;
}

async function fetchRoom(load: Load): Promise<ComponentType<{ gaps: Record<string, string> }>> {
  const room = (await load()).default;
  known.set(load, room);
  return room;
}

function Entered({ children }: { children: preact.ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const heading = box.current?.querySelector<HTMLElement>('h1');
    document.title = [heading?.textContent, t('app.name')].filter(Boolean).join(' – ');
    if (!first && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first = false;
  }, []);
  return <div ref={box}>{children}</div>;
}
