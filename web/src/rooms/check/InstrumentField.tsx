import { dayNumber } from '../../judge/date';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import { dayWords } from './days';
import type { Line } from './steps';

/** Which chamber, thermometer or barometer: those of this kind, with how their calibration stands, those in date first. */
export function InstrumentField({ line }: { line: Line }) {
  const { doing, tablet, onward } = useHere();
  const { key, item } = line;
  const value = doing.line(key).reading.value?.value;
  const today = dayNumber(doing.editing.given().day) ?? 0;
  const choices = [...tablet.view.equipment.value.values()]
    .filter((e) => e.kind === item.instrumentKind && e.status !== 'decommissioned')
    .map((e) => ({ e, left: e.calibrationDue === null ? undefined : (dayNumber(e.calibrationDue) ?? 0) - today }))
    .sort((a, b) => Number((b.left ?? -1) >= 0) - Number((a.left ?? -1) >= 0) || Number(b.e.area === doing.editing.equipment.area) - Number(a.e.area === doing.editing.equipment.area) || a.e.name.localeCompare(b.e.name));
  if (choices.length === 0) {
    return <p class="odd">{t('check.instrument.none')}</p>;
  }
  const soft = (e: { calibrationDue: string | null }, left: number | undefined): string =>
    e.calibrationDue === null ? t('check.instrument.unknown') : t((left ?? -1) >= 0 ? 'check.instrument.in-date' : 'check.instrument.out', { day: dayWords(e.calibrationDue) });
  return (
    <Choose name={idOf(key, 'field')} wide chosen={typeof value === 'string' ? value : undefined}
      choices={choices.map(({ e, left }) => ({ value: e.id, label: e.inventory.serial === '' ? e.name : `${e.name} (${e.inventory.serial})`, soft: soft(e, left) }))}
      onChoose={(v) => (void doing.give(key, v), onward(key))} />
  );
}
