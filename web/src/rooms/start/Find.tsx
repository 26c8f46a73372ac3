import { useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import { go, route } from '../../app/route';
import type { Equipment, Occurrence, Tablet } from '../../core/tablet';
import { Notice } from '../../kit/Notice';
import { ScanButton, Scanner } from '../../kit/Scanner';
import { useWedge } from '../../kit/useWedge';
import { t } from '../../words';
import { begin } from '../today/begin';
import { remembered } from '../today/remembered';
import { guard, readLabel, search, type Read } from './label';
import { WrongMachine } from './WrongMachine';
import '../today/today.scss';
import './start.scss';

/**
 * From a label to its equipment: by camera, by a scanner that types, or by hand. With ?for=, a check due is waiting for this
 * label, and another machine's is not taken for it.
 */
export default function Find() {
  const tablet = useTablet();
  const waiting = useWaiting(tablet);
  const [text, setText] = useState('');
  const [read, setRead] = useState<Read>();
  const equipment = tablet.view.equipment.value;
  const choose = (q: Equipment): void => arrive(q, waiting, tablet, setRead);
  const take = (said: string): void => {
    const is = readLabel(said, equipment.values());
    setText(is.kind === 'found' ? '' : said);
    if (is.kind === 'found') {
      choose(is.equipment);
    } else {
      setRead(is);
    }
  };
  useWedge(take);
  const found = read?.kind === 'found' ? guard(waiting?.equipment, read.equipment) : undefined;
  return (
    <div class="find">
      <h1 tabIndex={-1}>{waiting === undefined ? t('start.find') : t('start.find.for', { equipment: waiting.equipment.name })}</h1>
      {waiting !== undefined && <p class="find__for">{t('start.find.what', { checklist: titleOf(waiting.occurrence, tablet) })}</p>}
      {found !== undefined && !found.ok && waiting !== undefined ? (
        <WrongMachine meant={found.meant} scanned={found.scanned} again={() => setRead(undefined)} />
      ) : (
        <>
          <Camera take={take} />
          <Typed text={text} setText={setText} take={take} />
          <Answer read={read} text={text} tablet={tablet} choose={choose} />
        </>
      )}
    </div>
  );
}

/** Where a label was once read by camera, the camera is open from the start: a tablet in a glove has no tap to spare. */
const byCamera = remembered('find.camera');

function Camera({ take }: { take: (text: string) => void }) {
  const [open, set] = useState(byCamera.value === 'yes');
  if (!open) {
    return <ScanButton words={t('start.camera')} onPress={() => set(true)} />;
  }
  const read = (text: string): void => {
    byCamera.value = 'yes';
    set(false);
    take(text);
  };
  const close = (): void => {
    byCamera.value = '';
    set(false);
  };
  return <Scanner onRead={read} onClose={close} />;
}

interface Waiting {
  occurrence: Occurrence;
  equipment: Equipment;
}

function useWaiting(tablet: Tablet): Waiting | undefined {
  const id = new URLSearchParams(route.value.split('?')[1] ?? '').get('for');
  const occurrence = id === null ? undefined : tablet.view.occurrences.value.get(id);
  const equipment = occurrence === undefined ? undefined : tablet.view.equipment.value.get(occurrence.equipment);
  return occurrence === undefined || equipment === undefined ? undefined : { occurrence, equipment };
}

const titleOf = (o: Occurrence, tablet: Tablet): string => tablet.view.checklists.value.get(o.checklist)?.title ?? o.checklist;

function arrive(q: Equipment, waiting: Waiting | undefined, tablet: Tablet, setRead: (read: Read) => void): void {
  if (waiting === undefined) {
    go(`/start/${q.id}`);
  } else if (guard(waiting.equipment, q).ok) {
    void begin(tablet, { checklist: waiting.occurrence.checklist, equipment: q.id, occurrence: waiting.occurrence.id });
  } else {
    setRead({ kind: 'found', equipment: q });
  }
}

function Typed({ text, setText, take }: { text: string; setText: (text: string) => void; take: (text: string) => void }) {
  return (
    <form
      class="find__typed"
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim() !== '') {
          take(text);
        }
      }}
    >
      <label class="nhsuk-label" for="find-text">
        {t('start.typed')}
      </label>
      <div class="nhsuk-hint" id="find-hint">
        {t('start.typed.hint')}
      </div>
      <div class="row">
        <input
          id="find-text" class="nhsuk-input find__text" aria-describedby="find-hint" autocomplete="off" autocapitalize="none" spellcheck={false} enterkeyhint="search" value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
        <button type="submit" class="nhsuk-button find__go">
          {t('start.typed.go')}
        </button>
      </div>
    </form>
  );
}

function Answer({ read, text, tablet, choose }: { read: Read | undefined; text: string; tablet: Tablet; choose: (q: Equipment) => void }) {
  const { equipment, areas } = tablet.view;
  const place = (id: string): string => areas.value.get(id)?.name ?? '';
  const searched = search(text, equipment.value.values(), place);
  const list = read?.kind === 'several' ? read.equipment : text.trim() === '' ? [...equipment.value.values()].filter((q) => q.status !== 'decommissioned').sort(byName) : searched;
  const unknown = read?.kind === 'unknown' && read.text === text.trim() && searched.length === 0;
  return (
    <>
      <div aria-live="polite">
        {unknown && (
          <Notice kind="warn">
            <p>{t('start.unknown', { text: read.text })}</p>
          </Notice>
        )}
        <p class="nhsuk-u-visually-hidden">{text.trim() === '' ? '' : t('start.found', { count: list.length })}</p>
      </div>
      <h2 class="today__group">{read?.kind === 'several' ? t('start.several') : text.trim() === '' ? t('start.all') : t('start.found', { count: list.length })}</h2>
      <ul role="list" class="rows find__list">
        {list.map((q) => (
          <li key={q.id}>
            <button type="button" class="find__one" onClick={() => choose(q)}>
              <span class="find__name">{q.name}</span>
              <span class="soft">{[place(q.area), q.id].filter((w) => w !== '').join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const byName = (a: Equipment, b: Equipment): number => a.name.localeCompare(b.name, 'en-GB', { numeric: true });
