import { Icon, type IconName } from '../../kit/Icon';
import { isWorse, type Verdict } from '../../judge';
import { t } from '../../words';
import { useHere } from './context';
import { asking, answered, type Line } from './steps';
import type { Doing } from './doing';

export interface PointState {
  id: string;
  name: string;
  done: number;
  of: number;
  /** The worst of what was answered, undefined while nothing was. */
  worst: Verdict | undefined;
}

/** How a point of the walk stands. */
export function stateOf(doing: Doing, point: string): PointState {
  const lines = asking(doing.form, point);
  const has = (l: Line): boolean => answered(l.item, doing.line(l.key).reading.value);
  const done = lines.filter(has);
  let worst: Verdict | undefined;
  for (const l of done) {
    const v = doing.line(l.key).result.value?.verdict;
    worst = v !== undefined && (worst === undefined || isWorse(v, worst)) ? v : worst;
  }
  const name = doing.editing.equipment.points.find((p) => p.id === point)?.name ?? point;
  return { id: point, name, done: done.length, of: lines.filter((l) => l.item.optional !== true || has(l)).length, worst };
}

/** The next point with something left, after this one and round to the start; null when there is none. */
export function nextPoint(doing: Doing, after: string | null): string | null {
  const { points } = doing.form;
  const at = after === null ? -1 : points.indexOf(after);
  const order = [...points.slice(at + 1), ...points.slice(0, Math.max(0, at))];
  return order.find((p) => { const s = stateOf(doing, p); return s.done < s.of; }) ?? null;
}

/** The walk: every point with how it stands. Each is answered by itself; nothing answers for all of them at once. */
export function Points({ onPoint }: { onPoint: (point: string) => void }) {
  const { doing } = useHere();
  return (
    <ol class="points">
      {doing.form.points.map((p) => (
        <Point key={p} point={p} onPoint={onPoint} />
      ))}
    </ol>
  );
}

function Point({ point, onPoint }: { point: string; onPoint: (point: string) => void }) {
  const { doing } = useHere();
  const s = stateOf(doing, point);
  const bad = s.worst !== undefined && s.worst !== 'pass' && s.worst !== 'not-applicable';
  const whole = s.done >= s.of;
  const icon: IconName | null = bad ? (s.worst as Verdict) : whole ? 'pass' : null;
  const words = bad ? t(`verdict.${s.worst as Verdict}`) : whole ? t('verdict.pass') : s.done === 0 ? t('check.point.not-begun') : t('check.point.part', { done: s.done, of: s.of });
  return (
    <li>
      <button type="button" class={`point${bad ? ` point--${s.worst as Verdict}` : whole ? ' point--pass' : ''}`} onClick={() => onPoint(point)}>
        <span class="point__name">{s.name}</span>
        <span class="point__state">
          {icon !== null && <Icon name={icon} />}
          {words}{bad && !whole ? ` · ${t('check.point.part', { done: s.done, of: s.of })}` : ''}
        </span>
      </button>
    </li>
  );
}
