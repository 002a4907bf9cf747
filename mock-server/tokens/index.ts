/** Access tokens: minted and checked at a given instant. */

export { type Ask, audienceOf, type Claims, scopesOf, sortedScopes } from './claims.js';
export { createKeyRing, type KeyRing, type KeySource } from './key-ring.js';
export { generateKey, type StoredKey } from './signing-key.js';
export { createTokens, isUnreadable, type Tokens, type Unreadable } from './tokens.js';
