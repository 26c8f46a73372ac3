import { useTablet } from '../../app/tablet';
import { useNow } from '../../kit/useNow';
import { lasting, momentOf } from '../../kit/when';
import { t } from '../../words';

/** The last talk with the server in plain words, and a button to have another now. */
export function Talked() {
  const tablet = useTablet();
  const now = useNow(tablet.clock);
  const at = tablet.contact.at.value;
  const sending = tablet.outbox.sending.value;
  return (
    <section class="card stack">
      <p role="status"><strong>{t(`outbox.contact.${tablet.contact.state.value}`)}</strong></p>
      <p>{at === null ? t('outbox.never') : t('outbox.last', { at: momentOf(at, now), ago: lasting(Math.max(0, tablet.clock.now() - at)) })}</p>
      {tablet.contact.engineWell.value === false && <p><strong>{t('outbox.engine')}</strong></p>}
      <button type="button" class="nhsuk-button outbox__now" aria-disabled={sending} onClick={() => void (sending || tablet.sync())}>{sending ? t('outbox.sending') : t('outbox.now')}</button>
    </section>
  );
}
