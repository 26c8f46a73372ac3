/** Browsers keep an app for offline use only where its address is https:// or this machine. */
export const secure = (): boolean => (globalThis as { isSecureContext?: boolean }).isSecureContext !== false;
