import { useSignal } from '@preact/signals';
import type { Item } from '../../judge/definition';
import type { Value } from '../../judge';
import { t } from '../../words';
import { idOf, useHere } from './context';
import { DateField } from './DateField';
import { dayWords } from './days';
import { Entry } from './Entry';
import { putRight, rightAnswer, valueWords } from './readings';
import { Said } from './Said';
import type { Line } from './steps';
import { numberOf } from './typed';

/** What a person can mend on the spot. A dose that was measured is measured again, not put right. */
export const canBePutRight = (item: Item): boolean =>
  item.kind === 'confirm' || item.kind === 'count' || item.kind === 'date' || item.kind === 'compare-to-last' || (item.kind === 'choice' && item.options?.some((o) => o.consequence === undefined) === true);

/** Found, put right, now well: it passes and keeps what was found. */
export function PutRight({ line, onDone }: { line: Line; onDone: () => void }) {
  const { doing, onward } = useHere();
  const { item, key } = line;
  const before = doing.line(key).reading.peek();
  const found = useSignal(foundWords(item, before?.value));
  const did = useSignal('');
  const now = useSignal<Value | undefined>(rightAnswer(item));
  const lacking = useSignal(false);
  const give = (): void => {
    const value = now.peek();
    lacking.value = found.peek().trim() === '' || did.peek().trim() === '' || value === undefined || value === '';
    if (!lacking.peek() && value !== undefined) {
      void doing.answer(key, putRight(before, value, found.peek().trim(), did.peek().trim()));
      onDone();
      onward(key);
    }
  };
  return (
    <div class="panel panel--good" role="group" aria-label={t('check.put-right')}>
      <p class="echo__question">{t('check.put-right')}</p>
      <Said id={idOf(key, 'found')} label={t('check.put-right.found')} rows={1} value={found.value} onText={(x) => (found.value = x)} />
      <Said id={idOf(key, 'did')} label={t('check.put-right.did')} rows={1} picks={picksFor(item)} value={did.value} onText={(x) => (did.value = x)} />
      <Now line={line} value={now.value} onValue={(v) => (now.value = v)} />
      {lacking.value && <p class="odd" role="alert">{t('check.put-right.lacking')}</p>}
      <div class="row">
        <button type="button" class="check__big check__big--good" onClick={give}>{t('check.put-right.now-ok')}</button>
        <button type="button" class="check__big" onClick={onDone}>{t('common.cancel')}</button>
      </div>
    </div>
  );
}

/** How it is now: what a tap cannot know is read off the thing. */
function Now({ line, value, onValue }: { line: Line; value: Value | undefined; onValue: (v: Value) => void }) {
  const { item, key } = line;
  switch (item.kind) {
    case 'date':
      return (
        <fieldset class="now">
          <legend>{t('check.put-right.date')}</legend>
          <DateField line={line} prefix="now" fresh onDay={onValue} />
        </fieldset>
      );
    case 'count':
      return <Entry id={idOf(key, 'now')} label={t('check.put-right.count')} value={typeof value === 'number' ? String(value) : ''} onNext={() => undefined}
        onText={(x) => { const v = numberOf(x); v !== undefined && onValue(v); return v !== undefined; }} />;
    case 'compare-to-last':
      return <Said id={idOf(key, 'now')} label={t('check.put-right.seal')} rows={1} value={typeof value === 'string' ? value : ''} onText={onValue} />;
    case 'choice':
      return (
        <div class="row">
          {item.options?.filter((o) => o.consequence === undefined).map((o) => (
            <button key={o.value} type="button" class="check__plain" aria-pressed={value === o.value} onClick={() => onValue(o.value)}>{o.label}</button>
          ))}
        </div>
      );
  }
  return null;
}

function foundWords(item: Item, value: Value | null | undefined): string {
  switch (item.kind) {
    case 'date':
      return typeof value === 'string' ? t('check.found.date', { day: dayWords(value) }) : '';
    case 'count':
      return typeof value === 'number' ? t('check.found.count', { count: value, needed: item.atLeast ?? '' }) : '';
    case 'compare-to-last':
      return typeof value === 'string' ? t('check.found.seal', { seal: value }) : '';
    case 'choice':
      return valueWords(item, value, '', '');
  }
  return t('check.found.confirm');
}

const picksFor = (item: Item): string[] =>
  item.kind === 'count' ? [t('check.did.filled')] : item.kind === 'date' ? [t('check.did.replaced')] : item.kind === 'compare-to-last' ? [t('check.did.sealed')]
    : [t('check.did.replaced'), t('check.did.filled'), t('check.did.cleaned'), t('check.did.charged'), t('check.did.moved')];
