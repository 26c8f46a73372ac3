import type { Checklist, Equipment, Severity, Staff } from '../../core/tablet';

/** A checklist with those of its members that say when and by whom: the contract types only what judging reads. */
export type Published = Checklist & {
  readonly purpose?: string;
  readonly performedBy?: { readonly roles: readonly Staff['role'][]; readonly countersign?: 'never' | 'trainee' | 'always'; readonly secondCheck?: boolean };
  readonly schedule?: { readonly opens: string; readonly due: string };
  readonly gating?: boolean;
  readonly procedure?: { readonly ref?: string; readonly issue?: string; readonly reviewBy?: string };
};

export const published = (c: Checklist): Published => c as Published;

/** Of this equipment's checklists those in force, by title. */
export const checklistsOf = (equipment: Equipment, all: Iterable<Checklist>): Published[] =>
  [...all]
    .map(published)
    .filter((c) => c.state === 'published' && c.equipmentKinds.includes(equipment.kind))
    .sort((a, b) => a.title.localeCompare(b.title));

const order: readonly Severity[] = ['do-not-use', 'before-use', 'put-right', 'advice', 'information'];

export const bySeverity = (a: Severity, b: Severity): number => order.indexOf(a) - order.indexOf(b);
