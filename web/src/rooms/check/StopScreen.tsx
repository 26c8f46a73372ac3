import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { wholeScreen } from '../../app/Alarmed';
import type { Alarm, Equipment, Said as SaidOf, Severity, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { few, nearest } from '../../kit/nearest';
import { useFocus, useTop } from '../../kit/useFocus';
import { clockOf } from '../../kit/when';
import { t } from '../../words';

/** What somebody must do about a thing, in three words. What saves lives stays where it is, whatever is wrong with it. */
export type Order = 'do-not-use' | 'before-use' | 'act-now';

export const orderOf = (severity: Severity, equipment: Pick<Equipment, 'neverWithdrawn'> | undefined): Order =>
  severity === 'put-right' || equipment?.neverWithdrawn === true ? 'act-now' : severity === 'before-use' ? 'before-use' : 'do-not-use';

/**
 * The whole screen, at once and without a signal: what not to do, why, whom to phone on which number, and what is known of
 * who was told. It lets go when the person goes on; it never says told before the server did.
 */
export function StopScreen({ tablet, equipment, severity, what, guidance, alarm, lost, children }: {
  tablet: Tablet;
  equipment: Equipment | undefined;
  severity: Severity;
  /** What was found, in the question's words. */
  what: string;
  guidance: string | undefined;
  alarm: Alarm | null;
  lost: boolean;
  children: ComponentChildren;
}) {
  const heading = useTop<HTMLHeadingElement>();
  const order = orderOf(severity, equipment);
  const name = equipment?.name ?? alarm?.equipment ?? '';
  const guards = (equipment?.affects ?? []).map((id) => tablet.view.equipment.value.get(id)?.name ?? id);
  const now = alarm === null ? null : (tablet.alarms.open.value.find((a) => a.opId === alarm.opId) ?? alarm);
  const shown = alarm?.opId ?? null;
  useLayoutEffect(() => {
    wholeScreen.value = shown;
    return () => {
      wholeScreen.value = null;
    };
  }, [shown]);
  return (
    <section class={`stop stop--${order}`} aria-labelledby="stop-title">
      <div role="alert">
        <h1 id="stop-title" class="stop__title" tabIndex={-1} ref={heading}>
          <Icon name={order === 'do-not-use' ? 'fail' : 'out-of-tolerance'} />
          {t(`stop.${order}`, { name })}
        </h1>
        <p class="stop__why">{what}</p>
      </div>
      <ul class="stop__do">
        {equipment?.treats === true && order === 'do-not-use' && <li>{t('stop.couch')}</li>}
        {order === 'before-use' && <li>{t('stop.ask')}</li>}
        {equipment?.neverWithdrawn === true && <li>{t('stop.stays')}</li>}
        {guidance !== undefined && <li>{guidance}</li>}
        {guards.length > 0 && <li>{t('stop.guards', { names: guards.join(', ') })}</li>}
      </ul>
      {lost ? <Notice kind="stop" alert>{t('stop.lost')}</Notice> : <Told alarm={now} />}
      <Phones tablet={tablet} equipment={equipment?.id ?? alarm?.equipment ?? ''} alarm={now} />
      {children}
    </section>
  );
}

/** What the server said of it, and nothing more hopeful. */
export function Told({ alarm }: { alarm: Alarm | null }) {
  const told = alarm?.told ?? 'not-sent';
  const names = alarm?.who.join(', ') ?? '';
  const who = names === '' ? t('stop.somebody') : names; // it was answered, and by whom has not come yet
  return (
    <div class={`told told--${told}`} aria-live="polite">
      <p class="told__words">
        <Icon name={told === 'answered' ? 'pass' : told === 'told' ? 'person' : 'phone'} />
        {t(`stop.told.${told}`, { who })}
      </p>
      {told === 'told' && alarm?.phone === true && <p class="told__phone">{t('stop.phone-now')}</p>}
      {alarm?.unconfirmed === true && told !== 'told' && <p class="told__phone">{t('stop.unconfirmed')}</p>}
      {alarm?.ref !== undefined && alarm?.ref !== null && <p>{t('stop.ref', { ref: alarm.ref })}</p>}
    </div>
  );
}

function Phones({ tablet, equipment, alarm }: { tablet: Tablet; equipment: string; alarm: Alarm | null }) {
  const phones = tablet.alarms.phones(equipment);
  const first = nearest(phones);
  const rest = phones.filter((p) => !first.includes(p));
  const find = tablet.alarms.toFind(equipment).slice(0, few).map((p) => (p.what === '' ? p.name : `${p.name} (${p.what})`));
  const asking = useSignal<'none' | 'in-person' | 'phoned'>('none');
  const failed = useSignal(false);
  const say = (how: SaidOf['how'], whom: string): void => {
    failed.value = false;
    asking.value = 'none';
    if (alarm !== null) {
      tablet.alarms.say(alarm.opId, { how, whom }).catch(() => (failed.value = true));
    }
  };
  return (
    <div class="calls">
      <h2 class="stop__part">{t('stop.phone')}</h2>
      {phones.length === 0 && <p>{t('stop.no-phones')}</p>}
      <Numbers phones={first} off={alarm === null} onPhoned={(whom) => say('phoned', whom)} />
      {find.length > 0 && <p class="calls__find"><Icon name="person" />{t('stop.find', { names: find.join(', ') })}</p>}
      {rest.length > 0 && (
        <details class="calls__more">
          <summary>{t('stop.more-phones', { count: rest.length })}</summary>
          <Numbers phones={rest} off={alarm === null} onPhoned={(whom) => say('phoned', whom)} />
        </details>
      )}
      <h2 class="stop__part">{t('stop.who')}</h2>
      <div class="row">
        {(['phoned', 'in-person'] as const).map((how) => (
          <button key={how} type="button" class="check__big check__big--inline" disabled={alarm === null} aria-expanded={asking.value === how} onClick={() => (asking.value = how)}>{t(how === 'phoned' ? 'stop.say.phoned-other' : 'stop.say.in-person')}</button>
        ))}
        <button type="button" class="check__big check__big--inline" disabled={alarm === null} onClick={() => say('nobody-answered', '')}>{t('stop.say.nobody')}</button>
        <button type="button" class="check__big check__big--inline" disabled={alarm === null} onClick={() => say('left-a-notice', '')}>{t('stop.say.notice')}</button>
      </div>
      {asking.value !== 'none' && <Whom onWhom={(whom) => say(asking.peek() === 'phoned' ? 'phoned' : 'in-person', whom)} />}
      {failed.value && <Notice kind="stop" alert>{t('stop.say.failed')}</Notice>}
      <Said alarm={alarm} />
    </div>
  );
}

function Numbers({ phones, off, onPhoned }: { phones: readonly { name: string; number: string; what: string }[]; off: boolean; onPhoned: (whom: string) => void }) {
  return (
    <ul class="calls__list">
      {phones.map((p) => (
        <li key={p.name + p.number} class="calls__one">
          <a class="calls__number" href={`tel:${p.number.replace(/[^+\d]/g, '')}`}>
            <Icon name="phone" />
            <strong>{p.number}</strong>
            <span>
              {p.name}
              {p.what !== '' && <span class="choose__soft">{p.what}</span>}
            </span>
          </a>
          <button type="button" class="check__big check__big--inline" disabled={off} onClick={() => onPhoned(p.name)}>
            {t('stop.phoned')}
            <span class="nhsuk-u-visually-hidden"> {p.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Whom({ onWhom }: { onWhom: (whom: string) => void }) {
  const whom = useSignal('');
  const box = useFocus<HTMLInputElement>();
  const give = (): void => {
    if (whom.peek().trim() !== '') {
      onWhom(whom.peek().trim());
    }
  };
  return (
    <div class="entry">
      <label class="entry__label" for="stop-whom">{t('stop.whom')}</label>
      <div class="entry__row">
        <input ref={box} id="stop-whom" class="entry__box entry__box--text" type="text" autocomplete="off" maxLength={80} value={whom.value} onInput={(e) => (whom.value = e.currentTarget.value)} onKeyDown={(e) => e.key === 'Enter' && give()} />
        <button type="button" class="check__big check__big--main check__big--inline" onClick={give}>{t('common.save')}</button>
      </div>
    </div>
  );
}

function Said({ alarm }: { alarm: Alarm | null }) {
  const said = alarm?.said ?? [];
  return (
    <div aria-live="polite">
      {said.length > 0 && (
        <ul class="earlier">
          {said.map((s) => (
            <li key={`${s.how}${s.at}`}>{t(`stop.said.${s.how}`, { whom: s.whom })} {clockOf(s.at)}</li>
          ))}
        </ul>
      )}
      {said.some((s) => s.how === 'nobody-answered') && alarm?.told !== 'answered' && <p class="soft">{t('stop.goes-on-calling')}</p>}
    </div>
  );
}
