import { signal } from '@preact/signals';
import type { Tablet } from '../core/tablet';
import type { Room } from './rooms';

/** Somebody wants to take over the tablet: the list of people stands over what is open, which stays as it is. */
export const switching = signal(false);

/** Nobody holds it and the room is not one for everybody; or whoever holds it is handing it on, in whichever room. */
export const isCovered = (tablet: Tablet, room: Room | undefined): boolean =>
  tablet.people.holder.value === null ? room?.open !== true : switching.value;
