import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { route } from '../../app/route';
import { useTablet } from '../../app/tablet';
import type { Equipment, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useWedge } from '../../kit/useWedge';
import { t } from '../../words';
import { seemsToHoldNHSNumber } from '../check/nhs';
import { readLabel } from '../start/label';
import { AtOnce } from './AtOnce';
import { Filed } from './Filed';
import { Photos } from './Photos';
import { blank, doingAtOnce, kinds, membersOf, missingIn, type Kind, type Missing, type Writing } from './report';
import './report.scss';

/** What is being written outlives a look at another room, and nothing else. */
const writing = signal<Writing>(blank);

/** Anybody reports; what they report is never refused, and what happens next is said as it is. */
export default function Report() {
  const tablet = useTablet();
  const [filed, setFiled] = useState<{ opId: string; writing: Writing }>();
  useAsked();
  if (filed !== undefined) {
    return <Filed opId={filed.opId} writing={filed.writing} tablet={tablet} again={() => setFiled(undefined)} />;
  }
  return <Form tablet={tablet} filed={(opId, w) => setFiled({ opId, writing: w })} />;
}

/** #/report?equipment=linac-2 comes from that machine's page. */
function useAsked(): void {
  const asked = new URLSearchParams(route.value.split('?')[1] ?? '').get('equipment');
  useEffect(() => {
    if (asked !== null) {
      writing.value = { ...writing.peek(), equipment: asked, area: '' };
    }
  }, [asked]);
}

const set = (change: Partial<Writing>): void => {
  writing.value = { ...writing.peek(), ...change };
};

function Form({ tablet, filed }: { tablet: Tablet; filed: (opId: string, w: Writing) => void }) {
  const w = writing.value;
  const [missing, setMissing] = useState<readonly Missing[]>([]);
  const [state, setState] = useState<'open' | 'saving' | 'failed'>('open');
  const equipment = tablet.view.equipment.value.get(w.equipment);
  useWedge((text) => {
    const read = readLabel(text, tablet.view.equipment.value.values());
    if (read.kind === 'found') {
      set({ equipment: read.equipment.id, area: '' });
    }
  });
  const send = async (): Promise<void> => {
    const lacks = missingIn(w);
    setMissing(lacks);
    if (lacks.length > 0 || state === 'saving') {
      return;
    }
    setState('saving');
    try {
      const opId = await tablet.outbox.seal('report.filed', membersOf(w));
      writing.value = blank;
      void tablet.sync().catch(() => undefined); // the outbox says how that went
      filed(opId, w);
    } catch {
      setState('failed');
    }
  };
  return (
    <form
      class="report"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <h1 tabIndex={-1}>{t('report.title')}</h1>
      <Lacks missing={missing} />
      <Kinds missing={missing.includes('kind')} />
      <About tablet={tablet} missing={missing.includes('about')} />
      <AtOnce doing={doingAtOnce(w.kind, equipment)} equipment={equipment} />
      <Text missing={missing.includes('text')} />
      <Photos tablet={tablet} blobs={w.blobs} set={(blobs) => set({ blobs })} />
      {state === 'failed' && (
        <Notice kind="stop" alert>
          {t('report.failed')}
        </Notice>
      )}
      <button type="submit" class="nhsuk-button report__send" aria-disabled={state === 'saving'}>
        {t(state === 'saving' ? 'report.sending' : 'report.send')}
      </button>
    </form>
  );
}

const fields: Readonly<Record<Missing, string>> = { kind: 'report-kind-unsafe', about: 'report-equipment', text: 'report-text' };

