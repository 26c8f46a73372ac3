import { useTablet } from '../../app/tablet';
import type { Item, Tablet } from '../../core/tablet';
import { Icon, type IconName } from '../../kit/Icon';
import { useNow } from '../../kit/useNow';
import { Verdict } from '../../kit/Verdict';
import { byTwo } from '../today/second';
import { momentOf } from '../../kit/when';
import { t, type Key } from '../../words';

const icons: Record<Item['state'], IconName> = { unsent: 'up', accepted: 'pass', held: 'clock', quarantined: 'out-of-tolerance', rejected: 'fail' };

export function One({ item }: { item: Item }) {
  const tablet = useTablet();
  const now = useNow(tablet.clock, 60_000);
  return (
    <li class="sealed">
      <p class="sealed__what">
        <strong>{what(item, tablet)}</strong>
        {item.verdict !== null && !hidden(item, tablet) && <Verdict of={item.verdict} />}
      </p>
      <p class="soft">{[machine(item, tablet), t('outbox.by', { name: who(item, tablet), at: momentOf(item.at, now) })].filter((words) => words !== '').join(' · ')}</p>
      <p class={`sealed__state sealed__state--${item.state}`}><Icon name={icons[item.state]} />{t(`outbox.state.${item.state}`)}{item.state === 'accepted' && item.backedUp ? ` · ${t('outbox.backed-up')}` : ''}</p>
      {item.state === 'unsent' && item.attempts > 0 && <p class="soft">{t('outbox.tried', { count: item.attempts })}</p>}
      {item.missingBlobs.length > 0 && <p>{t('outbox.awaited', { count: item.missingBlobs.length })}</p>}
      {(item.state === 'quarantined' || item.state === 'rejected') && <Aside item={item} />}
    </li>
  );
}

/** Why the server put it by, in its own words, and what is to be done: never more than a person can act on. */
const Aside = ({ item }: { item: Item }) => (
  <div class="sealed__aside">
    {item.problem !== null && <p>{item.problem.detail} {item.problem.fix ?? ''}</p>}
    <p><strong>{t(item.state === 'quarantined' ? 'outbox.aside.do' : 'outbox.rejected.do')}</strong></p>
  </div>
);

function what(item: Item, tablet: Tablet): string {
  if (item.checklist !== null && item.type === 'check.completed') {
    return tablet.view.checklists.value.get(item.checklist)?.title ?? item.checklist;
  }
  return t(types[item.type] ?? 'outbox.type.other');
}

const types: Record<string, Key> = {
  'check.completed': 'outbox.type.completed',
  'check.alerted': 'outbox.type.alerted',
  'check.seconded': 'outbox.type.seconded',
  'check.amended': 'outbox.type.amended',
  'check.voided': 'outbox.type.voided',
  'check.countersigned': 'outbox.type.countersigned',
  'report.filed': 'outbox.type.report',
  'escalation.acknowledged': 'outbox.type.acknowledged',
};

/** What a first person found is not for whoever makes the second check. */
const hidden = (item: Item, tablet: Tablet): boolean =>
  item.type === 'check.completed' && byTwo(tablet.view.checklists.value.get(item.checklist ?? '')) && tablet.people.holder.value?.name !== who(item, tablet);

const machine = (item: Item, tablet: Tablet): string => (item.equipment === null ? '' : tablet.view.equipment.value.get(item.equipment)?.name ?? item.equipment);
const who = (item: Item, tablet: Tablet): string => tablet.view.staff.value.get(item.by)?.name ?? item.by;
