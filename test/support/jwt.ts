/** The parts of a token, read without checking anything: only tests look inside (JWT-14). */
export function readJwt(token: string): { header: string; payload: string; claims: Record<string, unknown> } {
  const [header = '', payload = ''] = token.split('.').map(part => Buffer.from(part, 'base64url').toString('utf8'));
  return { header, payload, claims: JSON.parse(payload) as Record<string, unknown> };
}
