import { signal } from '@preact/signals';

/** Whoever would rather have the tablet's own keyboard has it until the app is started again. */
export const systemKeyboard = signal(false);
