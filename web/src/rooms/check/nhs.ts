/** Ten digits, with or without spaces or hyphens between, that nothing else runs on from. */
const ten = /(?<![\d-])\d(?:[ \u00a0-]?\d){9}(?![\d-])/g;

/**
 * Whether a note seems to hold an NHS number: ten digits whose last is the check digit of the nine before (modulus 11, as the
 * NHS data dictionary gives it). Notes are about equipment; this only asks, it never refuses.
 */
export const seemsToHoldNHSNumber = (note: string): boolean => [...note.matchAll(ten)].some(([found]) => valid(found.replace(/\D/g, '')));

function valid(digits: string): boolean {
  const sum = [...digits.slice(0, 9)].reduce((all, d, n) => all + Number(d) * (10 - n), 0);
  const check = 11 - (sum % 11);
  return check !== 10 && Number(digits[9]) === (check === 11 ? 0 : check);
}
