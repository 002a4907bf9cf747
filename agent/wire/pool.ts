// The one import of undici: loaded by the first request, never by a read. (A CommonJS package imported dynamically would lose its names in a bundle.)
export { Pool, ProxyAgent } from 'undici';
