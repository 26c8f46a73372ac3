import { useTablet } from '../../app/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useNow } from '../../kit/useNow';
import { lasting } from '../../kit/when';
import { t } from '../../words';
import { ageOf } from './age';

/** In one sentence how it stands, and what to do about it. */
export function Standing() {
  const { outbox, clock } = useTablet();
  const now = useNow(clock);
  const unsent = outbox.unsent.value;
  const photos = outbox.photos.value;
  const oldest = outbox.oldest.value;
  if (unsent === 0 && photos === 0) {
    return <Notice kind="good"><p class="outbox__big" role="status"><Icon name="pass" />{t('outbox.all-sent')}</p><Kept /></Notice>;
  }
  if (unsent === 0) {
    return <Notice kind="warn"><p class="outbox__big" role="status"><Icon name="camera" />{t('outbox.photos', { count: photos })}</p><p>{t('outbox.carry-photos')}</p></Notice>;
  }
  const age = ageOf(oldest, now);
  return (
    <Notice kind={age === 'too-late' ? 'stop' : 'warn'}>
      <p class="outbox__big" role="status"><Icon name="up" />{t('outbox.unsent', { count: unsent })}</p>
      <p><strong>{t('outbox.carry')}</strong></p>
      {oldest !== null && <p>{t('outbox.oldest', { age: lasting(now - oldest) })}</p>}
      {age === 'late' && <p><strong>{t('outbox.late')}</strong></p>}
      {age === 'too-late' && <p role="alert"><strong>{t('outbox.too-late')}</strong></p>}
      {photos > 0 && <p>{t('outbox.photos-too', { count: photos })}</p>}
    </Notice>
  );
}

/** Sent is not yet backed up: until then the tablet keeps its own copy. */
function Kept() {
  const { outbox } = useTablet();
  const count = outbox.items.value.filter((item) => !item.backedUp).length;
  return count === 0 ? null : <p>{t('outbox.kept', { count })}</p>;
}
