import type { Equipment } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { useFocus } from '../../kit/useFocus';
import { t } from '../../words';

/** The label is another machine's. Nothing was begun; the person says what they meant. */
export function WrongMachine({ meant, scanned, again }: { meant: Equipment; scanned: Equipment; again: () => void }) {
  const heading = useFocus<HTMLHeadingElement>([meant, scanned]);
  return (
    <section class="notice notice--stop wrong" role="alert">
      <h2 class="wrong__title" tabIndex={-1} ref={heading}>
        <Icon name="fail" /> {t('start.wrong')}
      </h2>
      <dl class="wrong__two">
        <div>
          <dt>{t('start.wrong.meant')}</dt>
          <dd>{meant.name}</dd>
        </div>
        <div>
          <dt>{t('start.wrong.scanned')}</dt>
          <dd>{scanned.name}</dd>
        </div>
      </dl>
      <p>{t('start.wrong.what', { meant: meant.name, scanned: scanned.name })}</p>
      <div class="wrong__do">
        <button type="button" class="nhsuk-button" onClick={again}>
          {t('start.wrong.again', { equipment: meant.name })}
        </button>
        <a class="nhsuk-button nhsuk-button--secondary" href={`#/start/${scanned.id}`}>
          {t('start.wrong.other', { equipment: scanned.name })}
        </a>
      </div>
    </section>
  );
}
