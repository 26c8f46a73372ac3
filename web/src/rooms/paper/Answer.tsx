import { t } from '../../words';
import type { Line } from './sheets';

const Tick = ({ words }: { words: string }) => (
  <span class="sheet__option">
    <span class="tick" /> {words}
  </span>
);

const Blank = ({ name, unit = '' }: { name: string; unit?: string }) => (
  <span class="sheet__blank">
    {name !== '' && <span class="sheet__blank-name">{name}</span>}
    <span class="blank" />
    {unit}
  </span>
);

/** The boxes of one question. */
export function Answer({ line }: { line: Line }) {
  return (
    <>
      <Boxes line={line} />
      {line.item.allowNotApplicable === true && line.box !== 'none' && (
        <span class="sheet__na">
          <span class="tick tick--small" /> {t('paper.na')} <span class="blank" />
        </span>
      )}
    </>
  );
}

function Boxes({ line: { item, box } }: { line: Line }) {
  switch (box) {
    case 'yes-no':
      return (
        <>
          <Tick words={t('paper.yes')} />
          <Tick words={t('paper.no')} />
        </>
      );
    case 'options':
      return (
        <>
          {(item.options ?? []).map((o) => (
            <Tick key={o.value} words={o.label} />
          ))}
        </>
      );
    case 'date':
      return (
        <>
          <Blank name={t('paper.day')} />
          <Blank name={t('paper.month')} />
          <Blank name={t('paper.year')} />
        </>
      );
    case 'lot':
      return (
        <>
          <Blank name={t('paper.lot.low')} />
          <Blank name={t('paper.lot.high')} />
          <Blank name={t('paper.lot.value')} unit={item.unit ?? ''} />
        </>
      );
    case 'worked-out':
      return <span class="sheet__limits">{t('paper.worked')}</span>;
    case 'photo':
      return <span class="sheet__limits">{t('paper.photo')}</span>;
    case 'none':
      return null;
    default:
      return <Blank name={item.kind === 'instrument' ? t('paper.serial.instrument') : ''} unit={item.unit ?? ''} />;
  }
}
