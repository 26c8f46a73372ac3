import { signal } from '@preact/signals';

/** Somebody wants to take over the tablet: the list of people stands over what is open, which stays as it is. */
export const switching = signal(false);
