import { Icon } from '../kit/Icon';
import { t } from '../words';
import { Alarmed } from './Alarmed';
import { ClockDoubt } from './ClockDoubt';
import { Update } from './Update';
import { switching } from './switching';
import { useTablet } from './tablet';
import { Unsent } from './Unsent';

/** On every screen, in this order: who holds the tablet, what is not sent yet, help, lock. */
export function Header() {
  return (
    <>
      <header class="bar">
        <Name />
        <span class="grow" />
        <Unsent />
        <a class="outlined" href="#/help" aria-label={t('shell.help')}><Icon name="phone" /><span class="wide">{t('shell.help.short')}</span></a>
        <Lock />
      </header>
      <Alarmed />
      <ClockDoubt />
      <Update />
    </>
  );
}

function Name() {
  const tablet = useTablet();
  const holder = tablet.people.holder.value;
  if (holder === null && tablet.device.enrolled.value === null) {
    return <span class="who"><strong>{t('app.name')}</strong></span>;
  }
  if (holder === null) {
    return <span class="who"><Icon name="person" /><strong>{t('shell.nobody')}</strong></span>;
  }
  const words = holder.how === 'unverified' ? t('shell.unverified') : holder.session ? '' : t('shell.here-only');
  return (
    <button type="button" class="who" onClick={() => (switching.value = true)}>
      <Icon name="person" />
      <span class="who__name"><strong>{holder.name}</strong>{words !== '' && <small>{words}</small>}</span>
      <span class="nhsuk-u-visually-hidden">{t('shell.switch')}</span>
    </button>
  );
}

function Lock() {
  const tablet = useTablet();
  if (tablet.people.holder.value === null) {
    return null;
  }
  return (
    <button type="button" class="outlined" onClick={() => tablet.people.lock()} aria-label={t('shell.lock')}>
      <Icon name="lock" /><span class="wide">{t('shell.lock.short')}</span>
    </button>
  );
}
