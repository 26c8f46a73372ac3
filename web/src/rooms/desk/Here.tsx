import { useSignal } from '@preact/signals';
import { useTablet } from '../../app/tablet';
import { Notice } from '../../kit/Notice';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Escalation } from './desk';
import { matter } from './say';
import { Severity } from './Severity';

/** Without a session: what the tablet knows from its last pull, and an answer that is kept until there is signal. */
export function Here() {
  const { view } = useTablet();
  const open = [...view.escalations.value.values()].filter((e) => e.state !== 'closed');
  return (
    <section aria-labelledby="desk-here">
      <h2 class="nhsuk-heading-m" id="desk-here">
        {t('desk.here.title')}
        {view.pulledAt.value !== null && <span class="soft">, {momentOf(view.pulledAt.value, Date.now())}</span>}
      </h2>
      {open.length === 0 ? <p>{t('desk.here.none')}</p> : <Notice kind="warn">{t('desk.here.phone')}</Notice>}
      <ul class="desk-list">
        {open.map((e) => (
          <li key={e.id}>
            <Waiting e={e} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const acknowledged = 'escalation.acknowledged';

function Waiting({ e }: { e: Escalation }) {
  const { view, outbox, people } = useTablet();
  const lost = useSignal(false);
  const kept = outbox.items.value.some((item) => item.type === acknowledged && item.about === e.id && item.state === 'unsent');
  const answer = async () => {
    lost.value = await outbox.seal(acknowledged, { escalation: e.id, versionSeen: e.version }).then(() => false, () => true);
  };
  return (
    <article class={`card desk-card desk-card--${e.severity}`}>
      <span class="desk-card__top">
        <Severity of={e.severity} />
        <span class="soft">{e.ref}</span>
      </span>
      <strong class="desk-card__title">{view.equipment.value.get(e.equipment ?? '')?.name ?? view.areas.value.get(e.area)?.name ?? t('desk.department')}</strong>
      <span>{matter(e, { equipment: view.equipment.value, checklists: view.checklists.value })}</span>
      {e.state === 'open' && people.holder.value?.registered === true && !kept && (
        <button type="button" class="nhsuk-button" onClick={() => void answer()}>
          {t('desk.act.acknowledge')}
        </button>
      )}
      <p role="status">{kept ? t('desk.here.kept') : ''}</p>
      {lost.value && <p role="alert">{t('desk.here.lost')}</p>}
    </article>
  );
}