/** What is missing, on top, each a way to its field; the focus goes there. */
function Lacks({ missing }: { missing: readonly Missing[] }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (missing.length > 0) {
      box.current?.focus();
    }
  }, [missing]);
  if (missing.length === 0) {
    return null;
  }
  const to = (id: string) => (e: Event) => {
    e.preventDefault();
    document.getElementById(id)?.focus();
  };
  return (
    <div class="nhsuk-error-summary" role="alert" tabIndex={-1} ref={box} aria-labelledby="report-lacks">
      <h2 class="nhsuk-error-summary__title" id="report-lacks">
        {t('report.missing')}
      </h2>
      <ul class="nhsuk-list nhsuk-error-summary__list">
        {missing.map((m) => (
          <li key={m}>
            <a href={`#${fields[m]}`} onClick={to(fields[m])}>
              {t(`report.missing.${m}`)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const Lack = ({ id, of }: { id: string; of: Missing }) => (
  <span class="nhsuk-error-message" id={id}>
    {t(`report.missing.${of}`)}
  </span>
);

function Kinds({ missing }: { missing: boolean }) {
  const kind = writing.value.kind;
  return (
    <fieldset class="nhsuk-fieldset report__part" aria-describedby={missing ? 'report-kind-lack' : undefined}>
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{t('report.kind')}</legend>
      {missing && <Lack id="report-kind-lack" of="kind" />}
      <div class="report__kinds">
        {kinds.map((k: Kind) => (
          <label key={k} class={`report__kind${kind === k ? ' report__kind--on' : ''}${k === 'unsafe' ? ' report__kind--unsafe' : ''}`} for={`report-kind-${k}`}>
            <input type="radio" id={`report-kind-${k}`} name="report-kind" value={k} checked={kind === k} aria-describedby={`report-kind-${k}-hint`} onChange={() => set({ kind: k })} />
            <span>
              <span class="report__word">{t(`report.kind.${k}`)}</span>
              <span class="report__hint" id={`report-kind-${k}-hint`}>
                {t(`report.kind.${k}.hint`)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function About({ tablet, missing }: { tablet: Tablet; missing: boolean }) {
  const w = writing.value;
  const areas = [...tablet.view.areas.value.values()].sort((a, b) => a.name.localeCompare(b.name));
  const equipment = [...tablet.view.equipment.value.values()].filter((q) => q.status !== 'decommissioned').sort(byName);
  return (
    <fieldset class="nhsuk-fieldset report__part" aria-describedby={missing ? 'report-about-lack' : 'report-about-hint'}>
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{t('report.about')}</legend>
      <div class="nhsuk-hint" id="report-about-hint">
        {t('report.about.hint')}
      </div>
      {missing && <Lack id="report-about-lack" of="about" />}
      <label class="nhsuk-label" for="report-equipment">
        {t('report.equipment')}
      </label>
      <select id="report-equipment" class="nhsuk-select report__select" value={w.equipment} onChange={(e) => set({ equipment: e.currentTarget.value })}>
        <option value="">{t('report.equipment.none')}</option>
        {areas.map((a) => (
          <optgroup key={a.id} label={a.name}>
            {equipment
              .filter((q) => q.area === a.id)
              .map((q) => (
                <option key={q.id} value={q.id}>
                  {q.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      {w.equipment === '' && (
        <>
          <label class="nhsuk-label" for="report-area">
            {t('report.area')}
          </label>
          <select id="report-area" class="nhsuk-select report__select" value={w.area} onChange={(e) => set({ area: e.currentTarget.value })}>
            <option value="">{t('report.area.none')}</option>
            {areas.map((a) => (
              <option key={a.id} value={a.id}>
                {a.name}
              </option>
            ))}
          </select>
        </>
      )}
    </fieldset>
  );
}

const byName = (a: Equipment, b: Equipment): number => a.name.localeCompare(b.name, 'en-GB', { numeric: true });

function Text({ missing }: { missing: boolean }) {
  const { text } = writing.value;
  return (
    <div class="report__part">
      <label class="nhsuk-label nhsuk-label--m" for="report-text">
        {t('report.text')}
      </label>
      <div class="nhsuk-hint" id="report-text-hint">
        {t('report.text.hint')}
      </div>
      {missing && <Lack id="report-text-lack" of="text" />}
      <textarea
        id="report-text" class="nhsuk-textarea" rows={4} maxLength={10000} aria-describedby={missing ? 'report-text-lack report-text-hint' : 'report-text-hint'} value={text}
        onInput={(e) => set({ text: e.currentTarget.value })}
      />
      <div aria-live="polite">
        {seemsToHoldNHSNumber(text) && (
          <Notice kind="warn">
            <p class="report__nhs">
              <Icon name="out-of-tolerance" /> {t('report.text.nhs')}
            </p>
          </Notice>
        )}
      </div>
    </div>
  );
}
