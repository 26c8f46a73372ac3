const hour = 3_600_000;

/** How long unsent work may wait on a tablet: after an hour it is said, after four somebody is to be phoned. */
export type Age = 'young' | 'late' | 'too-late';

export function ageOf(oldest: number | null, now: number): Age {
  const waited = oldest === null ? 0 : now - oldest;
  return waited >= 4 * hour ? 'too-late' : waited >= hour ? 'late' : 'young';
}
