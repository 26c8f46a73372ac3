import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { Notice } from '../../kit/Notice';
import { useFocus } from '../../kit/useFocus';
import { Verdict } from '../../kit/Verdict';
import { lasting } from '../../kit/when';
import { t } from '../../words';
import { useHere } from './context';
import { Reason, Said } from './Said';
import { Supervise } from './Supervise';
import { short } from './Worked';

/** Before it is sealed: what is missing, what it came to, how long it took, and a word to add. */
export function Finish({ onBack, onLine, onFinish, onAbandon }: { onBack: () => void; onLine: (key: string) => void; onFinish: () => Promise<void>; onAbandon: (reason: string) => Promise<boolean> }) {
  const { doing, tablet, stopEarly } = useHere();
  const heading = useFocus<HTMLHeadingElement>();
  const ending = useSignal<'no' | 'stop' | 'abandon' | 'kept'>('no');
  const busy = useSignal(false);
  const draft = doing.editing.draft.value;
  const note = useSignal(draft.note);
  const { missing } = doing.progress.value;
  const unconfirmed = doing.unconfirmed();
  const round = doing.form.points[0] !== '';
  const unsaved = doing.unsaved.value.size;
  const keepNote = (): void => {
    if (note.peek() !== doing.editing.draft.peek().note) {
      doing.editing.note(note.peek()).catch(() => undefined); // what is sealed holds it all the same
    }
  };
  useLayoutEffect(() => keepNote, []); // whoever goes elsewhere need not have left the box, and the check gives up its editor after the paint
  const finish = async (): Promise<void> => {
    if (busy.peek()) {
      return;
    }
    busy.value = true;
    try {
      keepNote();
      await onFinish();
    } finally {
      busy.value = false;
    }
  };
  const words = (key: string): string => {
    const name = doing.editing.equipment.points.find((p) => p.id === doing.pointOf(key))?.name;
    const prompt = short(doing.item(key)?.prompt ?? key);
    return name === undefined ? prompt : `${name}: ${prompt}`;
  };
  const links = (keys: readonly string[]) => (
    <ul class="nhsuk-list nhsuk-error-summary__list">
      {keys.slice(0, 20).map((key) => (
        <li key={key}>
          <button type="button" class="check__link" onClick={() => onLine(key)}>{words(key)}</button>
        </li>
      ))}
      {keys.length > 20 && <li>{t('check.finish.more', { count: keys.length - 20 })}</li>}
    </ul>
  );
  return (
    <section class="finish" aria-labelledby="finish-title">
      <h2 id="finish-title" class="finish__title" tabIndex={-1} ref={heading}>{t('check.finish.title')}</h2>
      {unsaved > 0 && <Notice kind="stop" alert><p>{t('check.unsaved', { count: unsaved })}</p><button type="button" class="check__big check__big--stop" onClick={() => void doing.again()}>{t('check.unsaved.again')}</button></Notice>}
      {missing.length > 0 && (
        <div class="nhsuk-error-summary" role="group" aria-labelledby="finish-missing">
          <h3 class="nhsuk-error-summary__title" id="finish-missing">{t('check.finish.missing', { count: missing.length })}</h3>
          {round ? (
            <ul class="nhsuk-list nhsuk-error-summary__list">
              {doing.form.points.map((p) => ({ p, left: missing.filter((l) => l.point === p) })).filter(({ left }) => left.length > 0).map(({ p, left }) => (
                <li key={p}>
                  <button type="button" class="check__link" onClick={() => onLine(left[0]?.key ?? '')}>{t('check.finish.point', { name: doing.editing.equipment.points.find((q) => q.id === p)?.name ?? p, count: left.length })}</button>
                </li>
              ))}
            </ul>
          ) : (
            links(missing.map((l) => l.key))
          )}
        </div>
      )}
      {unconfirmed.length > 0 && (
        <div class="nhsuk-error-summary" role="group" aria-labelledby="finish-unconfirmed">
          <h3 class="nhsuk-error-summary__title" id="finish-unconfirmed">{t('check.finish.unconfirmed', { count: unconfirmed.length })}</h3>
          {links(unconfirmed)}
        </div>
      )}
      {missing.length === 0 && <p class="finish__verdict">{t('check.finish.comes-to')} <Verdict of={doing.editing.result.value.verdict} /></p>}
      <p class="soft">{t('check.finish.took', { time: lasting(Math.max(0, tablet.clock.now() - draft.startedAt)) })}</p>
      <Supervise />
      <div onFocusOut={keepNote}>
        <Said id="check-note" label={t('check.finish.note')} hint={t('check.note.hint')} value={note.value} onText={(x) => (note.value = x)} />
      </div>
      {ending.value === 'no' && (
        <div class="finish__go">
          {missing.length === 0 && unconfirmed.length === 0 && unsaved === 0 && <button type="button" class="check__big check__big--main check__big--wide" disabled={busy.value} onClick={() => void finish()}>{t('check.finish.go')}</button>}
          <button type="button" class="check__big check__big--wide" onClick={onBack}>{t('check.finish.back')}</button>
          <div class="row">
            <button type="button" class="check__plain" onClick={() => (ending.value = 'stop')}>{t('check.stop-early')}</button>
            {Object.keys(draft.alerted).length === 0 && <button type="button" class="check__plain" onClick={() => (ending.value = 'abandon')}>{t('check.abandon')}</button>}
          </div>
        </div>
      )}
      {ending.value === 'stop' && <Reason id="stop-reason" label={t('check.stop-early.reason')} hint={t('check.stop-early.hint')} picks={stopPicks()} go={t('check.stop-early.go')} onCancel={() => (ending.value = 'no')} onReason={(r) => void stopEarly(r)} />}
      {ending.value === 'abandon' && <Reason id="abandon-reason" label={t('check.abandon.reason')} hint={t('check.abandon.hint')} picks={[t('check.abandon.wrong'), t('check.abandon.twice')]} go={t('check.abandon.go')} onCancel={() => (ending.value = 'no')} onReason={(r) => void onAbandon(r).then((ok) => !ok && (ending.value = 'kept'))} />}
      {ending.value === 'kept' && <Notice kind="warn" alert>{t('check.abandon.kept')}</Notice>}
    </section>
  );
}

export const stopPicks = (): string[] => [t('check.stop-early.failed'), t('check.stop-early.called'), t('check.stop-early.needed')];
