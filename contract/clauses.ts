/** Where a requirement comes from: the vendor's documents clause by clause, RFC 6749, or good practice. */
export type ClauseId = `S000-${number}` | `S001-${number}` | `S002-${number}` | 'RFC' | 'G';
