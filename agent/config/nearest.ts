/** The known word a person most likely meant, for the end of a message: ` Did you mean "x"?`, or nothing when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const whole = word !== '' && known.find(each => each.startsWith(`${word} `));
  if (whole) return ` Did you mean "${whole}"?`;
  const ranked = known.map(each => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.far - b.far)[0];
  return best && best.far <= Math.max(2, word.length / 2) ? ` Did you mean "${best.each}"?` : '';
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
