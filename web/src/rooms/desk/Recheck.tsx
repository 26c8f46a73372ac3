import { useTablet } from '../../app/tablet';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Check, Escalation, Names } from './desk';
import { nameOf } from './say';

export const isPassed = (check: Check | undefined): boolean => check?.verdict === 'pass';

/** The check on which a return to use rests: the newest one since, or that there is none yet and which it must be. */
export function Recheck({ e, names, since }: { e: Escalation; names: Names; since: readonly Check[] }) {
  const enrolled = useTablet().device.enrolled.value !== null;
  if (e.checklist === null || e.equipment === null || e.state === 'closed') {
    return null;
  }
  const id = e.postMaintenance ?? e.checklist;
  const title = names.checklists.get(id)?.title ?? id;
  const newest = since[0];
  return (
    <section class="card" aria-labelledby="desk-recheck">
      <h2 class="nhsuk-heading-s" id="desk-recheck">
        {t('desk.recheck.title')}
      </h2>
      {newest === undefined ? (
        <p>{t('desk.recheck.none', { checklist: title })}</p>
      ) : (
        <p>
          <Verdict of={newest.verdict} /> {title}, {nameOf(newest.performedBy, names)}, {momentOf(Date.parse(newest.finishedAt ?? newest.receivedAt), Date.now())}
        </p>
      )}
      {enrolled && (
        <a class="nhsuk-button nhsuk-button--secondary" href={`#/start/${encodeURIComponent(e.source ?? e.equipment)}`}>
          {t('desk.recheck.start')}
        </a>
      )}
    </section>
  );
}
