import type { Item } from './definition';
import { pass, wrong, type ItemResult } from './result';

/** An answer that is right, or wrong with the item's consequence. */
export const settled = (item: Item, id: string, right: boolean, why: string): ItemResult =>
  right ? pass(id) : wrong(id, item.onFail ?? 'do-not-use', why);
