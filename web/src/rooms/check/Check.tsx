import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { go } from '../../app/route';
import { useTablet } from '../../app/tablet';
import type { Editing } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useTop } from '../../kit/useFocus';
import { momentOf } from '../../kit/when';
import { useSeconds } from '../today/useSeconds';
import { t } from '../../words';
import { HereContext, idOf, useHere, type Here } from './context';
import { Doing, type Shown } from './doing';
import { Finish, stopPicks } from './Finish';
import { Line } from './Line';
import { nextPoint, Points, stateOf } from './Points';
import { Reason } from './Said';
import { asking, type Part } from './steps';
import { StopScreen } from './StopScreen';
import { Supervise } from './Supervise';

type View = { at: 'points' } | { at: 'form'; point: string } | { at: 'finish' };

/** A check being done. */
export function Check({ editing }: { editing: Editing }) {
  const tablet = useTablet();
  const doing = useMemo(() => new Doing(editing, tablet.alarms.open), [editing]);
  const round = doing.form.points.length !== 1 || doing.form.points[0] !== '';
  const view = useSignal<View>(firstView(doing, round));
  const lost = useSignal(false);

  const end = async (how: { stoppedEarly?: string }): Promise<void> => {
    lost.value = false;
    try {
      await doing.settled();
      await editing.finish(how);
    } catch {
      lost.value = true;
    }
  };
  const toLine = (key: string): void => {
    view.value = { at: 'form', point: doing.pointOf(key) };
    // The form is drawn first: then there is something to go to.
    setTimeout(() => {
      const line = document.getElementById(idOf(key, 'line'));
      line?.scrollIntoView({ block: 'center' });
      line?.focus({ preventScroll: true });
    });
  };
  const here: Here = useMemo(
    () => ({
      tablet,
      doing,
      onward: (key) => onward(doing, key),
      stopEarly: (reason) => end({ stoppedEarly: reason }),
    }),
    [tablet, doing],
  );
  const resumed = editing.draft.peek().at;
  useLayoutEffect(() => {
    if (resumed !== null && Object.keys(editing.draft.peek().readings).length > 0) {
      toLine(resumed);
    } else {
      document.querySelector<HTMLElement>('.check__title')?.focus({ preventScroll: true });
    }
    document.title = [editing.equipment.name, editing.definition.title, t('app.name')].join(' – ');
  }, []);
  const at = view.value;
  return (
    <HereContext.Provider value={here}>
      <StopWhile onContinue={toLine} />
      <HiddenWhile>
        <Head editing={editing} />
        {lost.value && <Notice kind="stop" alert>{t('check.finish.lost')}</Notice>}
        {at.at !== 'finish' && <Unsaved />}
        {at.at !== 'finish' && (!round || at.at === 'points') && <Supervise />}
        {at.at === 'points' && (
          <>
            <Parts parts={doing.form.before} />
            <Points onPoint={(point) => (view.value = { at: 'form', point })} />
            <Parts parts={doing.form.after} />
          </>
        )}
        {at.at === 'form' && <Form key={at.point} point={at.point} round={round} onPoints={() => (view.value = { at: 'points' })} />}
        {at.at === 'finish' && (
          <Finish onBack={() => (view.value = round ? { at: 'points' } : { at: 'form', point: '' })} onLine={toLine} onFinish={() => end({})}
            onAbandon={async (reason) => {
              const done = await editing.abandon(reason);
              done.ok && go('/');
              return done.ok;
            }} />
        )}
        {at.at !== 'finish' && <button type="button" class="check__plain check__end" onClick={() => (view.value = { at: 'finish' })}>{t('check.end')}</button>}
        {at.at !== 'finish' && <Foot view={at} round={round} onView={(v) => (view.value = v)} onLine={toLine} />}
      </HiddenWhile>
    </HereContext.Provider>
  );
}

