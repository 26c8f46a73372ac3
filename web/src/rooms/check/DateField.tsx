import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Item } from '../../judge/definition';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import { boxesOf, dayBefore, dayOfBoxes, dayWords, type Boxes } from './days';
import { Entry } from './Entry';
import type { Line } from './steps';
import { useLast } from './last';

/** A day off a label. The one read last time is offered to be confirmed: the label is still looked at, and not typed again. */
export function DateField({ line, prefix = 'field', fresh = false, onDay }: { line: Line; prefix?: string; /** A new thing: nothing of before is offered. */ fresh?: boolean; onDay?: (day: string) => void }) {
  const { doing, tablet, onward } = useHere();
  const { item, key } = line;
  const value = fresh ? undefined : doing.line(key).reading.value?.value;
  const boxes = useSignal<Boxes>(boxesOf(value));
  const monthOnly = useSignal(false);
  const typing = useSignal(value !== undefined && value !== null);
  const last = useLast(key);
  const today = doing.editing.given().day;
  const before = !fresh && last !== undefined && typeof last.value === 'string' ? last : undefined;
  useEffect(() => {
    if (typeof value === 'string') {
      boxes.value = boxesOf(value);
    }
  }, [value]);

  const take = (day: string): void => {
    onDay === undefined ? void doing.give(key, day) : onDay(day);
  };
  const set = (part: keyof Boxes, text: string): boolean => {
    boxes.value = { ...boxes.peek(), [part]: text.replace(/\D/g, '') };
    const day = dayOfBoxes(boxes.peek(), monthOnly.peek());
    if (typeof day === 'string' && day !== value) {
      take(day);
    }
    return true;
  };
  const id = (part: string): string => idOf(key, `${prefix}-${part}`);
  const to = (part: string) => (): void => {
    doing.enter(id(part));
  };
  const done = (): void => {
    doing.active.value = null;
    onward(key);
  };
  const day = dayOfBoxes(boxes.value, monthOnly.value);
  return (
    <div class="date">
      {before !== undefined && (value === undefined || value === null) && (
        <Choose name={idOf(key, 'last')} chosen={typing.value ? 'new' : undefined} wide
          choices={[{ value: 'same', label: t('check.date.same', { day: dayWords(String(before.value)) }), soft: t('check.from', { when: momentOf(before.at, tablet.clock.now()), by: before.by }) }, { value: 'new', label: t('check.date.other') }]}
          onChoose={(v) => (v === 'same' ? (take(String(before.value)), onward(key)) : ((typing.value = true), to(monthOnly.peek() ? 'month' : 'day')()))} />
      )}
      {(before === undefined || typing.value || (value !== undefined && value !== null)) && (
        <>
          <div class="date__boxes">
            {!monthOnly.value && <Entry id={id('day')} label={t('check.date.day')} value={boxes.value.day} digits={2} onText={(x) => set('day', x)} onNext={to('month')} />}
            <Entry id={id('month')} label={t('check.date.month')} value={boxes.value.month} digits={2} onText={(x) => set('month', x)} onNext={to('year')} />
            <Entry id={id('year')} label={t('check.date.year')} value={boxes.value.year} digits={4} onText={(x) => set('year', x)} onNext={done} />
          </div>
          {day === null && <p class="odd" role="alert">{t('check.date.none')}</p>}
          <Quick item={item} today={today} monthOnly={monthOnly.value} onDay={(d) => ((boxes.value = boxesOf(d)), take(d), done())} onMonthOnly={() => (monthOnly.value = !monthOnly.value)} />
        </>
      )}
    </div>
  );
}

function Quick({ item, today, monthOnly, onDay, onMonthOnly }: { item: Item; today: string; monthOnly: boolean; onDay: (day: string) => void; onMonthOnly: () => void }) {
  const past = item.meaning === 'opened' || item.meaning === 'examined';
  return (
    <div class="row">
      {past ? (
        <>
          <button type="button" class="check__plain" onClick={() => onDay(today)}>{t('check.date.today')}</button>
          <button type="button" class="check__plain" onClick={() => onDay(dayBefore(today))}>{t('check.date.yesterday')}</button>
        </>
      ) : (
        <button type="button" class="check__plain" aria-pressed={monthOnly} onClick={onMonthOnly}>{t('check.date.month-only')}</button>
      )}
    </div>
  );
}
