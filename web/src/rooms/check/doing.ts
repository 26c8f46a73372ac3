import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Alarm, Editing, Severity } from '../../core/tablet';
import type { ItemResult, Reading, Value } from '../../judge';
import { fails } from '../../judge';
import { itemsOf, type Item } from '../../judge/definition';
import { t } from '../../words';
import { answeredWith, measuredAgain } from './readings';
import { answered, asking, formOf, progress, usedBy, type Form, type Line } from './steps';

export type Saved = 'none' | 'saving' | 'saved' | 'failed';

/** What the full screen says. It stands before the disk has answered; `alarm` is what was sealed, once it was. */
export interface Shown {
  key: string;
  severity: Severity;
  why: string;
  alarm: Alarm | null;
  /** Nothing of it could be kept: only a phone helps. */
  lost: boolean;
}

const weight: Record<Severity, number> = { information: 0, advice: 1, 'put-right': 2, 'before-use': 3, 'do-not-use': 4 };

/** Whether it takes the whole screen; what does not may go on quietly beside its field. */
export const interrupts = (severity: Severity): boolean => fails(severity);

/**
 * A check being done, as the form shows it. Every line has signals of its own, so that an answer draws one line anew and not
 * the form; an answer is shown at once, and called saved when the disk said so.
 */
export class Doing {
  readonly form: Form;
  /** The full screen, when there is one. */
  readonly shown = signal<Shown | null>(null);
  /** The field with the keypad. */
  readonly active = signal<string | null>(null);
  /** Lines that could not be written: nothing is finished before they are. */
  readonly unsaved = signal<ReadonlySet<string>>(new Set());
  readonly progress: ReadonlySignal<{ done: number; of: number; missing: Line[] }>;
  private readonly keys: readonly string[];
  private readonly lines = new Map<string, LineState>();
  private readonly byKey: ReadonlySignal<ReadonlyMap<string, ItemResult>>;
  private readonly told = signal<Readonly<Record<string, Severity>>>({});
  private last: Promise<void> = Promise.resolve();

  constructor(
    readonly editing: Editing,
    private readonly alarms: ReadonlySignal<readonly Alarm[]>,
  ) {
    const given = editing.given();
    this.form = formOf(editing.definition, { day: given.day, features: given.features ?? [], points: given.points ?? [] });
    this.keys = this.form.points.flatMap((p) => this.form.at(p)).flatMap((part) => part.lines.map((l) => l.key));
    this.byKey = computed(() => new Map(editing.result.value.items.map((i) => [i.id, i])));
    for (const key of this.keys) {
      this.lines.set(key, this.lineOf(key));
    }
    this.progress = computed(() => progress(asking(this.form), this.readings()));
  }

  /** Readings as the screen has them: what is being written stands over what is on the disk. */
  private readings(): Record<string, Reading> {
    const all = { ...this.editing.draft.value.readings };
    for (const [key, line] of this.lines) {
      const waiting = line.waiting.value;
      if (waiting !== none) {
        waiting === undefined ? delete all[key] : (all[key] = waiting);
      }
    }
    return all;
  }

  /** Goes to a box: at once where it stands already, so that no key that follows is lost, or as soon as it does. */
  enter(id: string): void {
    this.active.value = id;
    document.getElementById(id)?.focus();
  }

  /** The point that a line belongs to; '' in a check without points. */
  pointOf(key: string): string {
    return this.form.points.find((p) => p !== '' && key.startsWith(`${p}/`)) ?? '';
  }

  item(key: string): Item | undefined {
    const id = key.slice(key.indexOf('/') + 1);
    return itemsOf(this.editing.definition).find((i) => i.id === id);
  }

  line(key: string): LineState {
    const known = this.lines.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = this.lineOf(key);
    this.lines.set(key, made);
    return made;
  }

  private lineOf(key: string): LineState {
    const waiting = signal<Reading | undefined | typeof none>(none);
    const saved = signal<Saved>(this.editing.draft.peek().readings[key] === undefined ? 'none' : 'saved');
    const reading = computed(() => (waiting.value === none ? this.editing.draft.value.readings[key] : waiting.value));
    let before: ItemResult | undefined;
    const result = computed(() => {
      const waits = waiting.value;
      const now = waits === none || waits === undefined ? this.byKey.value.get(key) : this.editing.would(key, waits);
      // The judge makes new objects each time: a line is drawn anew only when something of it is new.
      return (before = JSON.stringify(now) === JSON.stringify(before) ? before : now);
    });
    const open = computed(() => this.isOpen(key, result.value));
    return { waiting, saved, reading, result, open };
  }

  /** A failing answer that the person has not yet said is so, or that has become worse than what was told. */
  private isOpen(key: string, result: ItemResult | undefined): boolean {
    if (result?.consequence === undefined) {
      return false;
    }
    const told = this.toldOf(key);
    return told === undefined || weight[result.consequence] > weight[told];
  }

