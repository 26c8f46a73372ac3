import { useTablet } from '../../app/tablet';
import { Icon } from '../../kit/Icon';
import { useNow } from '../../kit/useNow';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Line } from './restock';
import { chosenArea } from './remembered';
import { useRestock } from './useRestock';
import './today.scss';

/** One list of what to fetch and order at the end of the morning, over all its checks. */
export default function Restock() {
  const tablet = useTablet();
  const now = useNow(tablet.clock);
  const lines = useRestock(tablet, now, chosenArea.value);
  const heard = tablet.view.pulledAt.value;
  return (
    <div class="restock">
      <h1 tabIndex={-1}>{t('today.restock.title')}</h1>
      {heard !== null && <p class="soft">{t('today.restock.from', { time: momentOf(heard, now) })}</p>}
      {lines.length === 0 ? (
        <p>{t('today.restock.none')}</p>
      ) : (
        <>
          <ul class="rows">
            {lines.map((l) => (
              <Wanted key={l.key} line={l} />
            ))}
          </ul>
          <button type="button" class="nhsuk-button nhsuk-button--secondary no-print" onClick={() => print()}>
            <Icon name="print" /> {t('today.restock.print')}
          </button>
        </>
      )}
    </div>
  );
}

const Wanted = ({ line }: { line: Line }) => (
  <li class="card">
    <h2 class="due__name">
      {line.what}
      {line.quantity !== null && ` (${t('today.restock.short', { count: line.quantity })})`}
    </h2>
    <p class="due__small">{[line.equipment, line.point, t(`today.restock.${line.why}`), line.found].filter((w) => w !== '').join(' · ')}</p>
  </li>
);
