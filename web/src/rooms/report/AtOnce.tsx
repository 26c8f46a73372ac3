import type { Equipment } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { t } from '../../words';
import type { Doing } from './report';

/** What to do before anything is sent: it stands there as soon as somebody says unsafe. */
export function AtOnce({ doing, equipment }: { doing: Doing; equipment: Equipment | undefined }) {
  if (doing === null) {
    return null;
  }
  return (
    <Notice kind="stop" alert>
      <p class="report__once">
        <Icon name="fail" />
        <span>{t(`report.${doing}`, { equipment: equipment?.name ?? '' })}</span>
      </p>
      {doing === 'treats' && <p>{t('report.treats.couch')}</p>}
    </Notice>
  );
}