/** The full screen when there is one. The form beneath is neither drawn anew nor lost. */
function StopWhile({ onContinue }: { onContinue: (key: string) => void }) {
  const { doing } = useHere();
  const shown = doing.shown.value;
  return shown === null ? null : <Stopped shown={shown} onContinue={() => ((doing.shown.value = null), onContinue(shown.key))} />;
}

function HiddenWhile({ children }: { children: ComponentChildren }) {
  const { doing } = useHere();
  return <div class="check" hidden={doing.shown.value !== null}>{children}</div>;
}

function Unsaved() {
  const { doing } = useHere();
  const count = doing.unsaved.value.size;
  return count === 0 ? null : (
    <Notice kind="stop" alert>
      <p>{t('check.unsaved', { count })}</p>
      <button type="button" class="check__big check__big--stop" onClick={() => void doing.again()}>{t('check.unsaved.again')}</button>
    </Notice>
  );
}

function firstView(doing: Doing, round: boolean): View {
  const point = doing.pointOf(doing.editing.draft.peek().at ?? '');
  return round && point === '' ? { at: 'points' } : { at: 'form', point };
}

/** Brings what comes next into sight, without moving a finger's target from under it. */
function onward(doing: Doing, key: string): void {
  const had = document.activeElement;
  setTimeout(() => {
    if (doing.line(key).open.peek()) {
      intoSight(key);
    } else if (!gone(key, had)) {
      toNext(doing, key);
    }
  });
}

function toNext(doing: Doing, key: string): void {
  const next = doing.nextAfter(key);
  const field = next === null ? null : document.getElementById(idOf(next, 'field'));
  if (next !== null && field?.classList.contains('entry__box') === true && !field.classList.contains('entry__box--text')) {
    doing.enter(idOf(next, 'field'));
  } else {
    doing.active.value = null;
  }
  if (next === null) {
    document.getElementById('check-next')?.focus({ preventScroll: true });
  } else {
    // The keypad opens or closes first: what is scrolled to before it does would end under the bar.
    const had = document.activeElement;
    setTimeout(() => stays(had) && intoSight(next));
    doing.editing.at(next).catch(() => undefined); // where somebody was is not worth an alarm
  }
}

const intoSight = (key: string): void => document.getElementById(idOf(key, 'line'))?.scrollIntoView({ block: 'nearest' });

/** Whoever has moved meanwhile, in the same line too, has in sight what they went to. */
const stays = (had: Element | null): boolean => document.activeElement === had || document.activeElement === document.body;

/** Whoever has gone on to another line by themselves meanwhile is left where they are. */
function gone(key: string, had: Element | null): boolean {
  const has = document.activeElement;
  return has !== had && has !== document.body && has?.closest(`[id="${idOf(key, 'line')}"]`) === null;
}

function Head({ editing }: { editing: Editing }) {
  const tablet = useTablet();
  const draft = editing.draft.value;
  const first = draft.hands[0];
  const last = draft.hands[draft.hands.length - 1];
  const { status, restriction } = tablet.view.equipment.value.get(editing.equipment.id) ?? editing.equipment;
  return (
    <header class="check__head">
      <h1 class="check__title" tabIndex={-1}>
        <span class="check__machine">{editing.equipment.name}</span>
        {editing.definition.title}
      </h1>
      {first !== undefined && last !== undefined && first.name !== last.name && <p class="soft">{t('check.hands', { first: first.name, last: last.name, when: momentOf(draft.startedAt, tablet.clock.now()) })}</p>}
      {status !== 'in-service' && <Notice kind={status === 'in-service-restricted' ? 'warn' : 'stop'}>{t(`check.status.${status}`, { name: editing.equipment.name, restriction: restriction ?? '' })}</Notice>}
      {draft.seconds !== null && <OfTwo first={draft.seconds} />}
    </header>
  );
}

