import { useSignal, type Signal } from '@preact/signals';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { Choose } from './Choose';
import { idOf, useHere } from './context';
import { CountField } from './CountField';
import { DateField } from './DateField';
import { dayWords } from './days';
import { Echo } from './Echo';
import { InstrumentField } from './InstrumentField';
import { LotAgain, LotField } from './LotField';
import { NumberField } from './NumberField';
import { Outcome } from './Outcome';
import { PhotoField } from './PhotoField';
import { PutRight, canBePutRight } from './PutRight';
import { againAllowed, notApplicable, timesMeasured, valueWords } from './readings';
import { Reason, Said } from './Said';
import { SealField } from './SealField';
import { answered, type Line as Of } from './steps';
import { TextField } from './TextField';
import { shownNumber } from './typed';
import { useLast } from './last';
import { Worked } from './Worked';

/** One question with its answer, what that came to, and what else may be said of it. */
export function Line({ line }: { line: Of }) {
  return line.item.kind === 'instruction' ? (
    <div class="line line--instruction" id={idOf(line.key, 'line')}>
      <p>{line.item.prompt}</p>
    </div>
  ) : (
    <Question line={line} />
  );
}

function Question({ line }: { line: Of }) {
  const { doing } = useHere();
  const { item, key } = line;
  const more = useSignal<More>('closed');
  const open = doing.line(key).open.value;
  const reading = doing.line(key).reading.value;
  const told = doing.toldOf(key);
  const label = item.prompt ?? item.id;
  return (
    <fieldset class={`line${open || told !== undefined ? ' line--failing' : ''}`} id={idOf(key, 'line')} tabIndex={-1}>
      <legend class="line__prompt">{label}</legend>
      <Field line={line} label={label} />
      <Outcome item={item} id={key}>
        {more.value === 'closed' && item.kind !== 'computed' && answered(item, reading) && <button type="button" class="check__plain" onClick={() => (more.value = 'note')}>{t(typeof reading?.note === 'string' && reading.note !== '' ? 'check.note.change' : 'check.note.add')}</button>}
      </Outcome>
      {open && <Echo key={doing.line(key).result.value?.consequence} line={line} />}
      {told !== undefined && <p class="line__told">{t('check.told', { severity: t(`severity.${told}`) })}</p>}
      <Before line={line} />
      <Further line={line} label={label} open={open} at={more} />
    </fieldset>
  );
}

function Field({ line, label }: { line: Of; label: string }) {
  const { doing, onward } = useHere();
  const { item, key } = line;
  const reading = doing.line(key).reading.value;
  if (typeof reading?.notApplicable === 'string' && reading.notApplicable !== '') {
    return (
      <p class="carried">
        <span>{t('check.na.said', { reason: reading.notApplicable })}</span>
        <button type="button" class="check__plain" onClick={() => void doing.answer(key, undefined)}>{t('check.na.undo')}</button>
      </p>
    );
  }
  const choose = (value: boolean | string): void => {
    void doing.give(key, value);
    onward(key);
  };
  switch (item.kind) {
    case 'confirm':
      return <Choose name={idOf(key, 'field')} chosen={typeof reading?.value === 'boolean' ? String(reading.value) : undefined} onChoose={(v) => choose(v === 'true')}
        choices={[{ value: 'true', label: t('check.yes') }, { value: 'false', label: t('check.no') }]} />;
    case 'choice':
      return <Choose name={idOf(key, 'field')} wide chosen={typeof reading?.value === 'string' ? reading.value : undefined} onChoose={choose}
        choices={(item.options ?? []).map((o) => ({ value: o.value, label: o.label }))} />;
    case 'number':
      return (
        <>
          <Carried line={line} />
          <NumberField line={line} label={label} />
        </>
      );
    case 'count':
      return <CountField line={line} label={label} />;
    case 'date':
      return <DateField line={line} />;
    case 'text':
      return <TextField line={line} label={label} />;
    case 'compare-to-last':
      return <SealField line={line} label={label} />;
    case 'lot-range':
      return <LotField line={line} />;
    case 'instrument':
      return <InstrumentField line={line} />;
    case 'photo':
      return <PhotoField line={line} label={label} />;
    case 'computed':
      return <Worked line={line} />;
  }
  return null;
}

/** What was measured a short while ago, for this site or this room, asked to be confirmed and not asked twice. */
function Carried({ line }: { line: Of }) {
  const { doing, tablet, onward } = useHere();
  const { key, item } = line;
  const carried = doing.editing.carried(key);
  const value = doing.line(key).reading.value?.value;
  if (carried === undefined || (value !== undefined && value !== null)) {
    return null;
  }
  return (
    <p class="carried">
      <span>{t('check.carried', { value: `${shownNumber(carried.value)}${item.unit === undefined ? '' : ` ${item.unit}`}`, when: momentOf(carried.at, tablet.clock.now()), by: carried.by, from: carried.from })}</span>
      <button type="button" class="check__big check__big--inline" onClick={() => (void doing.give(key, carried.value), onward(key))}>{t('check.carried.use')}</button>
    </p>
  );
}

