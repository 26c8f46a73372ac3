import { signal } from '@preact/signals';
import { Icon } from '../kit/Icon';
import { t } from '../words';
import { roomAt, rooms } from './rooms';
import { route } from './route';
import { isCovered } from './switching';
import { useTablet } from './tablet';

/** The alarm that has the whole screen, which says all of it. */
export const wholeScreen = signal<string | null>(null);

/**
 * Stays on every screen until the server says that somebody was told: nobody leaves a failure behind by going elsewhere. It
 * does not repeat what the whole screen says, unless that is covered while nobody holds the tablet.
 */
export function Alarmed() {
  const tablet = useTablet();
  const { alarms, view } = tablet;
  const said = isCovered(tablet, roomAt(route.value, rooms)?.room) ? null : wholeScreen.value;
  const untold = alarms.open.value.filter((alarm) => alarm.phone && alarm.opId !== said);
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
