import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import { ConfirmPin } from './ConfirmPin';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import { alone, operatorsAmong } from '../today/allowed';
import { published } from '../today/published';
import { whoToAsk } from '../today/names';
import { useHere } from './context';

/**
 * In which capacity this is done. A trainee's supervisor confirms here, at the machine, with a PIN of their own; that is the
 * countersignature. Whoever may not do it alone is told whom to ask, and is never stopped.
 */
export function Supervise() {
  const tablet = useTablet();
  const { doing } = useHere();
  const asking = useSignal(false);
  const draft = doing.editing.draft.value;
  const holder = tablet.people.holder.value;
  const person = holder?.staff === null || holder === null ? undefined : tablet.view.staff.value.get(holder.staff);
  const now = tablet.clock.now();
  const staff = tablet.view.staff.value;
  const operators = useMemo(() => operatorsAmong(staff.values(), now), [staff]);
  const of = alone(person, published(doing.editing.definition), doing.editing.equipment.id, operators, now);
  if (draft.supervisedBy !== null) {
    return (
      <p class="capacity">
        <Icon name="pass" />
        {t('check.supervised', { name: tablet.view.staff.value.get(draft.supervisedBy)?.name ?? draft.supervisedBy })}
      </p>
    );
  }
  if (holder?.how === 'unverified' || of.why === 'unknown') {
    return <Notice kind="warn">{t('check.unverified', { name: holder?.name ?? '' })}</Notice>;
  }
  if (of.why === 'fine') {
    return null;
  }
  return (
    <div class="notice notice--warn capacity capacity--ask">
      <p>{t(of.why === 'trainee' ? 'check.alone.trainee' : of.why === 'countersigned' ? 'check.alone.countersigned' : of.why === 'lapsed' ? 'check.alone.lapsed' : 'check.alone.none', { who: whoToAsk(of.ask) })}</p>
      {of.why === 'trainee' && of.ask.length > 0 && <button type="button" class="check__big check__big--main" onClick={() => (asking.value = true)}>{t('check.supervise')}</button>}
      {asking.value && <ConfirmPin title={t('check.supervise.title')} why={t('check.supervise.why')} among={of.ask} confirm={(staff, pin) => doing.editing.supervise(staff, pin)} onDone={() => (asking.value = false)} onCancel={() => (asking.value = false)} />}
    </div>
  );
}
