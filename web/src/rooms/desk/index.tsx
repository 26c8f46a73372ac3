import './desk.scss';
import { useSignal } from '@preact/signals';
import { Notice } from '../../kit/Notice';
import { clockOf } from '../../kit/when';
import { t, type Key } from '../../words';
import { Card } from './Card';
import { Countersign } from './Countersign';
import { useDesk, WithDesk } from './context';
import type { Escalation, Names } from './desk';

const severities = ['do-not-use', 'put-right', 'before-use', 'advice', 'information'] as const;
const filters = ['all', 'unanswered', 'mine'] as const;
type Filter = (typeof filters)[number];

/** What needs an answer, the worst first: two lists, for a countersignature is no alarm. */
export default function DeskRoom() {
  return (
    <>
      <h1 class="nhsuk-heading-l" tabIndex={-1}>
        {t('desk.title')}
      </h1>
      <WithDesk>
        <Lists />
      </WithDesk>
    </>
  );
}

function Lists() {
  const desk = useDesk();
  const filter = useSignal<Filter>('all');
  const names = desk.names.value;
  if (names === null) {
    return desk.trouble.value === null ? <p class="soft">{t('common.loading')}</p> : <Freshness />;
  }
  const chosen = desk.open.value.filter((e) => fits(e, filter.value, names));
  return (
    <>
      <Freshness />
      {!names.me.registered && <Notice>{t('desk.not-registered')}</Notice>}
      <ToSign />
      <Filters of={desk.open.value} names={names} chosen={filter.value} choose={(to) => (filter.value = to)} />
      {chosen.length === 0 && <Notice kind="good">{t(filter.value === 'all' ? 'desk.empty' : 'desk.empty-filter')}</Notice>}
      {severities.map((severity) => (
        <Group key={severity} severity={severity} of={chosen.filter((e) => e.severity === severity)} names={names} />
      ))}
      <Countersign />
    </>
  );
}

/** The second list begins below the first: whoever came to countersign gets there at once. */
function ToSign() {
  const count = useDesk().awaiting.value.length;
  const there = (): void => {
    const list = document.getElementById('desk-sign');
    list?.scrollIntoView();
    list?.focus({ preventScroll: true });
  };
  return count === 0 ? null : (
    <button type="button" class="desk-to-sign" onClick={there}>
      {t('desk.sign.go', { count })}
    </button>
  );
}

const fits = (e: Escalation, filter: Filter, { me }: Names): boolean =>
  filter === 'all' || (filter === 'unanswered' ? e.state === 'open' : e.owner === me.id || e.handedTo === me.id);

/** How old what is shown is. It says so at once when the server stops answering: an empty list is believed. */
function Freshness() {
  const { at, trouble } = useDesk();
  if (trouble.value !== null) {
    const since = at.value === null ? '' : t('desk.as-of', { time: clockOf(at.value) });
    return (
      <Notice kind="stop" alert>
        <strong>{trouble.value === 'no-answer' ? t('desk.no-answer') : trouble.value}</strong> {since}
      </Notice>
    );
  }
  return (
    <p class="desk-live soft" role="status">
      <span class="desk-dot" aria-hidden="true" />
      {at.value === null ? t('common.loading') : t('desk.live', { time: clockOf(at.value) })}
    </p>
  );
}

function Filters({ of, names, chosen, choose }: { of: readonly Escalation[]; names: Names; chosen: Filter; choose: (to: Filter) => void }) {
  return (
    <div class="desk-filters" role="group" aria-label={t('desk.filter.label')}>
      {filters.map((filter) => (
        <button key={filter} type="button" aria-pressed={filter === chosen} onClick={() => choose(filter)}>
          {t(`desk.filter.${filter}` as Key)} <b>{of.filter((e) => fits(e, filter, names)).length}</b>
        </button>
      ))}
    </div>
  );
}

function Group({ severity, of, names }: { severity: (typeof severities)[number]; of: readonly Escalation[]; names: Names }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby={`desk-${severity}`}>
      <h2 class="nhsuk-heading-m" id={`desk-${severity}`}>
        {t(`severity.${severity}`)} <span class="soft">{of.length}</span>
      </h2>
      <ul class="desk-list">
        {of.map((e) => (
          <li key={e.id}>
            <Card of={e} names={names} />
          </li>
        ))}
      </ul>
    </section>
  );
}