/** The first person may come to hold the tablet meanwhile: what they finish would count for no second check. */
function OfTwo({ first }: { first: string }) {
  const tablet = useTablet();
  const own = useSeconds(tablet, tablet.clock.now()).some((w) => w.check === first && w.you === 'own');
  return own ? <Notice kind="warn">{t('check.second.own')}</Notice> : <Notice>{t('check.second.hidden')}</Notice>;
}

const Parts = ({ parts }: { parts: readonly Part[] }) => (
  <>
    {parts.map((p) => (
      <section key={p.title} class="part">
        <h2 class="part__title">{p.title}</h2>
        {p.lines.map((l) => (
          <Line key={l.key} line={l} />
        ))}
      </section>
    ))}
  </>
);

function Form({ point, round, onPoints }: { point: string; round: boolean; onPoints: () => void }) {
  const { doing } = useHere();
  const heading = useTop<HTMLHeadingElement>(!round);
  return (
    <>
      {round && (
        <div class="walk">
          <button type="button" class="check__big check__big--inline" onClick={onPoints}><Icon name="back" />{t('check.points.all')}</button>
          <h2 class="walk__point" tabIndex={-1} ref={heading}>{stateOf(doing, point).name}</h2>
        </div>
      )}
      <Parts parts={doing.form.at(point)} />
    </>
  );
}

/** Always there: how far it is, and the one thing to do next. */
function Foot({ view, round, onView, onLine }: { view: View; round: boolean; onView: (v: View) => void; onLine: (key: string) => void }) {
  const { doing } = useHere();
  const p = useComputed(() => doing.progress.value).value;
  const point = view.at === 'form' ? view.point : null;
  const first = point === null ? undefined : p.missing.find((l) => asking(doing.form, point).some((a) => a.key === l.key));
  const next = round && first === undefined ? nextPoint(doing, point) : null;
  const finish = (): void => onView({ at: 'finish' });
  return (
    <footer class="foot-bar">
      <div class="foot-bar__far">
        <progress class="foot-bar__bar" max={Math.max(1, p.of)} value={p.done} aria-label={t('check.progress.label')} />
        <span aria-live="polite">{t('check.progress', { done: p.done, of: p.of })}</span>
      </div>
      {first !== undefined ? (
        <button id="check-next" type="button" class="check__big" onClick={() => onLine(first.key)}>{t('check.next.question')}</button>
      ) : next !== null ? (
        <button id="check-next" type="button" class="check__big check__big--main" onClick={() => onView({ at: 'form', point: next })}>{t('check.next.point', { name: stateOf(doing, next).name })}<Icon name="next" /></button>
      ) : (
        <button id="check-next" type="button" class="check__big check__big--main" onClick={finish}>{t('check.finish')}</button>
      )}
    </footer>
  );
}

function Stopped({ shown, onContinue }: { shown: Shown; onContinue: () => void }) {
  const { doing, tablet, stopEarly } = useHere();
  const stopping = useSignal(false);
  const item = doing.item(shown.key);
  const name = doing.editing.equipment.points.find((p) => p.id === doing.pointOf(shown.key))?.name;
  const prompt = item?.prompt ?? shown.key;
  return (
    <StopScreen tablet={tablet} equipment={doing.editing.equipment} severity={shown.severity} what={t('stop.found', { what: name === undefined ? prompt : `${name}: ${prompt}` })} guidance={item?.guidance} alarm={shown.alarm} lost={shown.lost}>
      {stopping.value ? (
        <Reason id="stop-now" label={t('check.stop-early.reason')} hint={t('check.stop-early.hint')} picks={stopPicks()} go={t('check.stop-early.go')} onCancel={() => (stopping.value = false)} onReason={(r) => ((doing.shown.value = null), void stopEarly(r))} />
      ) : (
        <div class="stop__go">
          <button type="button" class="check__big check__big--wide check__big--main" onClick={onContinue}>{t('stop.continue')}</button>
          <button type="button" class="check__big check__big--wide" onClick={() => (stopping.value = true)}>{t('check.stop-early')}</button>
        </div>
      )}
    </StopScreen>
  );
}
