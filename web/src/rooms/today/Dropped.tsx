import type { Dropped, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Row } from './due';

/** Begun for this check due by mistake, and dropped: whoever saw it begun reads why there is no record of it. */
export function DroppedOnRow({ row, tablet, now }: { row: Row; tablet: Tablet; now: number }) {
  const o = row.occurrence;
  const opened = Date.parse(o.opensAt) - (tablet.clock.offset.value ?? 0);
  const last = tablet.drafts.dropped.value.find((d) => d.equipment === o.equipment && d.checklist === o.checklist && d.at >= opened);
  return last === undefined || row.draft !== undefined ? null : (
    <p class="due__claim">
      <Icon name="not-applicable" />
      <span>{whyDropped(last, tablet, now)}</span>
    </p>
  );
}

export const whyDropped = (d: Dropped, { clock }: Tablet, now: number): string => t('today.dropped', { name: d.by, time: momentOf(d.at + (clock.offset.value ?? 0), now), reason: d.reason });
