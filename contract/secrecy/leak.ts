/** A secret that was found where it must not be; told without the secret. */
export type Leak = {
  /** `the vendor secret`, `the secret of Oakfield Primary School`, `an access token`, `the API-manager key` … */
  readonly what: string;
  readonly kind: 'vendor-secret' | 'site-secret' | 'token' | 'api-key';
  /** `in clear`, `as base64`, … */
  readonly encoding: string;
  /** Where: an output, a file below the state folder, a URL, a header, a child's arguments. */
  readonly where: string;
  readonly place: 'output' | 'file' | 'url' | 'header' | 'child';
};
