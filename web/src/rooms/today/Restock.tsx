import { useTablet } from '../../app/tablet';
import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { nowBy, useNow } from '../../kit/useNow';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { chosenArea } from './remembered';
import type { Line } from './restock';
import { useOrders, type Order, type Orders } from './useOrders';
import { useRestock } from './useRestock';
import './today.scss';

/** One list of what to fetch and order at the end of the morning: the server's while it answers, else from today's checks. */
export default function Restock() {
  const tablet = useTablet();
  const now = useNow(tablet.clock);
  const orders = useOrders(tablet, chosenArea.value);
  const found = useRestock(tablet, now, chosenArea.value);
  const heard = tablet.view.pulledAt.value;
  const count = (orders.lines ?? found).length;
  return (
    <div class="restock">
      <h1 tabIndex={-1}>{t('today.restock.title')}</h1>
      {orders.lines === null && heard !== null && <p class="soft">{t('today.restock.from', { time: momentOf(heard + (tablet.clock.offset.value ?? 0), now) })}</p>}
      {orders.failed && (
        <Notice kind="warn" alert>
          {t('today.restock.failed')}
        </Notice>
      )}
      {count === 0 && <p>{t(orders.lines === null ? 'today.restock.none' : 'today.restock.nothing')}</p>}
      <ul role="list" class="rows">
        {orders.lines === null ? found.map((l) => <Found key={l.key} line={l} />) : orders.lines.map((l) => <Ordered key={l.id} line={l} orders={orders} tablet={tablet} />)}
      </ul>
      {count > 0 && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary no-print" onClick={() => print()}>
          <Icon name="print" /> {t('today.restock.print')}
        </button>
      )}
    </div>
  );
}

const What = ({ what, quantity }: { what: string; quantity: number | null }) => (
  <h2 class="due__name">
    {what}
    {quantity !== null && ` (${t('today.restock.short', { count: quantity })})`}
  </h2>
);

const Found = ({ line }: { line: Line }) => (
  <li class="card">
    <What what={line.what} quantity={line.quantity} />
    <p class="due__small">{[line.equipment, line.point, t(`today.restock.${line.why}`), line.found].filter((w) => w !== '').join(' · ')}</p>
  </li>
);

const reasons: readonly (string | null)[] = ['below-par', 'failing', 'put-right'];

function Ordered({ line, orders, tablet }: { line: Order; orders: Orders; tablet: Tablet }) {
  const { equipment, staff } = tablet.view;
  const why = reasons.includes(line.reason) ? t(`today.restock.${line.reason as Line['why']}`) : '';
  const acted = line.acted === null ? '' : t(`today.restock.${line.acted.action}`, { name: staff.value.get(line.acted.by)?.name ?? line.acted.by, time: momentOf(Date.parse(line.acted.at), nowBy(tablet.clock)) });
  const press = (action: 'ordered' | 'restocked' | 'reopened') => (
    <button type="button" class="nhsuk-button nhsuk-button--secondary restock__act no-print" aria-disabled={orders.busy === line.id} onClick={() => void orders.act(line.id, action)}>
      {t(`today.restock.act.${action}`)}
      <span class="nhsuk-u-visually-hidden"> {line.what}</span>
    </button>
  );
  return (
    <li class="card">
      <What what={line.what} quantity={line.quantity} />
      <p class="due__small">{[equipment.value.get(line.equipment)?.name ?? line.equipment, why, line.putRight?.found ?? ''].filter((w) => w !== '').join(' · ')}</p>
      <p class="due__small" role="status">
        {acted}
      </p>
      <div class="row">
        {line.state === 'wanted' && press('ordered')}
        {line.state !== 'restocked' && press('restocked')}
        {line.acted !== null && press('reopened')}
      </div>
    </li>
  );
}
