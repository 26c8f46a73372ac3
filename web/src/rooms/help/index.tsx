import { go } from '../../app/route';
import { useTablet } from '../../app/tablet';
import { t } from '../../words';
import { Help } from './Help';
import { Wipe } from './Wipe';

/** The same page from the same corner of every screen, without a network and with nobody signed in. */
export default function HelpRoom() {
  const tablet = useTablet().device.enrolled.value !== null; // a computer at a desk has neither of these rooms
  return (
    <div class="help">
      <h1>{t('help.title')}</h1>
      <Help />
      <section>
        <h2>{t('help.broken')}</h2>
        <ol>
          <li>{t('help.broken.paper')}</li>
          <li>{t('help.broken.keep')}</li>
          <li>{t('help.broken.hand')}</li>
        </ol>
        {tablet && (
          <div class="row">
            <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => go('/paper')}>{t('nav.paper')}</button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => go('/outbox')}>{t('nav.outbox')}</button>
          </div>
        )}
      </section>
      <Wipe />
    </div>
  );
}
