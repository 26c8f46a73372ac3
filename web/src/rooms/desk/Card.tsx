import { lasting, momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Escalation, Names } from './desk';
import { matter, standing, title } from './say';
import { Severity } from './Severity';

/** One matter in the list: what, where, since when and who has it. The whole card opens it. */
export function Card({ of: e, names }: { of: Escalation; names: Names }) {
  const opened = Date.parse(e.openedAt);
  const area = names.areas.get(e.area)?.name;
  return (
    <a class={`card desk-card desk-card--${e.severity}`} href={`#/desk/${e.id}`}>
      <span class="desk-card__top">
        <Severity of={e.severity} />
        <span class="soft">{e.ref}</span>
      </span>
      <strong class="desk-card__title">
        {title(e, names)}
        {e.equipment !== null && area !== undefined && <span class="soft"> · {area}</span>}
      </strong>
      <span>{matter(e, names)}</span>
      <span class={e.state === 'open' ? 'desk-card__open' : 'soft'}>{standing(e, names)}</span>
      <span class="soft">{t('desk.since', { time: momentOf(opened, Date.now()), age: lasting(Date.now() - opened) })}</span>
    </a>
  );
}
