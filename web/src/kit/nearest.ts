/** So many are tried before a list is read. */
export const few = 3;

/** The place's own number and the first who are on; where nobody is known to be on, whoever comes first. The others are a tap away. */
export function nearest<P extends { first: boolean }>(phones: readonly P[]): readonly P[] {
  const first = phones.filter((p) => p.first);
  return (first.length > 0 ? first : phones).slice(0, few);
}
