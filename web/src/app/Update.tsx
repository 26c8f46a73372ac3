import { t } from '../words';
import { route } from './route';
import { useTablet } from './tablet';
import { takeOver, updateReady } from './update';

/** Only from Today with no check open: a version is never swapped under a person's hands. */
export function Update() {
  const { drafts, people } = useTablet();
  if (!updateReady.value || route.value !== '/' || drafts.all.value.length > 0 || people.holder.value === null) {
    return null;
  }
  return (
    <p class="strip" role="status">
      <span>{t('shell.update')}</span>
      <button type="button" class="strip__act" onClick={takeOver}>{t('shell.update.now')}</button>
    </p>
  );
}
