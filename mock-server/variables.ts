/** What agents and tests read from their environment: all that code under test has to know. */
export type Variables = {
  /** Where a token is asked for. */
  readonly SIMS_TOKEN_URL: string;
  /** Base address of the RAP API. */
  readonly SIMS_RAP_URL: string;
  /** The vendor's own client. */
  readonly SIMS_CLIENT_ID: string;
  readonly SIMS_CLIENT_SECRET: string;
  readonly SIMS_SCOPE: string;
  /** The GUID of the application. */
  readonly SIMS_APPLICATION_ID: string;
  /** The partner's own organisation. */
  readonly SIMS_ORGANISATION_ID: string;
  /** Key (hex) under which stored secrets are compared without being shown. */
  readonly SIMS_PROBE_KEY: string;
  /** The certificate to trust; only where anything speaks TLS. */
  readonly SIMS_CA_FILE?: string;
};

/** The same with the vendor's own addresses, and the proxy that leads them here. */
export type InterceptedVariables = Variables & { readonly HTTPS_PROXY: string };