/** Yesterday's value, faint, and only once one's own is in: before that it would lead the hand. */
function Before({ line }: { line: Of }) {
  const { doing, tablet } = useHere();
  const { item, key } = line;
  const last = useLast(key);
  const shows = (item.kind === 'number' || item.kind === 'count') && answered(item, doing.line(key).reading.value);
  const of = Array.isArray(last?.value) || last?.value === undefined ? undefined : last.value;
  if (!shows || last === undefined || typeof of !== 'number') {
    return null;
  }
  return <p class="before">{t('check.before', { value: `${shownNumber(of)}${item.unit === undefined ? '' : ` ${item.unit}`}`, when: momentOf(last.at, tablet.clock.now()), by: last.by })}</p>;
}

type More = 'closed' | 'na' | 'note' | 'again' | 'put-right';

function Further({ line, label, open, at }: { line: Of; label: string; open: boolean; at: Signal<More> }) {
  const { doing, onward } = useHere();
  const { item, key } = line;
  const state = doing.line(key);
  const reading = state.reading.value;
  const why = useSignal('');
  const told = doing.toldOf(key) !== undefined;
  const has = answered(item, reading);
  const failed = doing.stands(key);
  const measured = item.kind === 'number' || item.kind === 'lot-range';
  const mayAgain = measured && has && !open && failed && timesMeasured(reading) < againAllowed;
  const note = typeof reading?.note === 'string' ? reading.note : '';
  const close = (): void => {
    at.value = 'closed';
    why.value = '';
  };
  return (
    <div class="more">
      <Earlier line={line} />
      {at.value === 'closed' && (
        <div class="row">
          {mayAgain && <button type="button" class="check__big check__big--inline" onClick={() => (at.value = 'again')}>{t('check.again')}</button>}
          {told && !open && canBePutRight(item) && reading?.putRight === undefined && state.result.value?.consequence !== undefined && <button type="button" class="check__big check__big--inline check__big--good" onClick={() => (at.value = 'put-right')}>{t('check.echo.put-right')}</button>}
          {item.allowNotApplicable === true && !has && <button type="button" class="check__plain" onClick={() => (at.value = 'na')}>{t('check.na')}</button>}
        </div>
      )}
      {failed && measured && has && !open && !mayAgain && <p class="soft">{t('check.again.no-more')}</p>}
      {note !== '' && at.value !== 'note' && <p class="before">{t('check.note.shown', { note })}</p>}
      {at.value === 'na' && <Reason id={idOf(key, 'na')} label={t('check.na.reason')} picks={[t('check.na.not-fitted'), t('check.na.not-used')]} go={t('check.na.go')} onCancel={close} onReason={(r) => (void doing.answer(key, notApplicable(state.reading.peek(), r)), close(), onward(key))} />}
      {at.value === 'note' && <Note line={line} note={note} onDone={close} />}
      {at.value === 'put-right' && <PutRight line={line} onDone={close} />}
      {at.value === 'again' && why.value === '' && <Reason id={idOf(key, 'why')} label={t('check.again.reason')} hint={t('check.again.hint')} picks={[t('check.again.set-up'), t('check.again.instrument'), t('check.again.machine')]} go={t('check.again.go')} onCancel={close} onReason={(r) => ((why.value = r), doing.enter(idOf(key, 'again')))} />}
      {at.value === 'again' && why.value !== '' && (
        <div class="panel">
          <p class="echo__question">{t('check.again.now')}</p>
          {item.kind === 'lot-range' ? <LotAgain line={line} why={why.value} onDone={close} /> : <NumberField line={line} label={label} again={why.value} onDone={close} />}
          <button type="button" class="check__plain" onClick={close}>{t('common.cancel')}</button>
        </div>
      )}
    </div>
  );
}

function Note({ line, note, onDone }: { line: Of; note: string; onDone: () => void }) {
  const { doing } = useHere();
  const { key } = line;
  const text = useSignal(note);
  const keep = (): void => {
    const { note: _, ...rest } = doing.line(key).reading.peek() ?? {};
    const said = text.peek().trim();
    void doing.answer(key, said === '' ? rest : { ...rest, note: said });
    onDone();
  };
  return (
    <div class="panel">
      <Said id={idOf(key, 'note')} label={t('check.note')} hint={t('check.note.hint')} value={text.value} onText={(x) => (text.value = x)} />
      <div class="row">
        <button type="button" class="check__big check__big--main" onClick={keep}>{t('common.save')}</button>
        <button type="button" class="check__big" onClick={onDone}>{t('common.cancel')}</button>
      </div>
    </div>
  );
}

/** What stood in its place before, and what was put right: all kept, all seen. */
function Earlier({ line }: { line: Of }) {
  const { doing } = useHere();
  const { item, key } = line;
  const reading = doing.line(key).reading.value;
  const words = (v: Parameters<typeof valueWords>[1]): string => (item.kind === 'date' && typeof v === 'string' ? dayWords(v) : valueWords(item, v, t('check.yes'), t('check.no')));
  const list = (reading?.earlier ?? []).map((e) => (e.mistyped === true ? t('check.earlier.mistyped', { value: words(e.value) }) : t('check.earlier.measured', { value: words(e.value), reason: e.reason ?? '' })));
  if (reading?.putRight !== undefined && reading.putRight !== null) {
    list.push(t('check.put-right.shown', { found: reading.putRight.found, did: reading.putRight.did }));
  }
  return list.length === 0 ? null : (
    <ul class="earlier">
      {list.map((words, n) => (
        <li key={n}>{words}</li>
      ))}
    </ul>
  );
}
