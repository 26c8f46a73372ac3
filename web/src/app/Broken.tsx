import { t } from '../words';
import { Icon } from '../kit/Icon';
import { Rescue } from '../kit/Rescue';
import { Help } from '../rooms/help/Help';
import { useTablet } from './tablet';

/** The store could not be opened or kept. Nothing is made anew over it: what can be read is offered as a file. */
export function Broken() {
  const tablet = useTablet();
  return (
    <main id="main" class="page help">
      <h1 class="broken"><Icon name="fail" />{t('shell.broken')}</h1>
      <p class="nhsuk-body-l">{t('shell.broken.why')}</p>
      <Rescue />
      <p class="soft">{tablet.broken.value}</p>
      <Help />
    </main>
  );
}
