import { Icon } from '../kit/Icon';
import { t } from '../words';
import { useTablet } from './tablet';

/** The count falls only on the server's word. "All sent" is said only when every result and every photo is there. */
export function Unsent() {
  const { outbox, device } = useTablet();
  if (device.enrolled.value === null) {
    return null;
  }
  const results = outbox.unsent.value;
  const photos = outbox.photos.value;
  const all = results === 0 && photos === 0;
  return (
    <a class={`unsent${all ? '' : ' unsent--some'}`} href="#/outbox">
      <Icon name={all ? 'pass' : 'up'} />
      <span>{words(results, photos)}</span>
    </a>
  );
}

function words(results: number, photos: number): string {
  if (results > 0) {
    return t('shell.unsent', { count: results });
  }
  return photos > 0 ? t('shell.unsent.photos', { count: photos }) : t('shell.sent');
}
