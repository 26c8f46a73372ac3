import { Icon } from '../kit/Icon';
import { t } from '../words';
import { useTablet } from './tablet';

/** Stays on every screen until the server says that somebody was told: nobody leaves a failure behind by going elsewhere. */
export function Alarmed() {
  const { alarms, view } = useTablet();
  const untold = alarms.open.value.filter((alarm) => alarm.phone);
  const [worst] = untold;
  if (worst === undefined) {
    return null;
  }
  const machine = view.equipment.value.get(worst.equipment)?.name ?? worst.equipment;
  return (
    <section aria-label={t('stop.strip')}>
      <a class="strip strip--stop" href={`#/alarm/${worst.opId}`}>
      <Icon name="phone" />
      <span>{t('shell.untold', { count: untold.length, machine })}</span>
      </a>
    </section>
  );
}
