import type { ComponentChildren } from 'preact';
import type { Item } from '../../judge/definition';
import type { ItemResult } from '../../judge';
import { Icon } from '../../kit/Icon';
import { Verdict } from '../../kit/Verdict';
import { t } from '../../words';
import { idOf, useHere } from './context';
import { dayWords } from './days';
import { limitWords } from './limits';
import { answered } from './steps';
import { decimals } from './typed';

/** What the judge says of an answer, beside it: a word, an icon and a colour, against what it was held, and what to do. */
export function Outcome({ item, id, children }: { item: Item; id: string; /** What else may be done, at the end of its first row. */ children?: ComponentChildren }) {
  const { doing } = useHere();
  const line = doing.line(id);
  const reading = line.reading.value;
  const result = line.result.value;
  const shows = result !== undefined && (answered(item, reading) || (item.kind === 'computed' && result.computed !== undefined));
  return (
    <div class="outcome">
      <div class="outcome__row">
        <output id={idOf(id, 'outcome')}>
          {shows && <Verdict of={result.verdict} words={words(item, result)} />}
          <SavedMark id={id} />
        </output>
        {children}
      </div>
      {shows && <Judged item={item} id={id} result={result} />}
    </div>
  );
}

function Judged({ item, id, result }: { item: Item; id: string; result: ItemResult }) {
  const { doing } = useHere();
  const value = doing.line(id).reading.value?.value;
  const limits = result.limits === undefined ? [] : limitWords(item, id, result.limits, doing.editing.given(), typeof value === 'number' ? decimals(value) : 0);
  const wrong = result.verdict === 'fail' || result.verdict === 'out-of-tolerance';
  return (
    <>
      {result.soon === true && !wrong && result.until !== undefined && <p class="outcome__soon">{t('check.soon', { day: dayWords(result.until) })}</p>}
      {limits.length > 0 && <p class="outcome__limits">{limits.join('. ')}</p>}
      {result.why !== undefined && !wrong && result.verdict !== 'not-applicable' && <p class="outcome__why">{t(whys[result.why] ?? 'check.why.other', { why: result.why })}</p>}
      {result.until !== undefined && (result.soon !== true || wrong) && <p class="outcome__why">{t(wrong ? 'check.was-good-until' : 'check.good-until', { day: dayWords(result.until) })}</p>}
      {wrong && item.guidance !== undefined && (
        <p class="outcome__do">
          <strong>{t('check.what-to-do')}</strong> {item.guidance}
        </p>
      )}
    </>
  );
}

/** The verdict with what it means: "Suspension level – do not use", "Out of tolerance – before use". */
function words(item: Item, result: ItemResult): string {
  if (result.consequence === undefined) {
    return t(`verdict.${result.verdict}`);
  }
  const level = result.verdict === 'fail' && item.limits !== undefined ? t('check.suspension') : t(`verdict.${result.verdict}`);
  return `${level} – ${t(`check.then.${result.consequence}`)}`;
}

const whys: Readonly<Record<string, 'check.why.limits' | 'check.why.reference' | 'check.why.plausible' | 'check.why.seen' | 'check.why.calibration'>> = {
  'the limits are not set': 'check.why.limits',
  'the reference value is not set': 'check.why.reference',
  'not plausible': 'check.why.plausible',
  'nothing was seen before to compare with': 'check.why.seen',
  'its calibration is not known': 'check.why.calibration',
};

/** Small, and only true: it says saved when the disk has it, and is loud when it has not. */
function SavedMark({ id }: { id: string }) {
  const { doing } = useHere();
  switch (doing.line(id).saved.value) {
    case 'saving':
      return <span class="saved">{t('check.saving')}</span>;
    case 'saved':
      return (
        <span class="saved saved--yes">
          <Icon name="pass" />
          {t('check.saved')}
        </span>
      );
    case 'failed':
      return <strong class="saved saved--no">{t('check.not-saved')}</strong>;
  }
  return null;
}