  /** How bad was what was told of this line; undefined when nothing was. */
  toldOf(key: string): Severity | undefined {
    const here = this.told.value[key];
    if (here !== undefined) {
      return here;
    }
    const opId = this.editing.draft.value.alerted[key];
    return opId === undefined ? undefined : (this.alarms.value.find((a) => a.opId === opId)?.severity ?? 'do-not-use');
  }

  /** Failing lines that nobody has confirmed. */
  unconfirmed(): string[] {
    return this.editing.result.value.items.filter((i) => this.isOpen(i.id, i)).map((i) => i.id);
  }

  /** Shows an answer at once and writes it. One after another, so that the newest is what stays. */
  answer(key: string, reading: Reading | undefined): Promise<boolean> {
    const line = this.line(key);
    batch(() => {
      line.waiting.value = reading;
      line.saved.value = 'saving';
    });
    const written = this.last.then(() => this.editing.answer(key, reading));
    this.last = written.catch(() => undefined);
    return written.then(
      () => this.settle(key, line, reading, true),
      () => this.settle(key, line, reading, false),
    );
  }

  /**
   * Answers with a value. What was there before was a slip of the finger, unless it was confirmed and told: then it was found,
   * and stays found, and the new answer is another look with a reason of its own.
   */
  give(key: string, value: Value): Promise<boolean> {
    const before = this.line(key).reading.peek();
    const found = before !== undefined && this.stands(key) && JSON.stringify(before.value) !== JSON.stringify(value);
    return this.answer(key, found ? measuredAgain(before, value, t('check.again.changed')) : answeredWith(before, value));
  }

  /** It was confirmed and told, itself or in what is worked out from it: it is measured again and no longer typed over. */
  stands(key: string): boolean {
    if (this.toldOf(key) !== undefined) {
      return true;
    }
    const id = key.slice(key.indexOf('/') + 1);
    const point = key.slice(0, key.length - id.length);
    return itemsOf(this.editing.definition).some((i) => i.kind === 'computed' && this.toldOf(point + i.id) !== undefined && usedBy(this.editing.definition, i.formula ?? '').some((u) => u.id === id));
  }

  private settle(key: string, line: LineState, reading: Reading | undefined, kept: boolean): boolean {
    if (line.waiting.peek() !== reading) {
      return kept; // a newer answer is on its way
    }
    batch(() => {
      line.saved.value = kept ? (reading === undefined ? 'none' : 'saved') : 'failed';
      if (kept) {
        line.waiting.value = none;
      }
      const unsaved = new Set(this.unsaved.peek());
      kept ? unsaved.delete(key) : unsaved.add(key);
      this.unsaved.value = unsaved;
    });
    return kept;
  }

  /** Tries what could not be written once more. */
  async again(): Promise<void> {
    for (const key of this.unsaved.peek()) {
      const waiting = this.line(key).waiting.peek();
      await this.answer(key, waiting === none ? undefined : waiting);
    }
  }

  /** The person said that it is so. The screen is there at once; what was sealed fills it in. */
  async confirm(key: string): Promise<void> {
    const result = this.line(key).result.peek();
    if (result?.consequence === undefined) {
      return;
    }
    const severity = result.consequence;
    const shown: Shown = { key, severity, why: result.why ?? '', alarm: null, lost: false };
    batch(() => {
      this.told.value = { ...this.told.peek(), [key]: severity };
      this.active.value = null;
      if (interrupts(severity)) {
        this.shown.value = shown;
      }
    });
    try {
      await this.last;
      const alarm = await this.editing.alert(key);
      this.replace(shown, { ...shown, alarm });
    } catch {
      batch(() => {
        const { [key]: _, ...rest } = this.told.peek();
        this.told.value = rest;
        this.shown.value = { ...shown, lost: true };
      });
    }
  }

  private replace(was: Shown, now: Shown): void {
    if (this.shown.peek() === was) {
      this.shown.value = now;
    }
  }

  /** What comes after a line: the next unanswered one of the same point, or null. */
  nextAfter(key: string): string | null {
    const lines = asking(this.form, this.pointOf(key));
    const at = lines.findIndex((l) => l.key === key);
    const waits = (l: Line): boolean => l.item.optional !== true && !answered(l.item, this.line(l.key).reading.peek());
    return (lines.slice(at + 1).find(waits) ?? lines.slice(0, Math.max(0, at)).find(waits))?.key ?? null;
  }

  /** Resolves when everything that was answered is on the disk, or is known not to be. */
  settled(): Promise<void> {
    return this.last;
  }
}

const none = Symbol('nothing is waiting');

export interface LineState {
  /** What is being written; `none` when the disk has it all. */
  readonly waiting: Signal<Reading | undefined | typeof none>;
  readonly saved: Signal<Saved>;
  readonly reading: ReadonlySignal<Reading | undefined>;
  readonly result: ReadonlySignal<ItemResult | undefined>;
  readonly open: ReadonlySignal<boolean>;
}
