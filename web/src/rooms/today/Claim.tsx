import { Icon } from '../../kit/Icon';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Row } from './due';

/** Somebody is at it already, on another tablet. It advises: nobody is kept from starting. */
export function Claim({ row, now }: { row: Row; now: number }) {
  const claim = row.claim;
  if (claim === undefined || row.draft !== undefined) {
    return null;
  }
  const time = momentOf(claim.since, now);
  return (
    <p class="due__claim">
      <Icon name="person" />
      <span>{claim.own ? t('today.claim.mine', { time, tablet: claim.tablet }) : t('today.claim', { name: claim.name, time, tablet: claim.tablet })}</span>
    </p>
  );
}
