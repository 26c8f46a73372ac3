export { openTablet } from './open';
export { browser } from './browser';
export type { Options } from './base';
export type * from './tablet';
