import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import type { Staff } from '../../core/tablet';
import { t } from '../../words';

/** The ways on that are always there: a safety check is never stopped by signing in. */
export function Otherwise({ who, onBack, onPassword }: { who: Staff; onBack: () => void; onPassword?: () => void }) {
  const { people } = useTablet();
  const carryOn = (): void => {
    people.unverified(who.name, who.id);
    switching.value = false;
  };
  return (
    <div class="people__ways">
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onBack}>{t('people.other')}</button>
      {onPassword !== undefined && <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onPassword}>{t('people.use-password')}</button>}
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={carryOn}>{t('people.carry-on')}</button>
      <p class="soft">{t('people.carry-on.hint')}</p>
    </div>
  );
}
