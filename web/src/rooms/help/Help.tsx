import { useTablet } from '../../app/tablet';
import type { Area } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { t } from '../../words';

/** The numbers that the tablet holds, in large type. They open without a network and with nobody signed in. */
export function Help() {
  const { view } = useTablet();
  const areas = [...view.areas.value.values()].filter((area) => area.phone !== '').sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return (
    <section class="stack">
      <h2>{t('help.phones')}</h2>
      {areas.length === 0 ? <p>{t('help.none')}</p> : <ul class="phones">{areas.map((area) => <Phone key={area.id} area={area} />)}</ul>}
    </section>
  );
}

const Phone = ({ area }: { area: Area }) => (
  <li>
    <span>{area.name}</span>
    <a href={`tel:${area.phone.replace(/[^\d+]/g, '')}`}><Icon name="phone" />{area.phone}</a>
  </li>
);
