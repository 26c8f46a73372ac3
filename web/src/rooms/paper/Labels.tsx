import { useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import type { Equipment } from '../../core/tablet';
import { t } from '../../words';
import { chosenArea } from '../today/remembered';
import { Choice, inPlace, Press } from './choose';
import { codeOf, labelText, pathOf } from './code';
import './paper.scss';

/** Labels to stick onto equipment, three across an A4 sheet: scanned, they open its page on any tablet of this department. */
export default function Labels() {
  const { areas, equipment } = useTablet().view;
  const list = inPlace(equipment.value, areas.value.has(chosenArea.value) ? chosenArea.value : '');
  const [chosen, choose] = useState<ReadonlySet<string>>(() => new Set(list.map((q) => q.id)));
  const printed = list.filter((q) => chosen.has(q.id));
  const place = (q: Equipment): string => areas.value.get(q.area)?.name ?? q.area;
  return (
    <>
      <div class="paper no-print">
        <h1 tabIndex={-1}>{t('paper.labels')}</h1>
        <p>{t('paper.labels.what')}</p>
        <Press words={printed.length === 0 ? t('paper.labels.nothing') : t('paper.labels.print', { count: printed.length })} ready={printed.length > 0} />
        <Choice all={t('paper.labels.all')} groups={[{ title: t('paper.equipment'), forms: list.map((q) => ({ key: q.id, words: `${q.name}, ${place(q)}` })) }]} chosen={chosen} choose={choose} first={list.map((q) => q.id)} />
      </div>
      <div class="sheets labels" aria-hidden="true">
        {printed.map((q) => (
          <Label key={q.id} equipment={q} place={place(q)} />
        ))}
      </div>
    </>
  );
}

function Label({ equipment: q, place }: { equipment: Equipment; place: string }) {
  const code = codeOf(labelText(q.id));
  return (
    <article class="label">
      <svg class="label__code" viewBox={`0 0 ${code.length} ${code.length}`} shape-rendering="crispEdges">
        <path d={pathOf(code)} />
      </svg>
      <div>
        <strong class="label__name">{q.name}</strong>
        <span>{q.id}</span>
        {q.inventory.serial !== '' && <span>{q.inventory.serial}</span>}
        <span>{place}</span>
      </div>
    </article>
  );
}
