const paths = {
  pass: 'M4 12.5 9.5 18 20 6.5',
  'out-of-tolerance': 'M12 3 22 21H2ZM12 10v5M12 17.6v.4',
  fail: 'M8 2h8l6 6v8l-6 6H8l-6-6V8ZM8 8l8 8M16 8l-8 8',
  'not-evaluated': 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.6v.4M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z',
  'not-applicable': 'M5 12h14',
  up: 'M12 20V5M6 11l6-6 6 6',
  clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM12 7v5l4 2',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21c0-4 4-6 8-6s8 2 8 6',
  lock: 'M6 11h12v10H6ZM8 11V8a4 4 0 1 1 8 0v3',
  phone: 'M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4c0 1-1 2-2 2A17 17 0 0 1 3 5c0-1 1-2 2-2Z',
  menu: 'M3 6h18M3 12h18M3 18h18',
  back: 'M15 4l-8 8 8 8',
  next: 'M9 4l8 8-8 8',
  print: 'M7 8V3h10v5M5 17H3V8h18v9h-2M7 14h10v7H7Z',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3ZM12 9a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  scan: 'M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M7 12h10',
  off: 'M3 3l18 18M2 9c3-2.7 6.5-4 10-4M22 9a15 15 0 0 0-6-3.3M6 13a9 9 0 0 1 4-2.2M12 19h.01',
} as const;

export type IconName = keyof typeof paths;

/** Always beside a word: it says nothing alone. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);
