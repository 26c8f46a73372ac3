import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Escalation, Names } from './desk';
import { nameOf } from './say';

/** What happened, the newest first, in the server's words. */
export function Timeline({ e, names }: { e: Escalation; names: Names }) {
  return (
    <section aria-labelledby="desk-timeline">
      <h2 class="nhsuk-heading-m" id="desk-timeline">
        {t('desk.timeline')}
      </h2>
      <ol class="desk-timeline" reversed>
        {[...e.timeline].reverse().map((one) => (
          <li key={one.position + one.kind}>
            <time dateTime={one.at}>{momentOf(Date.parse(one.at), Date.now())}</time>
            <span>
              {one.by !== null && <b>{nameOf(one.by, names)}: </b>}
              {one.words}
              {one.note !== '' && <q>{one.note}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
