import { Icon } from '../kit/Icon';
import { t } from '../words';
import { useTablet } from './tablet';

const minute = 60_000;

/** The tablet's clock is wrong: times of checks are put right by the server's, and somebody should set it. */
export function ClockDoubt() {
  const { clock } = useTablet();
  const offset = clock.offset.value;
  if (!clock.wrong.value || offset === null) {
    return null;
  }
  const by = length(Math.abs(offset));
  return (
    <p class="strip" role="status">
      <Icon name="clock" />
      <span>{offset > 0 ? t('shell.clock.slow', { by }) : t('shell.clock.fast', { by })}</span>
    </p>
  );
}

function length(ms: number): string {
  if (ms >= 48 * 60 * minute) {
    return t('common.days', { count: Math.round(ms / (24 * 60 * minute)) });
  }
  return ms >= 90 * minute ? t('common.hours', { count: Math.round(ms / (60 * minute)) }) : t('common.minutes', { count: Math.round(ms / minute) });
}
