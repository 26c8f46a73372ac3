/** Opened from the Home Screen: there the browser does not clear what a site keeps after seven days without a visit. */
export const standalone = (): boolean =>
  typeof matchMedia === 'function' &&
  (matchMedia('(display-mode: standalone)').matches ||
    matchMedia('(display-mode: fullscreen)').matches ||
    (navigator as { standalone?: boolean }).standalone === true);
