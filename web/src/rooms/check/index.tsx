import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { go } from '../../app/route';
import { useTablet } from '../../app/tablet';
import type { Editing, Refusal } from '../../core/tablet';
import { Notice } from '../../kit/Notice';
import { nowBy } from '../../kit/useNow';
import { whyDropped } from '../today/Dropped';
import { t } from '../../words';
import { Check } from './Check';
import { Done } from './Done';
import './check.scss';

type Opened = { editing: Editing } | { refused: Refusal } | null;

/** A check by its id: the draft while it is being done, and what became of it afterwards under the same address. */
export default function Room({ gaps }: { gaps: Record<string, string> }) {
  const tablet = useTablet();
  const id = gaps['id'] ?? '';
  const [opened, set] = useState<Opened>(null);
  const attempt = useSignal(0);
  const finished = tablet.outbox.items.value.some((i) => i.opId === id && i.type !== 'check.alerted');
  useEffect(() => {
    if (finished && opened === null) {
      return undefined;
    }
    let here = true;
    let editing: Editing | null = null;
    tablet.drafts.open(id).then(
      (o) => {
        if (o.ok && here) {
          editing = o;
          set({ editing: o });
        } else if (o.ok) {
          void o.close();
        } else if (here) {
          set({ refused: o.reason });
        }
      },
      () => here && set({ refused: 'problem' }),
    );
    return () => {
      here = false;
      void editing?.close();
    };
  }, [id, attempt.value]);
  if (finished) {
    return <Done opId={id} />;
  }
  if (opened === null) {
    return <p class="soft">{t('common.loading')}</p>;
  }
  if ('refused' in opened) {
    const dropped = tablet.drafts.dropped.value.find((d) => d.id === id);
    return (
      <>
        <h1 class="nhsuk-heading-l">{t('check.closed.title')}</h1>
        <Notice kind="warn">{dropped !== undefined ? whyDropped(dropped, tablet, nowBy(tablet.clock)) : t(opened.refused === 'open-elsewhere' ? 'check.closed.elsewhere' : 'check.closed.gone')}</Notice>
        <div class="row">
          {opened.refused === 'open-elsewhere' && <button type="button" class="check__big check__big--main" onClick={() => (set(null), (attempt.value += 1))}>{t('check.closed.again')}</button>}
          <button type="button" class="check__big" onClick={() => go('/')}>{t('check.done.today')}</button>
        </div>
      </>
    );
  }
  return <Check editing={opened.editing} />;
}
