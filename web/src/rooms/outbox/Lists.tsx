import type { ComponentChildren } from 'preact';
import { useTablet } from '../../app/tablet';
import type { Item } from '../../core/tablet';
import { t } from '../../words';
import { One } from './One';

/** As many sent ones as somebody looks for. */
const shown = 30;

/** What needs a person first, then what waits, then what is done. */
export function Lists() {
  const { outbox } = useTablet();
  const aside = new Set(outbox.setAside.value.map((item) => item.opId));
  const rest = outbox.items.value.filter((item) => !aside.has(item.opId));
  const unsent = rest.filter((item) => item.state === 'unsent');
  const sent = rest.filter((item) => item.state !== 'unsent').reverse();
  return (
    <>
      <Part title={t('outbox.aside', { count: aside.size })} of={outbox.setAside.value}><p>{t('outbox.aside.why')}</p></Part>
      <Part title={t('outbox.waiting', { count: unsent.length })} of={unsent} />
      <Part title={t('outbox.sent')} of={sent.slice(0, shown)} />
    </>
  );
}

function Part({ title, of, children }: { title: string; of: readonly Item[]; children?: ComponentChildren }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <section class="outbox__part">
      <h2>{title}</h2>
      {children}
      <ul class="outbox__list">{of.map((item) => <One key={item.opId} item={item} />)}</ul>
    </section>
  );
}
