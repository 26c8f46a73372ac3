import type { Verdict as Of } from '../../core/tablet';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { nameOf, titleOf, type Row } from './due';
import { listed } from './names';
import { byTwo } from './second';
import { State, toneOf } from './State';

/** What is finished, in two lines: what, who, when, and its result unless it is simply well. */
export function DoneRow({ row, now }: { row: Row; now: number }) {
  const o = row.occurrence;
  // What is done here and waits for its second person is nobody's to read yet.
  const verdict = (row.here === undefined ? o.verdict : byTwo(row.checklist) ? null : row.here.verdict) as Of | null;
  const done = row.here === undefined ? (o.doneAt === null ? undefined : Date.parse(o.doneAt)) : row.here.at;
  const who = row.by.length === 0 ? '' : t('today.by', { who: listed(row.by) });
  const exempt = row.state === 'exempt' && o.exemption !== null ? t('today.exempt', { reason: o.exemption.reason }) : '';
  return (
    <li class={`past past--${toneOf(row.state)}`}>
      <div class="due__head">
        <h3 class="past__name">
          <a href={`#/start/${o.equipment}`}>{nameOf(row)}</a> <span class="past__title">{titleOf(row)}</span>
        </h3>
        <span class="row">
          {verdict !== null && verdict !== 'pass' && <Verdict of={verdict} />}
          <State of={row.state} />
        </span>
      </div>
      <p class="due__small soft">{[done === undefined ? '' : momentOf(done, now), who, exempt].filter((w) => w !== '').join(' · ')}</p>
    </li>
  );
}
